"""A site is seen as it stood, and single values of it come back as an edit of today that keeps today's rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.errors import Refused
from auditor.past import NOW
from auditor.use_cases.remembering import bring_back, remember
from db import SqlStore
from tests import making

STANDARD = making.standard()


def test_every_version_of_a_site_and_its_parts_is_a_moment(store: SqlStore) -> None:
    making.fill_street(store, 2)
    with store.reading() as work:
        site, other = sorted(work.sites.all(), key=lambda s: s.code)
        (point,) = (p for p in work.points.all() if p.site == site.id)
    clock = store.clock
    assert isinstance(clock, making.Clock)
    clock.now += timedelta(days=2)
    with store.writing() as work:
        work.points.save(replace(point, name="东门"))
    clock.now += timedelta(days=2)
    with store.writing() as work:
        work.sites.save(replace(site, name="新名"))
        work.sites.save(replace(other, name="别的"))
    memory = remember(store, site.id, NOW)
    assert len(memory.moments) == len(memory.writers) == 6
    assert memory.until == memory.moments[-2]  # the version before the newest
    assert (memory.then.site["name"], memory.now.site["name"]) == (site.name, "新名")
    first = remember(store, site.id, memory.moments[0])
    assert first.then.parts["point"] == {}
    assert first.now.parts["point"][point.id]["name"] == "东门"


def test_a_value_comes_back_as_the_next_version_and_the_others_stay(store: SqlStore) -> None:
    making.fill_street(store, 1)
    with store.writing() as work:
        (site,) = work.sites.all()
        work.sites.save(replace(site, name="新名", note="留着"))
    then = remember(store, site.id, NOW).then
    bring_back(store, ("site", site.id), then.site, ["name"], STANDARD)
    with store.reading() as work:
        now = work.sites.get(site.id)
        assert (now.name, now.note) == (site.name, "留着")
        assert len(work.sites.history(site.id)) == 3


def test_what_today_forbids_does_not_come_back(store: SqlStore) -> None:
    making.fill_street(store, 1)
    with store.writing() as work:
        (site,), (link,) = work.sites.all(), work.links.all()
        work.sites.save(replace(site, households=500))
        work.links.save(replace(link, households=450))
    before = remember(store, site.id, remember(store, site.id, NOW).moments[0]).then
    with pytest.raises(Refused) as refused:
        bring_back(store, ("site", site.id), before.site, ["households"], STANDARD)
    assert [p.code for p in refused.value.problems] == ["over_linked"]
    with store.reading() as work:
        assert work.sites.get(site.id).households == 500

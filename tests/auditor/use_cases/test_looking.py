"""The first page's value: what falls short comes first, what expires is named."""

from datetime import timedelta

from auditor.use_cases import looking, recording
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, site, standard


def test_communities_with_failures_come_first_and_a_street_in_order_has_none(store: SqlStore) -> None:
    fill_street(store, 6)
    assert looking.look_over(store, STREET, standard()).shortfalls == ()
    recording.save_site(store, site("06-900", community="120104006002"), standard())
    found = looking.look_over(store, STREET, standard())
    (short,) = found.shortfalls
    assert (short.community, short.nonconforming, short.unknown) == ("120104006002", 1, 0)
    assert short.first.reason == "no_organisation"
    assert (found.now.sites, found.now.sites_total) == (6, 7)


def test_evidence_that_runs_out_within_sixty_days_is_listed_by_its_last_day(store: SqlStore) -> None:
    fill_street(store, 2)
    assert looking.look_over(store, STREET, standard()).expiring == ()
    clock = store.clock
    clock.now += timedelta(days=320)  # type: ignore[attr-defined]
    (one,) = looking.look_over(store, STREET, standard()).expiring
    assert one.on == TODAY + timedelta(days=355)
    assert len(one.sites) == 2


def test_a_street_office_looks_at_its_own_street_and_the_bureau_at_the_first(store: SqlStore) -> None:
    assert looking.home_street(store) == ""
    fill_street(store, 1)
    assert looking.home_street(store) == STREET
    assert [s.code for s in looking.streets_with_sites(store)] == [STREET]
    with store.writing() as work:
        work.set_setting("street", "120104001000")
    assert looking.home_street(store) == "120104001000"

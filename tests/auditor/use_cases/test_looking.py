"""The first page's value: what falls short comes first, what expires is named."""

from datetime import timedelta

from auditor.use_cases import looking, recording
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, site, standard


def test_a_site_in_order_counts_for_the_live_goal_and_one_without_anything_does_not(store: SqlStore) -> None:
    fill_street(store, 6)
    recording.save_site(store, site("06-900", community="120104006002"), standard())
    found = looking.look_over(store, STREET, standard())
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

"""The clock beside the newest records: behind, long after, or right; and a person's word that it is right."""

from datetime import UTC, datetime, timedelta

import pytest

from auditor.clock import ClockDoubt, away_text, clock_advice, clock_doubt, clock_text, doubt_clock
from auditor.people import Demonstration
from auditor.record import new_id, stamp
from auditor.use_cases import keeping
from db import SqlStore
from tests.making import Clock, fresh_store, site, street

NEWEST = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "kind"),
    [
        (timedelta(days=-365), "behind"),
        (timedelta(minutes=-6), "behind"),
        (timedelta(minutes=-4), None),
        (timedelta(0), None),
        (timedelta(days=59), None),
        (timedelta(days=61), "ahead"),
        (timedelta(days=365), "ahead"),
    ],
)
def test_a_clock_behind_the_newest_record_or_two_months_after_it_is_doubtful(
    passed: timedelta, kind: str | None
) -> None:
    doubt = doubt_clock(stamp(NEWEST), stamp(NEWEST + passed))
    assert (doubt.kind if doubt else None) == kind


def test_nothing_is_doubtful_without_records_or_where_a_person_said_that_it_is_right() -> None:
    assert doubt_clock("", stamp(NEWEST)) is None
    early = stamp(NEWEST - timedelta(days=365))
    assert doubt_clock(stamp(NEWEST), early, trusted=stamp(NEWEST)) is None
    assert doubt_clock(stamp(NEWEST), early, trusted=early) is not None


def test_the_words_say_both_days_and_how_far_they_are_apart() -> None:
    doubt = ClockDoubt("behind", stamp(NEWEST), stamp(NEWEST - timedelta(days=365)))
    assert clock_text(doubt) == "电脑时间比最近一条记录早 365 天"
    assert "2025-11-22" in clock_advice(doubt)
    assert "2026-11-22" in clock_advice(doubt)
    assert away_text(ClockDoubt("behind", stamp(NEWEST), stamp(NEWEST - timedelta(hours=5)))) == "5 小时"
    assert away_text(ClockDoubt("behind", stamp(NEWEST), stamp(NEWEST - timedelta(minutes=7)))) == "7 分钟"


def test_the_store_knows_its_newest_line_whatever_arrived_last(any_store: SqlStore) -> None:
    clock = any_store.clock
    assert isinstance(clock, Clock)
    with any_store.writing() as work:
        work.streets.save(street())
    newest = clock.now
    clock.now -= timedelta(days=365)
    with any_store.writing() as work:
        work.sites.save(site())
    with any_store.reading() as work:
        doubt = clock_doubt(work)
        assert doubt is not None
        assert doubt.kind == "behind"
        assert doubt.newest == work.journal.latest(500)
        assert abs(datetime.fromisoformat(doubt.newest) - newest) < timedelta(seconds=1)
        assert work.journal.latest(1) < doubt.newest  # of the last line alone it is not the newest
    keeping.trust_clock(any_store, doubt)
    assert keeping.doubtful_clock(any_store) is None


def test_invented_data_raise_no_doubt() -> None:
    clock = Clock()
    with fresh_store(clock=clock) as store:
        with store.writing() as work:
            work.streets.save(street())
            work.demonstrations.save(Demonstration(id=new_id()))
        clock.now -= timedelta(days=365)
        assert keeping.doubtful_clock(store) is None

"""Listings ask as many questions as they need, however many rows there are, and answer in a fixed order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from auditor.audit import Answer
from auditor.finding import found
from auditor.store import Only, Sought
from db.store import SqlStore
from tests.making import STREET, TODAY, audit_of, communities, in_order, site, street
from tests.strategies import small_standard


@contextmanager
def counted(store: SqlStore) -> Iterator[list[str]]:
    """The questions asked of the engine meanwhile."""
    asked: list[str] = []

    def keep(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", keep)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", keep)


def fill(store: SqlStore, n: int) -> list[Any]:
    made = [site(f"06-{i:03}") for i in range(n)]
    with store.writing() as work:
        work.streets.save(street())
        work.communities.save_all(communities())
        work.sites.save_all(made)
        for one in made:
            assignment, point, link, audit = in_order(one)
            work.assignments.save(assignment)
            work.points.save(point)
            work.links.save(link)
            work.audits.save(audit)
    return made


LISTINGS: dict[str, tuple[int, Callable[[Any], Any]]] = {
    "sites": (1, lambda w: w.sites.all(STREET)),
    "search": (1, lambda w: w.sites.search("06", street=STREET)),
    "counts": (1, lambda w: w.sites.counts(STREET)),
    "newest audits": (1, lambda w: w.audits.newest(STREET)),
    "unsettled": (1, lambda w: w.sites.unsettled(STREET)),
    "journal count": (1, lambda w: w.journal.count()),
    "facts": (12, lambda w: w.facts(STREET, TODAY, small_standard())),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_asks_the_same_number_of_questions_for_any_number_of_rows(store: SqlStore, name: str) -> None:
    most, ask = LISTINGS[name]
    for n in (2, 12):
        assert fill_more(store, n)
        with store.reading() as work, counted(store) as asked:
            ask(work)
        assert len(asked) == most, asked


def fill_more(store: SqlStore, n: int) -> list[Any]:
    """The street once, then more sites."""
    with store.reading() as work:
        started = bool(work.streets.all())
    if not started:
        return fill(store, n)
    made = [site(f"07-{i:03}") for i in range(n)]
    with store.writing() as work:
        work.sites.save_all(made)
        for one in made:
            for record, of in zip(in_order(one), (work.assignments, work.points, work.links, work.audits), strict=True):
                of.save(record)  # type: ignore[attr-defined]
    return made


def test_saving_one_record_asks_four_questions(store: SqlStore) -> None:
    with store.writing() as work:
        saved = work.sites.save(site())
    with store.writing() as work, counted(store) as asked:
        work.sites.save(replace(saved, name="新"))
    assert len(asked) <= 6, asked


def test_a_search_finds_by_code_and_name_and_takes_signs_literally(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        work.sites.save_all([site("06-001", name="阳光_里"), site("06-002", name="100%里"), site("06-010", name="春")])
    with any_store.reading() as work:

        def found(text: str, **more: Any) -> list[str]:
            return [s.code for s in work.sites.search(text, **more)]

        assert found("") == ["06-001", "06-002", "06-010"]
        assert found("_") == ["06-001"]
        assert found("%") == ["06-002"]
        assert found("06-01") == ["06-010"]
        assert found("里", limit=1) == ["06-001"]
        assert found("春", street="120104001000") == []
        assert found("\\") == []


def test_a_search_finds_by_initials_address_and_organisation_and_ranks_as_the_rule_says(any_store: SqlStore) -> None:
    made = [
        site("06-001", name="龙兴里小区", address="湘潭道 3 号"),
        site("06-002", name="南龙兴里"),
        site("lxl", name="别处"),
        site("06-004", name="重庆道_1"),
        site("06-005", name="行行大厦"),
    ]
    with any_store.writing() as work:
        saved = work.sites.save_all(made)
        work.assignments.save(replace(in_order(saved[3])[0], organisation="King 物业"))
        for text in (
            "lxl",
            "l",
            "龙兴",
            "湘潭道3",
            "06-00",
            "cqd",
            "zqd",
            "hh",
            "xh",
            "ds",
            "king",
            "_",
            "%",
            "０６－００１",
            "zz",
        ):
            wanted = found(work.sites.search(), text, lambda s: s.key)
            assert [s.code for s in work.sites.search(text)] == [s.code for s in wanted], text
        assert [s.code for s in work.sites.search("lxl")] == ["lxl", "06-001", "06-002"]
        assert [s.code for s in work.sites.search("KING")] == ["06-004"]


def test_a_list_is_narrowed_ordered_counted_and_read_page_by_page(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        seen, unseen, old, gone, _later = work.sites.save_all(
            [site("1"), site("2"), site("3"), site("4"), site("5", since=TODAY + timedelta(days=1), households=7)]
        )
        for one, days in ((seen, 1), (old, 400)):
            assignment, point, link, _audit = in_order(one)
            for record, of in zip((assignment, point, link), (work.assignments, work.points, work.links), strict=True):
                of.save(record)  # type: ignore[attr-defined]
            work.audits.save(audit_of(one, [], days_ago=days, answer=Answer.PASS))
        work.assignments.save(replace(in_order(unseen)[0], until=TODAY - timedelta(days=1)))
        work.sites.save(replace(gone, withdrawn="重复"))

        def codes(*only: Only, **more: Any) -> list[str]:
            return [s.code for s in work.sites.seek(Sought(only=frozenset(only), **more))]

        assert codes(Only.NEVER) == ["2", "5"]
        assert codes(Only.EXPIRED, seen_from=(TODAY - timedelta(days=180)).isoformat()) == ["3"]
        assert codes(Only.NO_ORGANISATION) == codes(Only.NO_POINT) == ["2", "5"]
        assert codes(Only.UNUSED, Only.NEVER) == ["5"]
        assert codes(Only.WITHDRAWN) == ["4"]
        assert codes(Only.UNSETTLED) == []
        assert codes(order="households") == ["5", "1", "2", "3"]
        assert codes(order="last", down=True) == ["1", "3", "2", "5"]
        assert codes(order="code", down=True, limit=2, after=1) == ["3", "2"]
        assert work.sites.count(Sought(limit=1)) == 4
        hanging = work.sites.parts(seen.id)
        assert {kind: len(ids) for kind, ids in hanging.items()} == {"assignment": 1, "link": 1, "point": 1}
        (link,) = work.links.some(hanging["link"])
        assert (link.site, link.point) == (seen.id, hanging["point"][0])
        assert work.links.some([*hanging["point"], "nobody"]) == []


def test_withdrawn_records_are_listed_only_when_asked_for(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        keep, gone = work.sites.save_all([site("1"), site("2")])
        work.sites.save(replace(gone, withdrawn="重复"))
        assert [s.id for s in work.sites.all()] == [keep.id]
        assert {s.id for s in work.sites.all(withdrawn=True)} == {keep.id, gone.id}
        assert [s.code for s in work.sites.search()] == ["1"]
        assert work.sites.counts() == {keep.community: 1}


def test_audits_come_newest_first_and_records_in_order_of_id(any_store: SqlStore) -> None:
    made = site()
    with any_store.writing() as work:
        work.sites.save(made)
        saved = [work.audits.save(audit_of(made, [], days_ago=d, answer=Answer.PASS)) for d in (3, 1, 2)]
        assert [a.id for a in work.audits.of_site(made.id)] == [saved[1].id, saved[2].id, saved[0].id]
        assert [a.id for a in work.audits.newest(limit=2)] == [saved[1].id, saved[2].id]
        assert [a.id for a in work.audits.all()] == sorted(a.id for a in saved)
        assert [s.last_audit for s in work.sites.search()] == ["2026-11-21"]


def test_one_record_twice_in_one_save_is_a_fault_of_the_caller(store: SqlStore) -> None:
    made = site()
    with pytest.raises(ValueError, match="twice"), store.writing() as work:
        work.sites.save_all([made, made])

"""The diary against the journal, line by line; it is of the day of arrival, and of what was written here."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.diary import Deed, Diary, total
from auditor.errors import Refused
from auditor.plain_diary import plain_diary
from auditor.record import china_date
from auditor.use_cases import backing_up, exporting_diary, recounting
from db import SqlStore
from db.store import SqlWork
from tests.diaries import OUTCOMES, live
from tests.making import NOW, STREET, TODAY, Clock, fresh_store, site, standard

YESTERDAY = TODAY - timedelta(days=1)


def by_hand(
    store: SqlStore, since: date, until: date, person: str = ""
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Deeds, outcomes and answers, read from every line of the journal with nothing of the program."""
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        rows = work.conn.exec_driver_sql("SELECT name, arrived, package, raw FROM line ORDER BY arrival").all()
    lines = {name: json.loads(bytes(raw)) for name, _at, _package, raw in rows}
    deeds: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    first = {"audit": "audit", "response": "visit", "photo": "photo", "round": "round"}
    register = ("site", "assignment", "point", "link")
    for name, at, package, _raw in rows:
        line = lines[name]
        if package or not since <= china_date(at) <= until or (person and line["person"] != person):
            continue
        body, new = line["body"], not line["parents"]
        before = {k: v for p in line["parents"] for k, v in lines[p]["body"].items()}
        if line["kind"] == "correction":
            steps = {"fixed_on": "fixed", "rechecked_on": "rechecked", "closed_on": "closed"}
            done = [word for key, word in steps.items() if key in body and key not in before]
            deeds.update((["opened"] if new else []) + done or ["changed"])
        elif line["kind"] in register:
            deeds["registered" if new else "register"] += 1
        elif line["kind"] == "round":
            deeds["round"] += 1
        elif line["kind"] in first:
            deeds[first[line["kind"]] if new else "changed"] += 1
        else:
            deeds["other"] += 1
        if line["kind"] == "response" and new:
            outcomes[body["outcome"]] += 1
        if line["kind"] == "audit" and new:
            answers.update(f["answer"] for items in body["findings"].values() for f in items.values())
    return deeds, outcomes, answers


def said(found: Diary) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """The same, as the diary has it."""
    totals = found.totals
    parts = (totals.deeds, totals.outcomes, totals.answers)
    return tuple(Counter({k.value: n for k, n in part.items()}) for part in parts)  # type: ignore[return-value]


@pytest.mark.parametrize("days", [(TODAY, TODAY), (YESTERDAY, YESTERDAY), (TODAY - timedelta(days=2), TODAY)])
@pytest.mark.parametrize("person", ["", "inspector", "other", "nobody"])
def test_the_totals_are_those_of_the_journal_counted_by_hand(
    store: SqlStore, days: tuple[date, date], person: str
) -> None:
    live(store, store.clock)  # type: ignore[arg-type]
    found = recounting.recount(store, standard(), *days, person=person)
    assert said(found) == by_hand(store, *days, person)
    assert found.totals == total(found.entries)
    assert found.totals.entries == len(found.entries)
    assert [e.arrival.at for e in found.entries] == sorted(e.arrival.at for e in found.entries)
    assert "" in {e.arrival.package for e in found.entries} or not found.entries
    assert len({e.id for e in found.entries}) == len(found.entries)


def test_a_day_on_every_engine(any_store: SqlStore) -> None:
    live(any_store, any_store.clock)  # type: ignore[arg-type]
    found = recounting.recount(any_store, standard(), YESTERDAY)
    assert found.totals.deeds[Deed.AUDIT] == 3
    assert found.totals.deeds[Deed.VISIT] == len(OUTCOMES)
    assert found.totals.deeds[Deed.PHOTO] == found.totals.deeds[Deed.CHANGED] == 3
    assert found.recorded == ("inspector",)
    assert {e.observed_on for e in found.entries if e.deed is Deed.AUDIT} == {YESTERDAY - timedelta(days=3)}


def test_what_is_left_is_named_with_the_way_to_it(store: SqlStore) -> None:
    opened = live(store, store.clock)  # type: ignore[arg-type]
    with store.writing() as work:
        work.sites.save(site("06-900"))
    left = recounting.recount(store, standard()).left
    assert [(d.form[:6], d.about) for d in left.drafts] == [("audit:", "06-005 小区06-005")]
    assert (left.never, left.expired) == (2, 0)  # the new one, and the one that a package brought
    (round_,) = left.rounds
    assert (round_.id, round_.name) == (opened.id, opened.name)
    with store.reading() as work:
        answered = len(
            {r.slot for r in work.responses.of_round(opened.id) if r.outcome.value in ("complete", "refusal")}
        )
    assert 0 < round_.open <= opened.planned - answered + 1
    assert [(d.place[:6], d.days) for d in left.corrections] == [("06-001", 5), ("06-002", 0)]  # the third is closed


def test_days_that_have_not_come_or_are_the_wrong_way_round_are_refused(store: SqlStore) -> None:
    for since, until, field, code in (
        (TODAY, TODAY + timedelta(days=1), "until", "in_the_future"),
        (TODAY + timedelta(days=1), None, "until", "in_the_future"),
        (TODAY, YESTERDAY, "since", "since_after_until"),
    ):
        with pytest.raises(Refused) as refusal:
            recounting.recount(store, standard(), since, until)
        assert (refusal.value.problems[0].field, refusal.value.problems[0].code) == (field, code)


def test_a_bureau_with_no_street_says_nothing_of_what_is_left_in_one(store: SqlStore) -> None:
    found = recounting.recount(store, standard())
    assert (found.street, found.at_bureau, found.left.rounds, found.left.never) == ("", True, (), 0)


def test_the_diary_knows_what_the_last_copy_holds(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with fresh_store(str(tmp_path / "a.sqlite3"), clock) as store:
        live(store, clock)
        made = backing_up.back_up_daily(store)
        assert made is not None
        assert recounting.recount(store, standard()).copy == made


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "pdf"])
def test_it_is_exported_with_as_many_rows_as_it_has_lines(store: SqlStore, tmp_path: Path, ending: str) -> None:
    live(store, store.clock)  # type: ignore[arg-type]
    found = recounting.recount(store, standard(), YESTERDAY)
    out = tmp_path / f"diary.{ending}"
    exporting_diary.export_diary(found, out, standard())
    if ending == "json":
        plain = json.loads(out.read_text(encoding="utf-8"))
        assert len(plain["entries"]) == plain["totals"]["entries"] == len(found.entries)
        assert all("slot" not in e and "answers" not in e for e in plain["entries"])
    elif ending == "csv":
        rows = out.read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) == len(found.entries) + 1
    else:
        assert out.stat().st_size > 1000
    export = exporting_diary.tables_of(found, standard())
    assert sum(n for _word, n in export.listings[1].rows if isinstance(n, int)) == len(export.listings[0].rows)


def test_no_household_can_be_told_from_it(store: SqlStore) -> None:
    opened = live(store, store.clock)  # type: ignore[arg-type]
    found = recounting.recount(store, standard(), YESTERDAY)
    text = json.dumps(plain_diary(found, standard()), ensure_ascii=False)
    with store.reading() as work:
        slots = {r.slot for r in work.responses.of_round(opened.id) if r.slot}
    assert slots
    assert not [s for s in slots if s in text]
    assert STREET in text

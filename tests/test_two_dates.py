"""Two dates, never mixed: what the program showed on an evening it shows again, and equal lines give equal scores."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from auditor.audit import Answer, Audit
from auditor.plain import plain_scores
from auditor.record import Line, body_of, new_id, stamp
from auditor.site import Site
from auditor.slots import released_slots
from auditor.survey import Mode, Outcome, Response
from auditor.use_cases import planning, scoring
from db import SqlStore, open_store
from tests.making import (
    NOW,
    STREET,
    TODAY,
    Clock,
    answers,
    audit_of,
    fill_street,
    fresh_store,
    in_order,
    site,
    standard,
)
from tests.postgres import empty_database
from tests.random_district import Maker
from tests.strategies import small_standard
from ui import cli

SCORES = (("score", "--json"), ("score", "--street", STREET), ("progress", "--json"))
FILES = (
    *(("export", file.split(".")[0], "--out", file) for file in ("register.csv", "audits.xlsx", "responses.csv")),
    ("export", "score", "--out", "score.json"),
    ("export", "progress", "--out", "progress.json"),
    ("export", "missing", "--street", STREET, "--out", "missing.json"),
    ("export", "score", "--street", STREET, "--out", "report.pdf"),
)


def day(n: int) -> date:
    """The nth day of the story."""
    return TODAY + timedelta(days=n)


class Office:
    """One office's database, its clock, and its terminal."""

    def __init__(self, place: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.folder, self.capsys = place, folder, capsys
        self.clock = Clock()

    @contextmanager
    def on(self, n: int) -> Iterator[SqlStore]:
        """The database open on a day of the story, from 10:00 in China on."""
        self.clock.now = NOW + timedelta(days=n)
        with fresh_store(self.place, self.clock) as store:
            yield store

    def says(self, *arguments: str) -> str:
        """What a command of the terminal prints."""
        options = cli.parse(["--db", self.place, *arguments], "unused")
        code = cli.run(options, lambda place: open_store(place, self.clock))
        said = self.capsys.readouterr()
        assert code == 0, (arguments, said.err)
        return said.out

    def shows(self, *dates: str) -> dict[str, str | bytes]:
        """Everything the terminal prints and writes, with `dates` as options of each command."""
        shown: dict[str, str | bytes] = {" ".join(c): self.says(*c, *dates) for c in SCORES}
        out = self.folder / "out"
        out.mkdir()
        for command in FILES:
            self.says(*command[:-1], str(out / command[-1]), *dates)
        for file in sorted(out.iterdir()):
            shown |= parts_of(file) if file.suffix == ".xlsx" else {file.name: file.read_bytes()}
            file.unlink()
        out.rmdir()
        return shown


def parts_of(book: Path) -> dict[str, str | bytes]:
    """A workbook's parts but the one that says when its file was saved."""
    with ZipFile(book) as parts:
        return {f"{book.name}/{n}": parts.read(n) for n in parts.namelist() if n != "docProps/core.xml"}


def line_of(record: Any, written: datetime, person: str = "x") -> Line:
    """A line another station wrote, on top of the version the record was read in."""
    parents = (record.version,) if record.version else ()
    at, body = stamp(written), body_of(record)
    return Line(record.KIND, record.id, parents, "9" * 32, person, at, 480, record.street, 1, body)


def audited(of: Site, n: int, answer: Answer) -> Audit:
    """An audit of a site alone, observed at 9:00 in China on a day of the story."""
    return replace(audit_of(of, [], answer=answer), observed_at=stamp(NOW + timedelta(days=n, hours=-1)))


def interview(store: SqlStore, n: int, first: int, last: int, *, fail: bool = False) -> None:
    """Interviews at some slots of the street's round, on a day of the story."""
    with store.writing() as work:
        (made,) = work.rounds.all(STREET)
        slots = [s for code in sorted(made.strata) for s in released_slots(work, made, code) or []]
        for slot in slots[first:last]:
            response = Response(
                id=new_id(),
                street=STREET,
                round=made.id,
                community=slot.community,
                slot=slot.slot,
                outcome=Outcome.COMPLETE,
                observed_at=stamp(NOW + timedelta(days=n, seconds=-1)),
                interviewer="王㛃",
                answers=answers(knows=not fail),
            )
            work.responses.save(response)


def live(office: Office) -> Iterator[int]:
    """The story, day by day; after each the number of its day."""
    with office.on(0) as store:
        one, two, three, _ = fill_street(store, 4, per_community=2)
    yield 0
    with office.on(1) as store, store.writing() as work:
        work.audits.save(audited(one, 1, Answer.FAIL))
        more = site("06-009")
        work.sites.save(more)
        for record, kind in zip(in_order(more), (work.assignments, work.points, work.links, work.audits), strict=True):
            kind.save(record)  # type: ignore[attr-defined]  # a repository
    yield 1
    with office.on(2) as store:
        planning.open_round(store, STREET, Mode.SAMPLE, RULES, on=day(2))
        interview(store, 2, 0, 30)
    yield 2
    with office.on(4) as store:
        with store.writing() as work:
            gone = work.sites.save(replace(two, withdrawn="重复登记"))
            work.sites.save(replace(work.sites.get(more.id), until=day(4)))
        interview(store, 4, 30, 35, fail=True)
    yield 4
    with office.on(7) as store, store.writing() as work:  # a colleague comes back from the field
        forks = [replace(three, households=80), replace(three, households=70)]
        moments = [NOW + timedelta(days=3, seconds=n) for n in range(2)]
        late = [line_of(r, at, person=str(at)) for r, at in zip(forks, moments, strict=True)]
        late.append(line_of(audited(one, 2, Answer.PASS), NOW + timedelta(days=2)))
        late.append(line_of(audited(three, 40, Answer.FAIL), NOW + timedelta(days=40)))  # the clock of that laptop
        assert work.journal.receive(late, "late") == 4
    yield 7
    with office.on(8) as store, store.writing() as work:
        work.sites.settle(replace(work.sites.get(three.id), households=80))
        work.sites.save(replace(gone, withdrawn=""))
        failed = [r for r in work.responses.all(STREET) if r.answers == answers(knows=False)]
        work.responses.save_all(replace(r, withdrawn="录错") for r in failed[:3])
    yield 8
    with office.on(10) as store:
        interview(store, 10, 35, 45)
        with store.writing() as work:
            (made,) = work.rounds.all(STREET)
            work.rounds.save(replace(made, closed_on=day(10)))
    yield 10


RULES = standard()


@pytest.mark.parametrize("engine", ["file", "postgresql"])
def test_what_was_shown_on_an_evening_is_shown_again_to_the_byte(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    place = str(tmp_path / "office.sqlite3")
    if engine == "postgresql":
        place = request.getfixturevalue("postgresql")
        empty_database(place)
    office = Office(place, tmp_path, capsys)
    kept: dict[tuple[str, ...], dict[str, str | bytes]] = {}
    before = ""
    for n in live(office):
        office.clock.now = NOW + timedelta(days=n, hours=12)
        today = day(n).isoformat()
        kept["--known", today] = office.shows()
        if before:
            kept["--on", before, "--known", today] = office.shows("--on", before)
        before = today
    office.clock.now = NOW + timedelta(days=60)
    checked = office.says("check", "--json")
    for dates, shown in kept.items():
        again = office.shows(*dates)
        assert {name for name in shown if shown[name] != again[name]} == set(), dates
    assert office.says("check", "--json") == checked
    assert json.loads(checked)["faults"] == []

    third = "score --json"
    then = kept["--known", day(2).isoformat()][third]
    now = office.says("score", "--json", "--on", day(2).isoformat())
    assert json.loads(then)["streets"] != json.loads(now)["streets"]  # the late audit is in one and not in the other
    doubts = {d[-1]: json.loads(kept[d][third])["streets"][0]["doubtful"] for d in kept if len(d) == 2}
    assert doubts == {day(n).isoformat(): int(n >= 7) for n in (0, 1, 2, 4, 7, 8, 10)}
    assert len({json.dumps(json.loads(kept[d][third])["streets"]) for d in kept if len(d) == 2}) == len(doubts)


def test_a_day_after_the_one_that_is_known_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(str(tmp_path / "office.sqlite3"), tmp_path, capsys)
    for _ in zip(range(2), live(office), strict=False):
        pass
    for dates, word in (
        (("--on", day(1).isoformat(), "--known", day(0).isoformat()), "晚于已知"),
        (("--known", day(2).isoformat()), "还没有到"),
        (("--on", day(2).isoformat()), "还没有到"),
    ):
        for command in (*SCORES, ("export", "audits", "--out", str(tmp_path / "x.csv"))):
            options = cli.parse(["--db", office.place, *command, *dates], "unused")
            assert cli.run(options, lambda place: open_store(place, office.clock)) == 1
            said = capsys.readouterr()
            assert word in said.err
            assert said.out == ""
            assert not (tmp_path / "x.csv").exists()


# -- any lines, in any order, on any days ------------------------------------------------------------------------------


def random_lines(seed: int) -> tuple[str, list[Line]]:
    """A random street with everything that has gone wrong in counting: its code and its lines."""
    with fresh_store() as source:
        world = Maker(source, random.Random(seed), seed, small_standard(), Counter()).make()
        with source.reading() as work:
            names = list(work.conn.execute(text("SELECT name FROM line")).scalars())
            return world.code, [Line.read(raw) for raw in work.journal.raw(names)]


def scores(store: Any, code: str, days: list[date]) -> str:
    """The street's score on some days as the terminal prints it; those days on which it was not registered left out."""
    with store.reading() as work:
        if code not in {s.code for s in work.streets.all()}:
            return ""
        rules, known, root = small_standard(), work.today(), work.journal.root()
        found = [scoring.score_one(work, code, rules, d, known=known, root=root).score for d in days]
        return json.dumps([plain_scores([s], rules) for s in found])


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    orders=st.randoms(use_true_random=False),
    gaps=st.lists(st.integers(0, 3), min_size=2, max_size=5),
)
def test_any_lines_in_any_order_give_the_evenings_back_and_one_score_in_the_end(
    seed: int, orders: random.Random, gaps: list[int]
) -> None:
    code, lines = random_lines(seed)
    last = TODAY + timedelta(days=40)
    ends = []
    for _ in range(2):
        lines = orders.sample(lines, len(lines))
        cuts = sorted(orders.choices(range(len(lines) + 1), k=len(gaps)))
        clock, evenings = Clock(), {}
        with fresh_store(clock=clock) as store:
            for start, end, gap in zip([0, *cuts], [*cuts, len(lines)], [0, *gaps], strict=True):
                clock.now += timedelta(days=gap)
                with store.writing() as work:
                    work.journal.receive(lines[start:end], "p")
                with store.reading() as work:
                    today = work.today()
                evenings[today] = scores(store, code, [today, TODAY - timedelta(days=20)])
            clock.now = NOW + timedelta(days=40)
            for evening, shown in evenings.items():
                with store.as_known(evening) as past:
                    assert scores(past, code, [evening, TODAY - timedelta(days=20)]) == shown
            ends.append(scores(store, code, [last, TODAY, TODAY - timedelta(days=20)]))
    assert ends[0] == ends[1] != ""


def test_what_is_dated_later_than_it_was_written_or_than_today_is_left_out_and_counted(store: SqlStore) -> None:
    (one, two) = fill_street(store, 2)
    with store.writing() as work:
        work.audits.save(audited(one, 5, Answer.FAIL))  # later than its own line
        work.journal.receive([line_of(audited(two, 5, Answer.FAIL), NOW + timedelta(days=5))], "p")  # a clock ahead

    def seen(n: int) -> tuple[int, int]:
        assert isinstance(store.clock, Clock)
        store.clock.now = NOW + timedelta(days=n)
        found = scoring.score(store, STREET, RULES, day(n)).score
        return found.doubtful, found.criteria["responsibility"].tally.nonconforming

    assert seen(0) == (2, 0)
    assert seen(4) == (2, 0)
    assert seen(5) == (1, 1)  # the day it says has come, and no line says otherwise
    with store.as_known(day(4)) as past:
        found = scoring.score(past, STREET, RULES, day(4)).score
        assert (found.doubtful, found.known) == (2, day(4))

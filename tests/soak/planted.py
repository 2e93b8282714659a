"""Faults planted one by one, to see the state machine of exchanges find them: `python -m tests.soak.planted`."""

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from hypothesis import Phase

from auditor import history
from auditor.delivery import Way
from auditor.history import Standing, State
from auditor.holding import Holding
from auditor.package import Part
from auditor.record import Line, body_of
from db import records, standing
from db.deliveries import DeliveriesOf
from db.records import Pen
from tests.exchanging_machine import SEEN, hunt

RUNS, STEPS = 100, 40
_standing, _receive, _line_over = history.standing, records.receive_lines, Pen.line_over
Plant = Callable[[], AbstractContextManager[Any]]


def _settled_by(choose: Callable[[list[Line]], Line], lines: Iterable[Line], **how: Any) -> Standing:
    held = {x.name: x for x in lines}
    found = _standing(held.values(), **how)
    if not found.conflicts:
        return found
    return Standing(found.version, found.heads, State.SETTLED, choose([held[n] for n in found.heads]).body)


def last_writer_wins() -> AbstractContextManager[Any]:
    def rule(lines: Iterable[Line], **how: Any) -> Standing:
        return _settled_by(lambda heads: max(heads, key=lambda x: (x.at, x.name)), lines, **how)

    return patch.object(standing, "standing", rule)


def delete_wins() -> AbstractContextManager[Any]:
    def rule(lines: Iterable[Line], **how: Any) -> Standing:
        held = list(lines)
        found = _standing(held, **how)
        gone = [x for x in held if x.name in found.heads and x.body.get("withdrawn")]
        return _settled_by(lambda _: gone[0], held, **how) if gone and found.conflicts else found

    return patch.object(standing, "standing", rule)


def a_settlement_follows_one_side_only() -> AbstractContextManager[Any]:
    def rule(lines: Iterable[Line], **how: Any) -> Standing:
        held = {x.name: x for x in lines}  # names stay those of the whole lines
        cut = [_Cut(x) if len(x.parents) > 1 else x for x in held.values()]
        return _standing(cut, **how)  # type: ignore[arg-type]

    return patch.object(standing, "standing", rule)


class _Cut:
    """A line that has forgotten all parents but the first."""

    def __init__(self, line: Line) -> None:
        self.name, self.parents, self.body = line.name, line.parents[:1], line.body


def first_arrived_head_wins() -> AbstractContextManager[Any]:
    return patch.object(records, "reindex", lambda _conn, found: len(found))


def a_gap_is_dropped() -> AbstractContextManager[Any]:
    def receive(conn: Any, lines: Sequence[Line], **how: Any) -> int:
        held = {name for (name,) in conn.exec_driver_sql("SELECT name FROM line")} | {x.name for x in lines}
        return _receive(conn, [x for x in lines if all(p in held for p in x.parents)], **how)

    return patch("db.store.receive_lines", receive)


def own_lines_are_not_taken_back_in() -> AbstractContextManager[Any]:
    def receive(conn: Any, lines: Sequence[Line], **how: Any) -> int:
        from db.local import setting

        mine = setting(conn, "station")
        return _receive(conn, [x for x in lines if x.station != mine], **how)

    return patch("db.store.receive_lines", receive)


def the_digest_of_have_is_ignored() -> AbstractContextManager[Any]:
    def agreed(self: Holding, said: Part | None) -> int:
        return min(said.count, self.part.count) if said is not None else 0

    return patch.object(Holding, "agreed", agreed)


def what_was_sent_is_remembered() -> AbstractContextManager[Any]:
    def have(self: DeliveriesOf, station: str) -> Any:
        sent = next((d for d in self.all() if d.station == station and d.way is Way.OUT), None)
        made = self.manifest(sent.number) if sent else None
        return made.have if made else None

    return patch.object(DeliveriesOf, "have", have)


def lines_of_others_stay_where_they_are() -> AbstractContextManager[Any]:
    from auditor.use_cases import packing

    load = packing._load

    def quiet(*args: Any, **how: Any) -> Any:
        return replace(load(*args, **how), others=0)

    return patch.object(packing, "_load", quiet)


def undoing_follows_one_head_only() -> AbstractContextManager[Any]:
    def line_over(self: Pen, row: Any, body: Any) -> Line:
        return self._line(row.kind, row.record, row.heads.split("\n")[:1], row.street, body)

    return patch.object(Pen, "line_over", line_over)


def an_edit_follows_one_head_only() -> AbstractContextManager[Any]:
    def line(self: Pen, record: Any, parents: Sequence[str]) -> Line:
        return self._line(record.KIND, record.id, sorted(parents)[:1], record.street, body_of(record))

    return patch.object(Pen, "line", line)


def nobody_asks_for_photographs() -> AbstractContextManager[Any]:
    return patch("auditor.use_cases.packing.wanted_photos", lambda _shown, _held: ())


def merges_are_written() -> AbstractContextManager[Any]:
    from db.store import SqlJournal

    receive = SqlJournal.receive

    def and_merge(self: SqlJournal, lines: Sequence[Line], package: str, **how: Any) -> int:
        new = receive(self, lines, package, **how)
        found: Mapping[str, Any] = self.stands([x.record for x in lines])
        heads = {r: v for r, v in self.lines(list(found)).items() if found[r].state is State.SETTLED}
        several = {r: found[r].body for r, v in heads.items() if found[r].version not in {x.name for x in v}}
        self.write_over(several)
        return new

    return patch.object(SqlJournal, "receive", and_merge)


PLANTS: tuple[Plant, ...] = (
    last_writer_wins,
    delete_wins,
    a_settlement_follows_one_side_only,
    first_arrived_head_wins,
    a_gap_is_dropped,
    own_lines_are_not_taken_back_in,
    the_digest_of_have_is_ignored,
    what_was_sent_is_remembered,
    lines_of_others_stay_where_they_are,
    undoing_follows_one_head_only,
    an_edit_follows_one_head_only,
    nobody_asks_for_photographs,
    merges_are_written,
)


def main() -> None:
    """Plant each, hunt, and say after how many runs it was found; exit code 1 if one survives."""
    survived = []
    for plant in PLANTS:
        if len(sys.argv) > 1 and plant.__name__ not in sys.argv[1:]:
            continue
        SEEN.clear()
        began = time.monotonic()
        said = "SURVIVED"
        with plant():
            try:
                hunt(RUNS, STEPS, 2, phases=(Phase.generate,))
            except Exception as error:  # noqa: BLE001 - whatever it breaks, it was found
                said = f"found after {SEEN['runs']} whole runs: {type(error).__name__} {str(error)[:90]}"
            else:
                survived.append(plant.__name__)
        print(f"{plant.__name__}: {said} ({time.monotonic() - began:.0f} s)", flush=True)
    sys.exit(bool(survived))


if __name__ == "__main__":
    main()

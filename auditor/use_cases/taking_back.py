"""Taking a package back (撤销并入), at the bureau by a decider; itself taken back the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Problem, Refused
from auditor.identity import refuse_undeciding
from auditor.record import new_id, stamp
from auditor.store import Store, Work
from auditor.taking_back import Before, Left, before
from auditor.telling import Tell, quiet
from auditor.trust import silent_among

UNDOABLE = frozenset({Fate.APPLIED, Fate.RELEASED})
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What was written: so many records went back, so many that the package had made were withdrawn. `since`: of these
    others have said something since, which stays in the journal. `left`: records that stay as they are, and why."""

    delivery: Delivery
    back: int
    withdrawn: int
    since: tuple[str, ...] = ()
    left: Mapping[str, Left] | None = None


def take_back(store: Store, package: str, tell: Tell = quiet) -> TakenBack:
    """Write, for each record a package (its id) changed, one line on top of its heads that lets stand what stood before
    the package's lines; in one transaction. The id of an earlier taking back does it again.

    Refused: no such package here, one that was not taken in or was taken back already, or a person who may not decide.
    """
    with store.writing() as work:
        given = _found(work, package)
        refuse_undeciding(work)
        names = work.journal.brought(given.first, given.last)
        first = work.journal.last() + 1
        back = withdrawn = 0
        since: list[str] = []
        left: dict[str, Left] = {}
        records = sorted(names)
        why = f"撤销 {given.package[-8:]}"
        for start in range(0, len(records), BATCH):
            tell(start, len(records))
            part = records[start : start + BATCH]
            written: dict[str, Before] = {}
            for record, lines in work.journal.lines(part).items():
                found = before(lines, set(names[record]), silent_among(lines, work.bureaux), why)
                if isinstance(found, Left):
                    left[record] = found
                elif found is not None:
                    written[record] = found
            for record in work.journal.write_over({record: b.body for record, b in written.items()}):
                left[record] = Left.TOO_LONG
                del written[record]
            withdrawn += sum(b.withdrawn for b in written.values())
            back += sum(not b.withdrawn for b in written.values())
            since += [record for record, b in written.items() if b.said_since]
        now = stamp(work.now())
        made = work.deliveries.note(
            Delivery(
                package=new_id(),
                way=Way.UNDO,
                station=given.station,
                made=now,
                at=now,
                state=Fate.APPLIED,
                lines=back + withdrawn,
                new=back + withdrawn,
                first=first,
                last=work.journal.last(),
                reason=given.package,
            )
        )
        work.deliveries.change(given.number, state=Fate.UNDONE)
    return TakenBack(delivery=made, back=back, withdrawn=withdrawn, since=tuple(since), left=left)


def _found(work: Work, package: str) -> Delivery:
    held: Sequence[Delivery] = [d for d in work.deliveries.of_package(package) if d.way is not Way.OUT]
    if not held:
        held = [d for d in work.deliveries.ending(package) if d.way is not Way.OUT] if package else []
    if len({d.package for d in held}) != 1:
        raise Refused(Problem("package", "no_such_package", {"value": package}))
    given = next((d for d in held if d.state in UNDOABLE and d.new), None)
    if given is None:
        code = "undone_already" if any(d.state is Fate.UNDONE for d in held) else "not_taken_in"
        raise Refused(Problem("package", code, {"value": package[-8:]}))
    return replace(given)

"""Taking back what was saved in this session, one step after another, and doing it again: always a further version."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from auditor.errors import Outdated, Problem, Refused, refuse_if
from auditor.kinds import KINDS
from auditor.record import Record, value_of
from auditor.site_rules import problems_after
from auditor.standard import Standard
from auditor.store import Records, Store, Work, Written

T = TypeVar("T")
UNDOABLE = frozenset({"site", "assignment", "point", "link", "audit", "correction"})
# not a response: a household that withdrew keeps no answers, and nobody brings them back
UNDONE = "撤销"  # why a record that was made and taken back is withdrawn, in every language: a record is no interface


@dataclass(frozen=True, slots=True)
class Step:
    """What one deed wrote, in order, and what it is called."""

    what: str
    writes: tuple[Written, ...]

    @property
    def undoable(self) -> bool:
        """Whether it wrote anything, and nothing but what may be taken back."""
        return bool(self.writes) and all(w.kind in UNDOABLE for w in self.writes)


class _Listening:
    """A store that remembers what was written through it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.writes: list[Written] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        with self._store.writing() as work:
            yield work
            made = work.written
        self.writes += made


def noted(store: Store, work: Callable[[Store], T]) -> tuple[T, tuple[Written, ...]]:
    """What a deed answers, and what it wrote."""
    listening = _Listening(store)
    answer = work(cast(Store, listening))
    return answer, tuple(listening.writes)


def take_back(store: Store, writes: Sequence[Written], standard: Standard) -> None:
    """Write what stood before as the next version; a record that was made is withdrawn. `noted` of this, taken back,
    does it again. Outdated if somebody saved since; Refused where the register's rules would not hold; changes nothing
    then."""
    with store.writing() as work:
        whole = joined(writes)
        held = work.versions(w.record for w in whole)
        if any(held.get(w.record) != w.version for w in whole):
            raise Outdated(Problem("version", "undo_outdated"))
        saved = [_of(work, w.kind).save(_before(work, w)) for w in whole]
        refuse_if(problems_after(work, saved, standard))


def joined(writes: Iterable[Written]) -> list[Written]:
    """One for each record: from what stood before the first to the last version."""
    found: dict[str, Written] = {}
    for write in writes:
        first = found.get(write.record)
        found[write.record] = write if first is None else replace(first, version=write.version)
    return list(found.values())


def _of(work: Work, kind: str) -> Records[Record]:
    return cast("Records[Record]", getattr(work, f"{kind}s"))


def _before(work: Work, write: Written) -> Record:
    if not write.before_version:
        return replace(_of(work, write.kind).get(write.record), withdrawn=UNDONE)
    try:
        return value_of(KINDS[write.kind], write.before, id=write.record, version=write.version, street=write.street)
    except (KeyError, ValueError) as error:
        facts = {"kind": write.kind, "value": write.record}
        raise Refused(Problem("id", "record_unreadable", facts)) from error


def rebased(steps: Iterable[Step], undone: Step, made: Sequence[Written]) -> list[Step]:
    """The other steps after one was taken back: what it brought back stands under a new version now."""
    new = {w.record: w.version for w in made}
    names = {(w.record, w.before_version): new.get(w.record, w.version) for w in joined(undone.writes)}
    return [
        replace(
            step, writes=tuple(replace(w, version=names.get((w.record, w.version), w.version)) for w in step.writes)
        )
        for step in steps
    ]

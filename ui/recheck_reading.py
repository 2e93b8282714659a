"""What the re-check page shows, read in one go on the worker: flags, re-checks with their places, and who there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.flags import Flag, FlagKind, Radar
from auditor.quality import find_flags
from auditor.quality_wording import kind_name
from auditor.recheck import RecheckResult, Second, Subject
from auditor.rechecked import places_of, read_rechecks
from auditor.standard import Standard
from auditor.store import Store
from auditor.telling import Tell, quiet
from auditor.use_cases.watching import read_material
from auditor.wording import _, named, number
from ui.audit_reading import current_name
from ui.marks import Mark
from ui.record_model import Group


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag of the list; `asked` is the re-check that it is on, if any."""

    flag: Flag
    asked: RecheckResult | None

    @property
    def id(self) -> str:
        """That of the flag."""
        return self.flag.id


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of a re-check: where it is, and what the second visit found. It says nothing of the first."""

    second: Second
    code: str
    name: str

    @property
    def id(self) -> str:
        """That of the unit."""
        return self.second.unit

    @property
    def mark(self) -> Mark:
        """Open, conforming or failing by the second answers."""
        if not self.second.done:
            return Mark.NOT_ANSWERED
        return Mark.NONCONFORMING if self.second.failed else Mark.CONFORMING


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One re-check of the list."""

    result: RecheckResult

    @property
    def id(self) -> str:
        """That of the record."""
        return self.result.recheck.id


@dataclass(frozen=True, slots=True)
class Board:
    """A street's flags and re-checks. `places` by re-check and unit; `people` are names; `me` records now."""

    street: str
    street_name: str
    radar: Radar
    results: tuple[RecheckResult, ...]
    places: Mapping[str, Mapping[str, tuple[str, str]]]
    people: tuple[str, ...]
    me: str

    def rows(self) -> list[FlagRow | Group]:
        """The flags by kind, each kind under its name."""
        asked = {r.recheck.flag_id: r for r in self.results if r.recheck.flag_id}
        found: list[FlagRow | Group] = []
        kind: FlagKind | None = None
        for flag in self.radar.flags:
            if flag.kind is not kind:
                kind = flag.kind
                same = sum(f.kind is kind for f in self.radar.flags)
                found.append(Group({"what": f"{kind_name(kind)}  {number(same)}"}))
            found.append(FlagRow(flag, asked.get(flag.id)))
        return found

    def units(self, result: RecheckResult) -> list[UnitRow]:
        """The units of a re-check, those still open first, in drawn order."""
        places = self.places.get(result.recheck.id, {})
        rows = [UnitRow(s, *places.get(s.unit, ("", ""))) for s in result.seconds]
        return sorted(rows, key=lambda r: r.second.done)


def read_board(store: Store, standard: Standard, street: str, tell: Tell = quiet) -> Board:
    """A street's flags and re-checks as they stand now."""
    with store.reading() as work:
        tell(0, 3)
        material = read_material(work, street, standard)
        tell(1, 3)
        results = tuple(read_rechecks(work, street, standard))
        name = next((named(s.name, s.name_en) for s in work.streets.all() if s.code == street), street)
        places = {r.recheck.id: places_of(work, r.recheck) for r in results}
        people = tuple(sorted({p.name for p in work.people.all()}))
        me = current_name(work)
    tell(2, 3)
    return Board(street, name, find_flags(material), results, places, people, me)


def why_not_visit(board: Board, result: RecheckResult | None, row: UnitRow | None) -> str:
    """Why the chosen unit cannot be seen again now; "" where it can."""
    if result is None or row is None:
        return _("先选一处")
    if row.second.done:
        return _("已经复核过")
    if result.recheck.inspector != board.me:
        return _("由{name}复核，现在记录的是{me}").format(name=result.recheck.inspector, me=board.me or "–")
    if not row.code:
        return _("本轮密钥已销毁，找不到这一户") if result.recheck.subject is Subject.INTERVIEW else _("点位找不到")
    return ""

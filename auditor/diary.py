"""The diary (工作日记): what was done at this database, line by line of the journal as it arrived, and what is left."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.audit import Answer
from auditor.copies import Copy
from auditor.correction import Correction, Stage
from auditor.record import Body, Line, china_date
from auditor.store import Arrival
from auditor.survey import Outcome
from auditor.whereabouts import Reach


class Deed(StrEnum):
    """What somebody did; in the order in which a day's totals stand."""

    AUDIT = "audit"  # 检查
    VISIT = "visit"  # 入户
    OPENED = "opened"  # 开整改
    FIXED = "fixed"  # 已改
    RECHECKED = "rechecked"  # 复查
    CLOSED = "closed"  # 销号
    PHOTO = "photo"  # 照片
    ERASED = "erased"  # 照片已删去
    REGISTERED = "registered"  # 登记: a site, organisation, point or link that was not there
    REGISTER = "register"  # 改台账
    ROUND = "round"  # 轮次: opened, supplemented, closed, its key destroyed
    DRAWN = "drawn"  # 复核抽取
    ISSUED = "issued"  # 签发
    COMPLETION = "completion"  # 2025 记录
    CHANGED = "changed"  # 更正: a later version of an audit, a visit, a correction, a photograph
    WITHDRAWN = "withdrawn"  # 撤回
    SETTLED = "settled"  # 处理冲突
    OTHER = "other"  # people, standards, divisions


_ANSWERS = {a.value: a for a in Answer}
REGISTER_KINDS = frozenset({"site", "assignment", "point", "link"})
STEPS = (("fixed_on", Deed.FIXED), ("rechecked_on", Deed.RECHECKED), ("closed_on", Deed.CLOSED))
_FIRST = {
    "audit": Deed.AUDIT,
    "response": Deed.VISIT,
    "correction": Deed.OPENED,
    "photo": Deed.PHOTO,
    "round": Deed.ROUND,
    "recheck": Deed.DRAWN,
    "certificate": Deed.ISSUED,
    "completion": Deed.COMPLETION,
} | dict.fromkeys(REGISTER_KINDS, Deed.REGISTERED)
_LATER = {
    "audit": Deed.CHANGED,
    "response": Deed.CHANGED,
    "correction": Deed.CHANGED,
    "photo": Deed.CHANGED,
    "round": Deed.ROUND,
    "recheck": Deed.CHANGED,
    "certificate": Deed.CHANGED,
    "completion": Deed.COMPLETION,
} | dict.fromkeys(REGISTER_KINDS, Deed.REGISTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed of one line. `before` is what its parents said together: empty for a record's first line."""

    deed: Deed
    arrival: Arrival
    before: Body = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same deed whenever it is read."""
        return f"{self.arrival.line.name}:{self.deed.value}"

    @property
    def kind(self) -> str:
        """Of the record."""
        return self.arrival.line.kind

    @property
    def body(self) -> Body:
        """What the line says."""
        return self.arrival.line.body

    @property
    def on(self) -> date:
        """The day in China on which it arrived here: the diary's day."""
        return china_date(self.arrival.at)

    @property
    def observed_on(self) -> date | None:
        """The day on which it was seen or asked, where the record says one."""
        at = self.body.get("observed_at") or self.body.get("taken_at")
        try:
            return china_date(at) if at else None
        except (TypeError, ValueError):
            return None

    @property
    def outcome(self) -> Outcome | None:
        """What a first visit came to."""
        if self.deed is not Deed.VISIT:
            return None
        try:
            return Outcome(str(self.body.get("outcome")))
        except ValueError:
            return None

    @property
    def answers(self) -> Counter[Answer]:
        """How often a first audit's items got each answer; empty for anything else."""
        found: Counter[Answer] = Counter()
        findings = self.body.get("findings")
        if self.deed is Deed.AUDIT and isinstance(findings, dict):
            for items in findings.values():
                for finding in items.values() if isinstance(items, dict) else ():
                    given = str(finding.get("answer")) if isinstance(finding, dict) else ""
                    if given in _ANSWERS:
                        found[_ANSWERS[given]] += 1
        return found


def deeds_of(line: Line, before: Body) -> list[Deed]:
    """What a line did, at least one thing: steps of a correction are told apart, and each counts."""
    if len(line.parents) > 1:
        return [Deed.SETTLED]
    body, first = line.body, not line.parents
    if body.get("withdrawn") and not before.get("withdrawn"):
        return [Deed.WITHDRAWN]
    if line.kind == "correction":
        opened = [Deed.OPENED] if first else []
        steps = [deed for key, deed in STEPS if body.get(key) and not before.get(key)]
        return opened + steps or [Deed.CHANGED]
    if line.kind == "photo" and body.get("erased") and not before.get("erased"):
        return [Deed.ERASED]
    return [(_FIRST if first else _LATER).get(line.kind, Deed.OTHER)]


def entries_of(arrivals: Iterable[Arrival], parents: Mapping[str, Body]) -> list[Entry]:
    """Every deed in the order in which the lines came; `parents` are the bodies of their parents, by name."""
    found = []
    for arrival in arrivals:
        before: dict[str, object] = {}
        for name in arrival.line.parents:
            before.update(parents.get(name, {}))
        found += [Entry(deed=deed, arrival=arrival, before=before) for deed in deeds_of(arrival.line, before)]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a list of entries adds up to. Nobody is compared with anybody (DESIGN 11)."""

    deeds: Mapping[Deed, int]
    outcomes: Mapping[Outcome, int]  # of the first visits to households
    answers: Mapping[Answer, int]  # of the items of the first audits

    @property
    def entries(self) -> int:
        """All together."""
        return sum(self.deeds.values())


def total(entries: Iterable[Entry]) -> Totals:
    """The totals of a list."""
    deeds: Counter[Deed] = Counter()
    outcomes: Counter[Outcome] = Counter()
    answers: Counter[Answer] = Counter()
    for entry in entries:
        deeds[entry.deed] += 1
        if entry.outcome is not None:
            outcomes[entry.outcome] += 1
        answers += entry.answers
    return Totals(
        deeds={d: deeds[d] for d in Deed if deeds[d]},
        outcomes={o: outcomes[o] for o in Outcome if outcomes[o]},
        answers={a: answers[a] for a in Answer if answers[a]},
    )


# -- what is left ------------------------------------------------------------------------------------------------------

DUE_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A form that was not saved: which one (`audit:<site>`), when it was last typed into, what it is about."""

    form: str
    at: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """A round whose released households are not all final."""

    id: str
    name: str
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCorrection:
    """A correction somebody here waits for; `days` past its deadline, 0 in time."""

    correction: Correction
    place: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left to do in a street today. `never` and `expired` are sites in use that nobody has seen, or not
    recently enough."""

    drafts: tuple[Unfinished, ...] = ()
    never: int = 0
    expired: int = 0
    rounds: tuple[OpenRound, ...] = ()
    corrections: tuple[DueCorrection, ...] = ()


def waits_for(correction: Correction, on: date) -> bool:
    """Whether something is to be done about a correction now: overdue or due within a week, to be looked at again, or
    to be closed."""
    if correction.stage is Stage.OPEN:
        return (correction.due_on - on).days <= DUE_DAYS
    return correction.stage in (Stage.FIXED, Stage.RECHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What was done at this database from one day to another, by one person or by all, and what is left today.

    `people` and `places` are names by id; `recorded` all who wrote something in these days, in order of name.
    """

    since: date
    until: date
    today: date
    person: str  # id; "" for everybody
    entries: tuple[Entry, ...]
    left: Left
    at_bureau: bool
    copy: Copy | None  # the last one that was checked
    reach: Reach  # how far what was written here got
    people: Mapping[str, str]
    places: Mapping[str, str]
    recorded: tuple[str, ...]
    street: str = ""
    street_name: str = ""
    demonstration: bool = False

    @property
    def totals(self) -> Totals:
        """Of all its entries."""
        return total(self.entries)

    @property
    def is_one_day(self) -> bool:
        """Whether it is of a single day."""
        return self.since == self.until

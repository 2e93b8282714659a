"""What waits for a person: unsettled records with owner and due date, codes two sites have, households asked twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.conflict import Conflict
from auditor.conflict_wording import references, title_of
from auditor.dispute import Dispute, dispute_id
from auditor.doubled import TwoInterviews, doubled_codes, two_interviews
from auditor.duplicates import Pair
from auditor.errors import Refused
from auditor.history import State
from auditor.record import Line, china_date
from auditor.standard import Standard
from auditor.standards import standard_named
from auditor.store import Unsettled, Work
from auditor.survey import Round
from auditor.wording import named

SHOWN = 500  # unsettled records read with their lines at a time
_URGENT = {State.CONFLICT: 0, State.BROKEN: 1, State.INCOMPLETE: 2, State.SETTLED: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which unsettled records are asked for; empty parts ask nothing. `owner` is a person's id."""

    street: str = ""
    state: State | None = None
    owner: str = ""
    overdue: bool = False
    limit: int = SHOWN
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One unsettled record as it is listed."""

    conflict: Conflict
    title: str
    owner: str = ""  # a person's id
    owner_name: str = ""
    due: date | None = None
    overdue: bool = False

    @property
    def id(self) -> str:
        """Of the record."""
        return self.conflict.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A street's list (or that of all streets): `matters` are the first of `total` that were asked for; `counts` are
    of all that is unsettled there."""

    street: str
    street_name: str
    today: date
    own: str  # this station
    me: str  # the person who records, by id
    matters: tuple[Matter, ...]
    total: int
    counts: Mapping[State, int]
    overdue: int
    codes: tuple[Pair, ...]
    interviews: tuple[TwoInterviews, ...]
    people: Mapping[str, str]  # by id, who may be given a conflict
    words: Mapping[str, str]
    unheard: tuple[Line, ...] = ()  # lines that say nothing, of this street and of none: nobody has to do anything

    @property
    def open(self) -> int:
        """How many wait for a person. Two interviews of one household do not: the rule says which counts."""
        return sum(self.counts.values()) + len(self.codes)


def read_waiting(work: Work, standard: Standard, asked: Asked) -> Waiting:
    """What waits in a street, overdue first, then by due date; a bounded number of questions however many there are."""
    today = work.today()
    rows = work.unsettled(asked.street)
    cared = {d.id: d for d in work.disputes.all(asked.street)}
    of = {row.record: cared.get(dispute_id(row.record)) for row in rows} if cared else {}
    wanted = sorted(
        (r for r in rows if _wanted(r, of.get(r.record), asked, today)),
        key=lambda r: (*_pressing(of.get(r.record), today), _URGENT[r.state], r.at, r.record),
    )
    page = wanted[asked.after : asked.after + asked.limit]
    conflicts = work.conflicts([row.record for row in page])
    interviews = _interviews(work, standard, asked.street)
    words = words_of(work, conflicts, standard)
    streets = {s.code: named(s.name, s.name_en) for s in work.streets.all()}
    people = {p.id: p.name for p in work.people.all()}
    return Waiting(
        street=asked.street,
        street_name=streets.get(asked.street, ""),
        today=today,
        own=work.setting("station"),
        me=work.setting("person"),
        matters=tuple(_matter(c, of.get(c.record), words, people, today) for c in conflicts),
        total=len(wanted),
        counts=Counter(row.state for row in rows),
        overdue=sum(_pressing(of.get(row.record), today)[0] == 0 for row in rows),
        codes=tuple(read_doubled_codes(work, asked.street)),
        interviews=tuple(interviews),
        people=people,
        words={**words, **streets, **{t.round.id: t.round.name for t in interviews}},
        unheard=tuple(x for x in work.unheard() if not asked.street or x.street in ("", asked.street)),
    )


def _pressing(dispute: Dispute | None, today: date) -> tuple[int, date]:
    """Overdue first, then what has a due date."""
    if dispute is None or dispute.due is None or dispute.withdrawn:
        return 2, date.max
    return (0 if dispute.due < today else 1), dispute.due


def _wanted(row: Unsettled, dispute: Dispute | None, asked: Asked, today: date) -> bool:
    return (
        (asked.state is None or row.state is asked.state)
        and (not asked.owner or (dispute is not None and dispute.owner == asked.owner))
        and (not asked.overdue or _pressing(dispute, today)[0] == 0)
    )


def _matter(
    conflict: Conflict, dispute: Dispute | None, words: Mapping[str, str], people: Mapping[str, str], today: date
) -> Matter:
    owner = dispute.owner if dispute else ""
    return Matter(
        conflict=conflict,
        title=title_of(conflict.kind, conflict.shown, words),
        owner=owner,
        owner_name=people.get(owner, owner),
        due=dispute.due if dispute else None,
        overdue=_pressing(dispute, today)[0] == 0,
    )


def read_doubled_codes(work: Work, street: str) -> list[Pair]:
    """Pairs of sites with one code, in a street or in each."""
    return doubled_codes(work.sites.some(work.sites.doubled(street)))


def count_waiting(work: Work, street: str) -> int:
    """How many wait for a person: unsettled records, and codes two sites have."""
    return len(work.unsettled(street)) + len(read_doubled_codes(work, street))


def _interviews(work: Work, standard: Standard, street: str) -> list[TwoInterviews]:
    found = work.responses.some(work.responses.doubled(street))
    if not found:
        return []
    rounds = {r.id: r for r in work.rounds.some(sorted({r.round for r in found}))}
    unsettled = work.responses.unsettled(street)
    return two_interviews(found, rounds, _rules(work, rounds.values(), standard), unsettled)


def _rules(work: Work, rounds: Iterable[Round], standard: Standard) -> dict[str, Standard]:
    found = {standard.name: standard}
    for name in sorted({r.standard for r in rounds} - set(found)):
        try:
            found[name] = standard_named(work, name)
        except Refused:
            continue  # nobody here can say what the answers were worth
    return found


def words_of(work: Work, conflicts: Sequence[Conflict], standard: Standard) -> dict[str, str]:
    """What the ids, codes and items that some records name are called."""
    named_ids = references(conflicts)
    words = {c.code: c.name for c in work.communities.all()}
    words |= {p.id: p.name for p in work.people.all()}
    words |= {s.station: s.name for s in work.stations.all() if s.name and not s.problems()}
    words |= {p.id: named(p.name, p.name_en) for p in standard.place_types.values()}
    words |= {i.id: named(i.name, i.name_en) for i in standard.items}
    for question in standard.questions:
        words[question.id] = named(question.text, question.text_en)
        words |= {o.id: named(o.text, o.text_en) for o in question.options}
    points = work.points.some(sorted(named_ids.get("point", ())))
    sites = named_ids.get("site", set()) | {p.site for p in points}
    words |= {s.id: f"{s.code} {s.name}" for s in work.sites.some(sorted(sites))}
    words |= {p.id: title_of(p.KIND, {"code": p.code, "site": p.site}, {}) for p in points}
    words |= {r.id: r.name for r in work.rounds.some(sorted(named_ids.get("round", ())))}
    for audit in work.audits.some(sorted(named_ids.get("audit", ()))):
        words[audit.id] = china_date(audit.observed_at).isoformat()
    for correction in work.corrections.some(sorted(named_ids.get("correction", ()))):
        words[correction.id] = correction.found
    return words

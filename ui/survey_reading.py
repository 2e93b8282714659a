"""What the interview page shows, read in one go on the worker: rounds, answered and planned, the next households."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from auditor.chances import Chances, all_chances
from auditor.clock import ClockDoubt, clock_doubt
from auditor.division import Community
from auditor.drafts import InterviewDraft, read_interview
from auditor.rates import is_decided
from auditor.record import china_date, stamp
from auditor.round_count import count_parts
from auditor.slots import Slot, released_slots
from auditor.standard import Standard
from auditor.standards import standard_named
from auditor.store import Draft, Store, Work
from auditor.survey import PROBABILITY, Method, Mode, Outcome, Response, Round, ends_on
from auditor.use_cases.planning import preview_round, small_communities
from auditor.wording import named


@dataclass(frozen=True, slots=True)
class CommunityCount:
    """One community of a round: answered of planned. How the answers went is nobody's business at the door."""

    id: str  # code
    name: str
    planned: int
    answered: int

    @property
    def lacking(self) -> int:
        """Planned interviews still to be completed."""
        return max(0, self.planned - self.answered)


@dataclass(frozen=True, slots=True)
class Evening:
    """A round as it is worked on: `slots` are those of the chosen community that may be visited today, in order."""

    street: str
    street_name: str
    rounds: tuple[Round, ...]  # newest first
    round: Round | None
    standard: Standard
    counts: tuple[CommunityCount, ...]
    community: str
    slots: tuple[Slot, ...]
    tomorrow: int  # open households that were visited today already
    has_key: bool
    draft: Draft | None
    person: str
    today: int  # visits recorded today, by anybody at this database
    now: datetime
    until: date = date.max  # the last day on which the round takes visits
    decided: bool = False  # no answer that is still open can change the verdict of either rate
    clock: ClockDoubt | None = None  # what the computer says the date is may be wrong

    @property
    def is_drawn(self) -> bool:
        """Whether households were drawn; else whoever comes by is asked."""
        return self.round is None or self.round.method in PROBABILITY

    @property
    def has_ended(self) -> bool:
        """Whether the round takes no visits any more."""
        if self.round is None:
            return False
        return self.round.closed_on is not None or china_date(stamp(self.now)) > self.until

    @property
    def lacking(self) -> int:
        """Planned interviews still to be completed in the whole round."""
        return sum(c.lacking for c in self.counts)


def last_day(work: Work, round_: Round) -> date:
    """The last day on which a round takes visits, as its own standard has it."""
    rules = standard_named(work, round_.standard).survey
    return ends_on(round_.closed_on, round_.frozen_on, rules.field_period_days)


def anybody(community: str) -> Slot:
    """Whoever is asked where nobody was drawn: a household without a name, without a place."""
    return Slot(
        slot="",
        site="",
        site_code="",
        site_name="",
        k=0,
        community=community,
        part="",
        visits=0,
        last_at="",
        last_outcome=None,
        final=False,
        complete=False,
    )


def read_evening(store: Store, standard: Standard, street: str, round_id: str, community: str) -> Evening:
    """The round asked for, else the newest open one, and its next households in the community asked for, else in the
    first that lacks interviews."""
    with store.reading() as work:
        rounds = sorted(work.rounds.all(street), key=lambda r: (r.frozen_on, r.id), reverse=True)
        today = work.today()
        still = [r for r in rounds if r.closed_on is None and today <= last_day(work, r)]
        chosen = _choose(rounds, still, round_id, work.drafts())
        names = {c.code: c for c in work.communities.all(street)}
        person = work.people.find(work.setting("person"))
        street_name = next((named(s.name, s.name_en) for s in work.streets.all() if s.code == street), "")
        if chosen is None:
            return Evening(
                street, street_name, tuple(rounds), None, standard, (), "", (), 0, True, None,
                person.name if person else "", 0, work.now(),
            )  # fmt: skip
        responses = work.responses.of_round(chosen.id)
        counts = count_answered(chosen, responses, names)
        draft = next((d for d in work.drafts() if d.form == f"response:{chosen.id}"), None)
        community = _community(counts, community, draft)
        if chosen.method in PROBABILITY:
            released = released_slots(work, chosen, community) if community in {c.id for c in counts} else []
        else:
            released = [anybody(community)]
        slots, later = _to_visit(released or [], today.isoformat())
        kept = _drafted_slot(released or [], slots, draft)
        return Evening(
            street=street,
            street_name=street_name,
            rounds=tuple(rounds),
            round=chosen,
            standard=standard if chosen.standard == standard.name else standard_named(work, chosen.standard),
            counts=counts,
            community=community,
            slots=kept,
            tomorrow=later,
            has_key=released is not None,
            draft=draft,
            person=person.name if person else "",
            today=sum(china_date(r.observed_at) == today for r in responses),
            now=work.now(),
            until=last_day(work, chosen),
            decided=_is_decided(work, chosen, standard, today),
            clock=clock_doubt(work),
        )


def _is_decided(work: Work, round_: Round, standard: Standard, today: date) -> bool:
    """Whether what is still to be asked can change nothing (DESIGN 3); which way it went is not said at the door."""
    if round_.method not in PROBABILITY or round_.closed_on is not None:
        return False
    facts = work.facts(round_.street, today, standard)
    fact = next((f for f in facts.rounds if f.id == round_.id), None)
    return fact is not None and is_decided(count_parts(fact, standard.survey.attempts), standard)


def _choose(rounds: Sequence[Round], still: Sequence[Round], wanted: str, drafts: Sequence[Draft]) -> Round | None:
    """The round asked for; else, of those still open, one with an unsaved interview or the newest, those of drawn
    households first; else the newest."""
    by_id, open_ = {r.id: r for r in rounds}, {r.id: r for r in still}
    if wanted in by_id:
        return by_id[wanted]
    for draft in drafts:
        if (found := open_.get(draft.form.removeprefix("response:"))) is not None:
            return found
    drawn, running = ([r for r in some if r.method in PROBABILITY] for some in (rounds, still))
    return next(iter([*running, *still, *drawn, *rounds]), None)


def count_answered(
    round_: Round, responses: Sequence[Response], names: dict[str, Community]
) -> tuple[CommunityCount, ...]:
    """Answered and planned by community, in order of code; a household counts once, a re-check not at all. Where nobody
    was drawn nothing is planned, and every interview counts."""
    answered: dict[str, set[str]] = {}
    for response in responses:
        if response.outcome is Outcome.COMPLETE and not response.recheck:
            answered.setdefault(response.community, set()).add(response.slot or response.id)
    planned: dict[str, int] = {}
    for part in round_.parts:
        more = part.planned if round_.method in PROBABILITY else 0
        planned[part.community] = planned.get(part.community, 0) + more
    return tuple(
        CommunityCount(code, names[code].name if code in names else code, n, len(answered.get(code, ())))
        for code, n in sorted(planned.items())
    )


def _community(counts: Sequence[CommunityCount], wanted: str, draft: Draft | None) -> str:
    codes = {c.id for c in counts}
    if wanted in codes:
        return wanted
    if draft is not None:
        try:
            kept = read_interview(draft.body)
        except ValueError:
            kept = None
        if kept is not None and kept.community in codes:
            return kept.community
    first = next((c for c in counts if c.lacking), counts[0] if counts else None)
    return first.id if first is not None else ""


def _to_visit(released: Sequence[Slot], today: str) -> tuple[list[Slot], int]:
    """Open households not visited today: those never visited first, one quarter after the other as one walks."""
    still = [s for s in released if not s.final]
    free = [s for s in still if not s.last_at or china_date(s.last_at).isoformat() != today]
    free.sort(key=lambda s: (s.visits, s.site_code, s.k))
    return free, len(still) - len(free)


def _drafted_slot(released: Sequence[Slot], free: list[Slot], draft: Draft | None) -> tuple[Slot, ...]:
    """The household of the unsaved interview comes first, whatever else is to be visited."""
    if draft is None:
        return tuple(free)
    try:
        kept: InterviewDraft = read_interview(draft.body)
    except ValueError:
        return tuple(free)
    mine = [s for s in released if s.slot == kept.slot and s.community == kept.community]
    return (*mine, *(s for s in free if s not in mine))


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be frozen today: the plan, the communities' names, the chances of such a sample, what to warn of."""

    round: Round
    names: Mapping[str, str]
    chances: Mapping[str, Chances]
    small: Mapping[str, int]  # communities of so few households that an answer could be led back to one


def read_preview(store: Store, standard: Standard, street: str, mode: Mode, method: Method) -> Preview:
    """The round that would be frozen today; Refused where the street has no household."""
    with store.reading() as work:
        names = {c.code: c.name for c in work.communities.all(street)}
        planned = preview_round(work, street, mode, standard, work.today())
    drawn = method in PROBABILITY
    chances = all_chances(planned.parts, standard) if drawn else {}
    return Preview(replace(planned, method=method), names, chances, small_communities(planned) if drawn else {})


def read_visit(store: Store, response_id: str) -> tuple[Response, Slot | None]:
    """A visit as it is recorded, and its household, to be changed; no household where the key is not held."""
    with store.reading() as work:
        response = work.responses.get(response_id)
        if not response.slot:
            return response, anybody(response.community)
        released = released_slots(work, work.rounds.get(response.round), response.community) or []
        return response, next((s for s in released if s.slot == response.slot), None)

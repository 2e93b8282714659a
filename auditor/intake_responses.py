"""The rules by which rows of interviews become records: only drawn and released households, never a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from auditor.form_reading import Row, Sheet
from auditor.intake import Harvest
from auditor.intake_audits import find_site, observed_at
from auditor.record import fixed_id
from auditor.sampling import draw_round
from auditor.site import Site
from auditor.standard import Standard
from auditor.survey import PROBABILITY, Basis, Mode, Outcome, Response, Round, slot_name
from auditor.telling import Tell, quiet, told
from auditor.visits import SlotVisit, release, slot_state, visit_of


@dataclass(slots=True)
class HeldRound:
    """A round with its key (None: destroyed or elsewhere) and the visits there are."""

    round: Round
    key: bytes | None
    visits: list[Response]
    drawn: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (community, part) -> slots, in order
    planned: dict[tuple[str, str], int] = field(default_factory=dict)

    def part_of(self, community: str, slot: str) -> str | None:
        """The part of a community that a slot was drawn in; None if it is in none."""
        return next((part for (code, part), names in self.drawn.items() if code == community and slot in names), None)


@dataclass(slots=True)
class HeldResponses:
    """What rows may refer to."""

    communities: Mapping[str, str]  # code -> street
    sites: Mapping[str, list[Site]]  # code
    rounds: Mapping[tuple[str, str], list[HeldRound]]  # (street, name)
    settled: Callable[[str], bool]
    now: datetime


def released_names(
    drawn: Iterable[str], planned: int, visits: Iterable[Response], mode: Mode, attempts: int
) -> set[str]:
    """The slots of a community that may be visited: the planned ones, and one replacement, in drawn order, for each
    released slot that is final without an answer (DESIGN 3)."""
    of: dict[str, list[SlotVisit]] = {}
    for v in visits:
        if v.slot and not v.withdrawn:
            of.setdefault(v.slot, []).append(visit_of(v))

    def unanswered(name: str) -> bool:
        return name in of and slot_state(of[name], mode, attempts).unanswered

    return set(release(drawn, planned, unanswered))


def plan_responses(sheet: Sheet, held: HeldResponses, standard: Standard, tell: Tell = quiet) -> Harvest:
    """What the rows change. Rows are taken in order of their moments: an earlier refusal opens a later replacement.
    `tell` hears how many were judged."""
    read: list[tuple[Row, HeldRound, Response, str]] = []
    for row in sheet.rows:
        if row.is_good() and (parts := _read_row(row, held, standard)):
            read.append((row, *parts))
    harvest = Harvest()
    seen: dict[str, int] = {}
    there = {_key(v): v for found in held.rounds.values() for r in found for v in r.visits if v.slot}
    by_id = {v.id: v for found in held.rounds.values() for r in found for v in r.visits}
    loose: dict[str, list[Response]] = {}
    for visit in by_id.values():
        if not visit.slot:
            loose.setdefault(_content(visit), []).append(visit)
    released: dict[tuple[str, str], set[str]] = {}
    in_order = sorted(read, key=lambda x: (x[2].observed_at, x[0].number))
    for row, held_round, response, where in told(in_order, tell, len(read)):
        key = _key(response, where)
        if key in seen:
            row.sheet.refuse(row, "k" if "k" in row.sheet.heads else "", "row_twice", other=seen[key])
            continue
        seen[key] = row.number
        if response.slot and not _is_released(row, held_round, response, standard, released):
            continue
        record = fixed_id("response-row", key)
        old = there.get(key) or by_id.get(record)
        if old is None and not response.slot and row.values.get("time"):  # nothing was drawn: by all it says
            alike = loose.get(_content(response), [])
            old = alike.pop() if alike else None
        if old:
            made = replace(response, id=old.id, version=old.version, observed_at=old.observed_at)
        else:
            made = replace(response, id=record)
            held_round.visits.append(made)
            if made.outcome is not Outcome.COMPLETE:
                released.pop((response.round, response.community), None)
        for problem in made.problems():
            column = {"answers": ""}.get(problem.field, problem.field)
            known = any(c.id == column for c in sheet.form.columns)
            row.sheet.refuse(row, column if known else "", problem.code, **problem.facts)
        if old and old != made and not held.settled(old.id):
            row.sheet.refuse(row, "", "in_conflict")
        if not row.is_good():
            if old is None:
                held_round.visits.remove(made)
            continue
        harvest.put(row, made, old)
    return harvest


def _key(visit: Response, where: str = "") -> str:
    """By what a visit is recognised: round, slot, moment to the second, interviewer."""
    return "\n".join((visit.round, visit.slot or where, visit.observed_at[:19], visit.interviewer))


def _content(visit: Response) -> str:
    """All that a visit says, moment to the second."""
    answers = " ".join(f"{q}={a}" for q, a in sorted(visit.answers.items()))
    return "\n".join((_key(visit), visit.community, visit.outcome, answers))


def _is_released(
    row: Row,
    held: HeldRound,
    response: Response,
    standard: Standard,
    released: dict[tuple[str, str], set[str]],
) -> bool:
    if held.round.mode is not Mode.SAMPLE:
        return True
    code = response.community
    place = held.round.id, code
    if place not in released:
        mine = [v for v in held.visits if v.community == code]
        attempts = standard.survey.attempts
        released[place] = set()
        for part, names in held.drawn.items():
            if part[0] == code:
                released[place] |= released_names(names, held.planned[part], mine, held.round.mode, attempts)
    if response.slot not in released[place]:
        row.sheet.refuse(row, "k" if row.values.get("k") else "slot", "slot_not_released", site=row.text("site"))
        return False
    return True


def _read_row(row: Row, held: HeldResponses, standard: Standard) -> tuple[HeldRound, Response, str] | None:
    community = row.text("community")
    street = held.communities.get(community, "")
    if not street:
        row.sheet.refuse(row, "community", "community_unknown")
        return None
    found = held.rounds.get((street, row.text("round")), [])
    if len(found) != 1:
        row.sheet.refuse(row, "round", "round_twice" if found else "round_unknown", n=len(found))
        return None
    held_round = found[0]
    this = held_round.round
    at = observed_at(row, held.now)
    if not at:
        return None
    if row.values["day"] < this.frozen_on:
        row.sheet.refuse(row, "day", "before_round", since=this.frozen_on.isoformat())
        return None
    slot = _slot_of(row, held, held_round, community) if this.method in PROBABILITY else ""
    if slot is None:
        return None
    answers = {q.id: row.text(q.id) for q in standard.questions if row.text(q.id)}
    response = Response(
        id="",
        street=street,
        round=this.id,
        community=community,
        outcome=Outcome(row.text("outcome")),
        observed_at=at,
        interviewer=row.text("interviewer"),
        slot=slot,
        part=(held_round.part_of(community, slot) or "") if slot else "",
        answers=answers,
        seconds=row.values.get("seconds", 0),
        basis=Basis(row.text("basis")) if row.text("basis") else None,
    )
    # where nothing was drawn, alike visits of one minute are told apart by their row
    where = "" if slot else f"{community} {row.text('site')} {row.values.get('k') or row.number}"
    return held_round, response, where


def _slot_of(row: Row, held: HeldResponses, held_round: HeldRound, community: str) -> str | None:
    """The slot's name; None and a problem where the household is not in the round's frame."""
    this = held_round.round
    if held_round.key is None:
        row.sheet.refuse(row, "round", "round_key_gone", round=this.name)
        return None
    if not held_round.drawn:
        for code in {part.community for part in this.parts}:
            for part, planned, slots in draw_round(held_round.key, this, code):
                held_round.drawn[code, part] = {name: k for name, _, k in slots}
                held_round.planned[code, part] = planned
    if row.text("slot"):
        slot = row.text("slot")
        if held_round.part_of(community, slot) is not None:
            return slot
        row.sheet.refuse(row, "slot", "slot_unknown")
        return None
    for name in ("site", "k"):
        if not row.values.get(name):
            row.sheet.refuse(row, name, "cell_empty")
            return None
    site = find_site(row, held.sites, held.communities, "site")
    if site is None:
        return None
    # where the site stood when the plan was frozen; it may have moved to another community since
    frames = [this.frame, *(s.frame for s in this.supplements.values())]
    stood = next((code for frame in frames for code, homes in frame.items() if site.id in homes), site.community)
    if stood != community:
        row.sheet.refuse(row, "community", "community_differs", site=site.code, held=stood)
        return None
    most = sum(frame.get(community, {}).get(site.id, 0) for frame in frames)
    if not most:
        row.sheet.refuse(row, "site", "site_not_in_frame", round=this.name)
        return None
    k: int = row.values["k"]
    if not 1 <= k <= most:
        row.sheet.refuse(row, "k", "slot_range", site=site.code, most=most)
        return None
    slot = slot_name(held_round.key, site.id, k)
    if held_round.part_of(community, slot) is None:  # its cluster was not drawn
        row.sheet.refuse(row, "site", "site_not_in_frame", round=this.name)
        return None
    return slot

"""What the corrections page shows, read on the worker: a street's corrections with their places, and one whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.audit import SITE, Answer
from auditor.correction import Correction, Stage
from auditor.correction_history import Step, steps_of
from auditor.correction_rules import passing_audit, recipient_on
from auditor.correction_wording import reminder_text
from auditor.corrections import SETTING, Reminder, in_order, is_open, overdue, reminder_of, usual_days
from auditor.notice import Notice, doubled_numbers
from auditor.record import china_date
from auditor.site import Point, Site, in_force
from auditor.standard import Item, Standard
from auditor.store import Store, Work
from auditor.use_cases.correcting import closing_reason
from auditor.wording import _, named
from ui.audit_reading import current_name


@dataclass(frozen=True, slots=True)
class Matter:
    """One correction of the list, with the words that its ids stand for.

    `offered`: the id and day of a later audit that a person may take for the re-check.
    """

    correction: Correction
    code: str
    name: str
    community: str
    where: str
    item: Item | None
    reminder: Reminder | None
    on: date
    open: bool
    offered: tuple[str, date] | None = None

    @property
    def id(self) -> str:
        """That of the correction."""
        return self.correction.id

    @property
    def waits(self) -> bool:
        """Whether it can be looked at again."""
        return self.open and self.correction.stage in (Stage.OPEN, Stage.FIXED)

    @property
    def place(self) -> str:
        """Code and name of the site."""
        return f"{self.code} {self.name}".strip()

    @property
    def said(self) -> str:
        """What presses, or how long there still is."""
        return reminder_text(self.correction, self.on, self.reminder)

    @property
    def item_name(self) -> str:
        """The item of the checklist; "" where it is of none."""
        return named(self.item.name, self.item.name_en) if self.item else ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A street's corrections in the order in which they press. `communities` by code; `notices` by id."""

    street: str
    street_name: str
    today: date
    matters: tuple[Matter, ...]
    communities: Mapping[str, str]
    notices: Mapping[str, Notice]
    doubled: tuple[str, ...]
    overdue: int
    me: str
    closing: str  # why the person here may not close (a code)
    days: int  # the deadline offered first

    @property
    def waiting(self) -> int:
        """How many somebody still waits for."""
        return sum(m.open for m in self.matters)


@dataclass(frozen=True, slots=True)
class Told:
    """One correction whole: its steps with the names of those who took them, and the chain it stands in."""

    matter: Matter
    steps: tuple[tuple[Step, str], ...]
    before: Correction | None  # whose re-check failed
    after: Correction | None  # that follows it
    notice: Notice | None


def read_followed(store: Store, standard: Standard, street: str) -> Followed:
    """A street's corrections as they stand today."""
    with store.reading() as work:
        today = work.today()
        held, unsettled = work.corrections.all(street), work.corrections.unsettled(street)
        notices = work.notices.all(street)
        sites = {s.id: s for s in work.sites.all(street, withdrawn=True)}
        points = {p.id: p for p in work.points.all(street, withdrawn=True)}
        items = {i.id: i for i in standard.items}
        offers = _offers(work, held, unsettled)
        matters = tuple(
            Matter(
                correction=c,
                code=sites[c.site].code if c.site in sites else "",
                name=sites[c.site].name if c.site in sites else c.site,
                community=sites[c.site].community if c.site in sites else "",
                where=unit_words(c.unit, points),
                item=items.get(c.item),
                reminder=reminder_of(c, today, unsettled),
                on=today,
                open=is_open(c, unsettled),
                offered=offers.get(c.id),
            )
            for c in in_order(held, today, unsettled)
        )
        return Followed(
            street=street,
            street_name=next((named(s.name, s.name_en) for s in work.streets.all() if s.code == street), street),
            today=today,
            matters=matters,
            communities={c.code: c.name for c in sorted(work.communities.all(street), key=lambda c: c.code)},
            notices={n.id: n for n in notices},
            doubled=tuple(same[0].number for same in doubled_numbers(notices)),
            overdue=len(overdue(held, today)),
            me=current_name(work),
            closing=closing_reason(work),
            days=usual_days(work.setting(SETTING)),
        )


def _offers(work: Work, held: list[Correction], unsettled: frozenset[str]) -> dict[str, tuple[str, date]]:
    """Later audits that show a correction put right, by correction."""
    waiting = [c for c in held if c.id not in unsettled and c.item and c.stage in (Stage.OPEN, Stage.FIXED)]
    if not waiting:
        return {}
    unclear = work.audits.unsettled(waiting[0].street)
    audits = {site: work.audits.of_site(site) for site in {c.site for c in waiting}}
    found = {c.id: passing_audit(audits[c.site], c, unclear) for c in waiting}
    return {c: (a.id, china_date(a.observed_at)) for c, a in found.items() if a is not None}


def unit_words(unit: str, points: Mapping[str, Point]) -> str:
    """Which part of the site it concerns, in the language of the window."""
    point = points.get(unit)
    if point is None:
        return _("整个点位") if unit == SITE else unit
    return point.name or _("投放点 {code}").format(code=point.code)


def read_told(store: Store, matter: Matter) -> Told:
    """One correction with its history."""
    made = matter.correction
    with store.reading() as work:
        people = {p.id: p.name for p in work.people.all(withdrawn=True)}
        steps = tuple((step, people.get(step.person, "")) for step in steps_of(work.corrections.history(made.id)))
        before = work.corrections.find(made.follows) if made.follows else None
        after = next((c for c in work.corrections.all(made.street) if c.follows == made.id), None)
        notice = work.notices.find(made.notice) if made.notice else None
    return Told(matter, steps, before, after, notice)


def count_overdue(store: Store, street: str) -> int:
    """How many corrections of a street are overdue today: the number beside the page's name."""
    with store.reading() as work:
        return len(overdue(work.corrections.all(street), work.today()))


@dataclass(frozen=True, slots=True)
class SiteChoices:
    """A site at which a correction may be opened: its units, and the items asked at each."""

    site: Site
    units: tuple[tuple[str, str], ...]  # id, words
    items: Mapping[str, tuple[Item, ...]]  # by unit
    failed: Mapping[tuple[str, str], tuple[str, str]]  # (unit, item) -> audit that found it, its note
    organisation: str


def read_choices(store: Store, standard: Standard, street: str, site: str) -> SiteChoices | None:
    """What can be chosen at a site, by its id or code; None where there is none."""
    with store.reading() as work:
        today = work.today()
        held = work.sites.find(site) or next((s for s in work.sites.all(street) if s.code == site), None)
        if held is None:
            return None
        points = [p for p in work.points.all(held.street) if p.site == held.id and in_force(p.since, p.until, today)]
        points.sort(key=lambda p: (len(p.code), p.code))
        by_id = {p.id: p for p in points}
        units = [(SITE, _("整个点位")), *((p.id, unit_words(p.id, by_id)) for p in points)]
        failed: dict[tuple[str, str], tuple[str, str]] = {}
        seen: set[tuple[str, str]] = set()
        for audit in work.audits.of_site(held.id):  # newest first
            for unit, findings in audit.findings.items():
                for item, finding in findings.items():
                    if (unit, item) not in seen and finding.answer in (Answer.PASS, Answer.FAIL):
                        seen.add((unit, item))
                        if finding.answer is Answer.FAIL:
                            failed[unit, item] = audit.id, finding.note
        at_point = standard.checklist(held.place_type, "point")
        return SiteChoices(
            site=held,
            units=tuple(units),
            items={u: standard.checklist(held.place_type, "site") if u == SITE else at_point for u, _w in units},
            failed=failed,
            organisation=recipient_on(work.assignments.all(held.street), held.id, today),
        )

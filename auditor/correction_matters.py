"""A street's corrections with their places and what presses, in the order in which they press."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.audit import SITE
from auditor.correction import Correction, Stage
from auditor.correction_rules import closing_reason, passing_audit
from auditor.correction_wording import reminder_text
from auditor.corrections import SETTING, Reminder, in_order, is_open, overdue, reminder_of, usual_days
from auditor.notice import Notice, doubled_numbers
from auditor.record import china_date
from auditor.site import Point
from auditor.standard import Item, Standard
from auditor.store import Work
from auditor.wording import _, named


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
    unsettled: bool = False
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


def read_matters(work: Work, standard: Standard, street: str) -> Followed:
    """A street's corrections as they stand today."""
    today, me = work.today(), work.people.find(work.setting("person"))
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
            unsettled=c.id in unsettled,
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
        me=me.name if me is not None else "",
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

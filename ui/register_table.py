"""The columns of the register and what they may be filtered by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from auditor import wording
from auditor.finding import folded, rank
from auditor.store import Only, Sought
from auditor.verdict import State
from auditor.wording import _, listed
from ui import theme
from ui.marks import CATEGORIES, Mark, bin_word, category_word, paint_bin, unit_word
from ui.record_table import Column
from ui.register_rows import MARK_OF, RegisteredSite


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for; empty parts ask nothing. `state` is a State, "none" for not judged, or ""."""

    text: str = ""
    community: str = ""
    place_type: str = ""
    state: str = ""
    only: frozenset[Only] = frozenset()

    @property
    def narrows(self) -> bool:
        """Whether anything beside the community is asked."""
        return bool(self.text or self.place_type or self.state or self.only)

    def sought(self, order: str = "", *, down: bool = False) -> Sought:
        """The same, asked of the database."""
        return Sought(
            text=self.text,
            community=self.community,
            place_type=self.place_type,
            only=self.only,
            order=order,
            down=down,
        )


_ONLY: dict[Only, Callable[[RegisteredSite], bool]] = {
    Only.NEVER: lambda s: not s.last_audit,
    Only.EXPIRED: lambda s: s.expired,
    Only.NO_ORGANISATION: lambda s: not s.organisation,
    Only.NO_POINT: lambda s: not s.with_point,
    Only.UNSETTLED: lambda s: not s.settled,
    Only.UNUSED: lambda s: not s.in_use,
    Only.WITHDRAWN: lambda s: s.withdrawn,
}


def only_word(only: Only) -> str:
    """A narrowing as its chip says it."""
    return {
        Only.NEVER: _("从未看过"),
        Only.EXPIRED: _("证据过期"),
        Only.NO_ORGANISATION: _("没有责任单位"),
        Only.NO_POINT: _("没有投放点"),
        Only.UNSETTLED: _("冲突或不完整"),
        Only.UNUSED: _("不在用"),
        Only.WITHDRAWN: _("已撤回"),
    }[only]


def keeps(asked: Asked) -> Callable[[RegisteredSite], bool]:
    """The filter of a question over a street that was read whole."""
    text = folded(asked.text)
    only = [_ONLY[o] for o in asked.only]

    def keep(site: RegisteredSite) -> bool:
        state = site.state.value if site.state else "none"
        return (
            (not text or text in site.key)
            and (not asked.community or site.community == asked.community)
            and (not asked.place_type or site.place_type == asked.place_type)
            and (not asked.state or state == asked.state)
            and all(o(site) for o in only)
        )

    return keep


def fit(asked: Asked) -> Callable[[RegisteredSite], int] | None:
    """What puts the best fit first; None where no text is asked."""
    text = folded(asked.text)
    return (lambda site: rank(text, site.key)) if text else None


def mark_of(site: RegisteredSite) -> Mark:
    """The mark of the category verdict."""
    return MARK_OF[site.state] if site.state else Mark.NOT_APPLICABLE


def verdict_of(site: RegisteredSite) -> str:
    """The word of the category verdict, or why there is none."""
    if site.withdrawn:
        return _("已撤回")
    if site.same_as:
        return _("并到别处")
    if not site.in_use:
        return _("不在用")
    return unit_word(mark_of(site))


def last_word(site: RegisteredSite, today: date) -> str:
    """The day of the last audit as a table says it: 11-08 in this year, else whole; 过期 where it counts no more."""
    if not site.last_audit:
        return _("从未")
    day = site.last_audit[5:] if site.last_audit[:4] == str(today.year) else site.last_audit
    return _("{day} 过期").format(day=day) if site.expired else day


def bins_text(site: RegisteredSite) -> str:
    """The four containers in words, for tooltip and screen reader."""
    told = [f"{category_word(c)} {bin_word(b)}" for c, b in zip(CATEGORIES, site.bins, strict=True) if b != "none"]
    return listed(told) or _("不要求容器")


def paint_bins(painter: QPainter, rect: QRect, site: RegisteredSite) -> None:
    """Bins side by side, what is not required left out."""
    side = round(13 * theme.scale())
    left = float(rect.left())
    for category, state in zip(CATEGORIES, site.bins, strict=True):
        if state == "none":
            continue
        paint_bin(painter, QRectF(left, rect.center().y() - side / 2 + 1, side, side), category, state)
        left += side + 6


def _quiet(_site: RegisteredSite) -> theme.Token | None:
    return "ink2"


def _last_tone(site: RegisteredSite) -> theme.Token | None:
    if not site.last_audit:
        return "ink2"
    return "warn" if site.expired else None


_ORDER = {State.NONCONFORMING: 0, State.UNKNOWN: 1, State.CONFORMING: 2, None: 3}


LEAN, WHOLE = ("street", "community", "organisation"), ("bins", "state")  # shown in one kind of list alone


def columns(today: Callable[[], date], place_name: Callable[[str], str]) -> list[Column[RegisteredSite]]:
    """Codes first, the name stretches, the verdict near the end."""
    english = wording.language() == "en"
    return [
        Column("code", _("编号"), lambda s: s.code, width=7, tone=_quiet),
        Column(
            "name",
            _("点位名称"),
            lambda s: s.name,
            width=11,
            stretch=True,
            elide=True,
            tooltip=lambda s: s.name,
        ),
        Column("street", _("街道"), lambda s: place_name(s.street), width=9, elide=True),
        Column("community", _("社区"), lambda s: place_name(s.community), width=9, elide=True),
        Column("place", _("场所类型"), lambda s: s.place, width=9, elide=True, tooltip=lambda s: s.place),
        Column("households", _("户数"), lambda s: s.households, align="right", width=5),
        Column(
            "bins",
            _("四类容器"),
            bins_text,
            sort=lambda s: "".join("0123"[("missing", "unknown", "present", "none").index(b)] for b in s.bins),
            width=9,
            paint=paint_bins,
            tooltip=bins_text,
        ),
        Column(
            "state",
            _("类别覆盖"),
            verdict_of,
            sort=lambda s: _ORDER[s.state],
            width=14 if english else 6,
            mark=mark_of,
            tooltip=lambda s: s.reason or verdict_of(s),
        ),
        Column("organisation", _("责任单位"), lambda s: s.organisation or None, width=14, elide=True),
        Column(
            "last",
            _("最近检查"),
            lambda s: last_word(s, today()),
            sort=lambda s: s.last_audit or None,
            width=16 if english else 13,
            tone=_last_tone,
        ),
    ]

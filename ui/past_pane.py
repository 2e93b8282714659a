"""看当时的样子: a site as it stood at a moment, read-only, with what differs from now and the way to bring it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.field_words import Names, field_word, value_word
from auditor.past import NOW, differing, end_of_day
from auditor.record import Body, moment_of
from auditor.site import Assignment, Link, Point, Site
from auditor.store import Store
from auditor.use_cases.remembering import Memory, bring_back, remember
from auditor.wording import _, ngettext
from ui.buttons import Button
from ui.context import Context
from ui.fields import DateField, show_wrong
from ui.panes import Glyph, Hairline, Scroll, Text

SHOWN = ("code", "name", "community", "place_type", "households", "address", "latitude", "longitude")
_SHOWN_OF: dict[str, tuple[str, ...]] = {
    "assignment": ("organisation", "officer", "basis", "since", "until"),
    "point": ("code", "name", "containers", "since", "until", "same_as"),
    "link": ("households", "alternative", "since", "until"),
}
_ORDER = {
    kind.KIND: {name: i for i, name in enumerate(kind.__dataclass_fields__)} for kind in (Site, Assignment, Point, Link)
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which site to look back at, and what its values are called."""

    site: str
    names: Names


def shown_moment(at: str) -> str:
    """A stamp as a person reads it: 2026-11-08 10:42 in China."""
    return (moment_of(at) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


class PastPane(QWidget):
    """Opens at the version before the newest; goes back and on by versions, or to a day."""

    left = Signal()
    restored = Signal(str)  # what was brought back, as a sentence

    def __init__(self, context: Context, asked: Asked, until: str = NOW) -> None:
        super().__init__()
        self.context, self.asked = context, asked
        self.memory: Memory | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(Hairline())
        self._scroll = Scroll(QWidget())
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        column.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 8)
        self.leave_button = Button(_("回到现在"), key="Esc")
        self.leave_button.clicked.connect(self.left)
        foot.addWidget(self.leave_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._ask(until)

    def _build_head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(14, 10, 12, 8)
        column.setSpacing(6)
        title = QHBoxLayout()
        title.addWidget(Glyph("clock", "warn"))
        title.addWidget(Text(_("当时的样子"), "thing"))
        title.addStretch(1)
        column.addLayout(title)
        self.told = Text("", "note", "warn", bold=True, wrap=True)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.earlier, self.later = Button(_("前一版"), icon="left", small=True), Button(_("后一版"), small=True)
        self.earlier.clicked.connect(lambda: self._go(-1))
        self.later.clicked.connect(lambda: self._go(1))
        row.addWidget(self.earlier)
        row.addWidget(self.later)
        row.addStretch(1)
        column.addLayout(row)
        day = QHBoxLayout()
        day.setSpacing(8)
        day.addWidget(Text(_("那天结束时"), "note"))
        self.day = DateField(_("看哪一天"))
        self.day.returnPressed.connect(self._go_to_day)
        self.day.settled.connect(lambda _text: self._go_to_day())
        day.addWidget(self.day, 1)
        column.addLayout(day)
        return head

    # -- which moment -----------------------------------------------------------------------------------------------

    def _ask(self, until: str) -> None:
        work = partial(remember, self.context.store, self.asked.site, until)
        self.context.tasks.run(work, self._show)

    def _at(self) -> int:
        """The number of the newest version shown, -1 before the first."""
        assert self.memory is not None
        return sum(at <= self.memory.until for at in self.memory.moments) - 1

    def _go(self, step: int) -> None:
        if self.memory is not None:
            at = self._at() + step
            if 0 <= at < len(self.memory.moments):
                self._ask(self.memory.moments[at])

    def _go_to_day(self) -> None:
        try:
            day = self.day.day()
        except ValueError:
            show_wrong(self.day, wrong=True)
            return
        if day is not None:
            self._ask(end_of_day(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self, memory: Memory) -> None:
        fresh = self.memory is None
        self.memory = memory
        at = self._at()
        if at < 0:
            self.told.setText(_("那时还没有登记。"))
        else:
            moment, who = shown_moment(memory.moments[at]), memory.writers[at]
            newest = at == len(memory.moments) - 1
            told = (
                _("{moment} {who} 保存之后。这就是现在的样子。") if newest else _("{moment} {who} 保存之后。只能看。")
            )
            self.told.setText(told.format(moment=moment, who=who))
        self.earlier.setEnabled(at > 0)
        self.later.setEnabled(at < len(memory.moments) - 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 10, 12, 12)
        column.setSpacing(6)
        self._add(column, _("点位"), ("site", memory.record), memory.then.site, memory.now.site)
        for kind, title in (
            ("assignment", lambda _b: _("责任单位")),
            ("point", lambda b: _("{code} 号点").format(code=b.get("code", ""))),
            ("link", self._link_title),
        ):
            then, now = memory.then.parts[kind], memory.now.parts[kind]
            bodies = {**now, **then}
            for record in sorted(bodies, key=lambda r: (str(bodies[r].get("code", "")), r)):
                body = bodies[record]
                column.addWidget(Hairline())
                self._add(column, title(body), (kind, record), then.get(record, {}), now.get(record, {}))
        column.addStretch(1)
        held = self.focusWidget()
        lost = held is not None and (self._scroll.isAncestorOf(held) or not held.isEnabled())
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        if fresh or lost:
            (self.earlier if self.earlier.isEnabled() else self.leave_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _link_title(self, body: Body) -> str:
        assert self.memory is not None
        points = {**self.memory.now.parts["point"], **self.memory.then.parts["point"]}
        code = points.get(str(body.get("point")), {}).get("code", "–")
        return _("{code} 号点服务的户数").format(code=code)

    def _add(self, column: QVBoxLayout, title: str, of: tuple[str, str], then: Body, now: Body) -> None:
        """One record: what stood then; where it differs, what stands now and the button that brings it back."""
        kind = of[0]
        head = QHBoxLayout()
        head.addWidget(Text(title, "section"))
        head.addStretch(1)
        differs = [key for key in differing(then, now) if key not in ("site", "point")]
        if not then or not now:
            head.addWidget(Text(_("那时没有") if not then else _("现在没有了"), "note", "warn", bold=True))
        elif differs:
            count = ngettext("{n} 处和现在不同", "{n} 处和现在不同", len(differs))
            head.addWidget(Text(count.format(n=len(differs)), "note", "warn", bold=True))
        column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        fixed = SHOWN if kind == "site" else _SHOWN_OF[kind]
        body = then or now
        keys = [k for k in fixed if k in body or k in differs] + [k for k in differs if k not in fixed]
        for key in sorted(keys, key=lambda k: _ORDER[kind].get(k, 99)):
            self._field(grid, key, of, (then, now), different=bool(then and now) and key in differs)
        column.addLayout(grid)

    def _field(
        self, grid: QGridLayout, key: str, of: tuple[str, str], bodies: tuple[Body, Body], *, different: bool
    ) -> None:
        then, now = bodies
        names, at = self.asked.names, grid.rowCount()
        grid.addWidget(Text(field_word(key), "note"), at, 0, Qt.AlignmentFlag.AlignTop)
        shown = value_word(key, (then or now).get(key), names)
        grid.addWidget(Text(shown, "note", "ink" if then else "ink3", bold=different, wrap=True), at, 1)
        if not different:
            return
        current = _("现在：{value}").format(value=value_word(key, now.get(key), names))
        grid.addWidget(Text(current, "note", "ink2", wrap=True), at + 1, 1)
        button = Button(_("恢复"), "quiet", small=True)
        button.setAccessibleName(_("恢复{field}：{value}").format(field=field_word(key), value=shown))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda: self._bring_back(of, then, key))
        grid.addWidget(button, at, 2, 2, 1, Qt.AlignmentFlag.AlignTop)

    def _bring_back(self, of: tuple[str, str], then: Body, key: str) -> None:
        standard = self.context.standard
        work: Callable[[Store], object] = partial(bring_back, of=of, then=then, keys=[key], standard=standard)
        what = _("恢复{field}").format(field=field_word(key))
        self.context.undoing.save(self.context, what, work, partial(self._restored, key))

    def _restored(self, key: str, _record: object) -> None:
        self.restored.emit(_("已恢复{field}").format(field=field_word(key)))
        if self.memory is not None:
            self._ask(self.memory.until)


def names_of(places: Mapping[str, str], communities: Mapping[str, str]) -> Names:
    """What place types and communities are called."""
    return {"place_type": places, "community": communities}

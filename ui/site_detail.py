"""The detail pane of the register: who is responsible, the points and what was seen there, who changed what when."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from auditor.audit import Answer
from auditor.history import State as Settled
from auditor.record import china_date
from auditor.verdict import State
from auditor.wording import _, listed, ngettext, number, pgettext
from ui import theme
from ui.actions import Actions
from ui.buttons import ActionButton, Button
from ui.marks import CATEGORIES, BinState, Category, MarkWord, bin_word, category_word, paint_bin, unit_word
from ui.panes import Elided, EmptyState, Hairline, Scroll, Text
from ui.register_rows import MARK_OF
from ui.site_reading import SitePoint, SiteView


def short_category(category: Category) -> str:
    """厨余, 可回收, 有害, 其他: where the column or pane already speaks of waste."""
    return {"food": _("厨余"), "recy": _("可回收"), "haz": _("有害"), "resi": _("其他")}[category]


class BinRow(QWidget):
    """The shapes of a point's categories with their words, on as many lines as they need; named as a whole."""

    GAP, BETWEEN = 4, 8

    def __init__(self, bins: Sequence[tuple[Category, BinState]]) -> None:
        super().__init__()
        self.bins = bins
        told = listed(f"{category_word(category)} {bin_word(state)}" for category, state in bins)
        self.setAccessibleName(told)
        self.setToolTip(told)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _places(self, width: int) -> tuple[list[QRect], int]:
        """Where each shape with its word stands, and how high all of them are."""
        metrics = QFontMetrics(theme.font("note"))
        side, line = round(metrics.height() * 0.8), metrics.height() + 4
        left = top = 0
        places = []
        for category, _state in self.bins:
            wide = side + self.GAP + metrics.horizontalAdvance(short_category(category))
            if left and left + wide > width:
                left, top = 0, top + line
            places.append(QRect(left, top, wide, line))
            left += wide + self.BETWEEN
        return places, top + line

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        places, high = self._places(16777215)
        return QSize(places[-1].right() + 1 if places else 0, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._places(max(40, self.width()))[1])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setFont(theme.font("note"))
        side = round(QFontMetrics(theme.font("note")).height() * 0.8)
        for (category, state), place in zip(self.bins, self._places(self.width())[0], strict=True):
            paint_bin(painter, QRectF(place.left(), place.center().y() - side / 2 + 1, side, side), category, state)
            painter.setPen(theme.current().bad if state == "missing" else theme.current().ink2)
            words = place.adjusted(side + self.GAP, 0, 2, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, short_category(category))
        painter.end()


class SiteDetail(QWidget):
    """One site, read. What is done with it are actions of the page; points and organisation are edited from here."""

    assign_asked = Signal(bool)  # whether the one in force is to be corrected (else another takes over)
    past_asked = Signal(str)  # a moment to look back at
    point_asked = Signal(object)  # a SitePoint to edit, or None for a new one
    photos_asked = Signal(object)  # the Site whose photographs are to be seen

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.view: SiteView | None = None
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = Scroll(QWidget())
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(Hairline())
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(ActionButton(actions["audit"], "primary", with_key=False))
        self._withdraw = ActionButton(actions["withdraw"], "danger", with_key=False)
        self._reinstate = ActionButton(actions["reinstate"], with_key=False)
        row.addWidget(self._withdraw)
        row.addWidget(self._reinstate)
        row.addStretch(1)
        foot.addLayout(row)
        column.addWidget(self._foot)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No site is chosen."""
        self.view = None
        self._foot.hide()
        self._put(EmptyState("register", _("没有选点位"), _("在表里选一行，这里显示它的单位、投放点和修改历史。")))

    def show_view(self, view: SiteView) -> None:
        """Show a site; the place one had scrolled to is kept for the same site."""
        same = self.view is not None and self.view.site.id == view.site.id
        place = self._scroll.verticalScrollBar().value() if same else 0
        self.view = view
        self._foot.show()
        self._withdraw.setVisible(not view.site.withdrawn)
        self._reinstate.setVisible(bool(view.site.withdrawn))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 10, 12, 12)
        column.setSpacing(6)
        self._add_head(column, view)
        column.addWidget(Hairline())
        self._add_points(column, view)
        column.addWidget(Hairline())
        self._add_history(column, view)
        column.addStretch(1)
        self._put(inner)
        self._scroll.verticalScrollBar().setValue(place)

    def _put(self, inner: QWidget) -> None:
        had = self._scroll.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        if had:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parts ------------------------------------------------------------------------------------------------------

    def _add_head(self, column: QVBoxLayout, view: SiteView) -> None:
        site = view.site
        row = QHBoxLayout()
        row.addWidget(Text(site.code, "note", "ink2"))
        row.addStretch(1)
        row.addWidget(ActionButton(self._actions["edit"], "quiet", small=True, with_key=False))
        row.addWidget(ActionButton(self._actions["row"], "quiet", small=True))
        column.addLayout(row)
        name = Text(site.name, "thing", wrap=True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(name)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        held = view.assignment
        self._fact(grid, _("场所类型"), view.place)
        if view.residential:
            tone: theme.Token = "ink" if site.households else "warn"
            self._fact(
                grid, _("户数"), ngettext("{n} 户", "{n} 户", site.households).format(n=number(site.households)), tone
            )
        self._fact(grid, _("责任单位"), held.organisation if held else _("没有落实"), "ink" if held else "bad")
        if held is not None:
            since = _("{day} 起").format(day=held.since) if held.since else _("没有写日期")
            self._fact(grid, _("生效"), since, "ink" if held.since else "warn")
        answer, day = view.notice
        self._fact(grid, _("公示"), *_notice_words(answer, day))
        if site.address:
            self._fact(grid, _("地址"), site.address)
        if site.note:
            self._fact(grid, _("备注"), site.note)
        column.addLayout(grid)
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(0)
        for word, change in (
            ((_("改责任单位"), True), (_("换责任单位"), False)) if held else ((_("落实责任单位"), False),)
        ):
            button = Button(word, "quiet", small=True)
            button.clicked.connect(lambda _checked=False, change=change: self.assign_asked.emit(change))
            links.addWidget(button)
        links.addStretch(1)
        column.addLayout(links)
        for sentence in _standing_words(view):
            column.addWidget(Text(sentence, "note", "warn", bold=True, wrap=True))
        if view.photos:
            photos = Button(_("照片 {n}").format(n=number(view.photos)), "quiet", icon="camera", small=True)
            photos.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            photos.clicked.connect(lambda: self.photos_asked.emit(site))
            column.addWidget(photos)
        for state, sentence in dict.fromkeys(view.reasons):
            column.addWidget(_sentence(state, sentence))

    @staticmethod
    def _fact(grid: QGridLayout, label: str, told: str, tone: theme.Token = "ink") -> None:
        at = grid.rowCount()
        grid.addWidget(Text(label, "note"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(told, "note", tone, wrap=True), at, 1)

    def _add_points(self, column: QVBoxLayout, view: SiteView) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(pgettext("多个", "投放点"), "section"))
        row.addWidget(Text(str(len(view.points)), "section"))
        row.addStretch(1)
        add = Button(_("加投放点"), "quiet", small=True)
        add.clicked.connect(lambda: self.point_asked.emit(None))
        row.addWidget(add)
        column.addLayout(row)
        if not view.points:
            column.addWidget(Text(_("还没有投放点。没有投放点的户数按未知算。"), "note", "ink2", wrap=True))
        for shown in view.points:
            column.addWidget(self._point(shown, view))

    def _point(self, shown: SitePoint, view: SiteView) -> QWidget:
        box = QFrame()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 4)
        lines.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        mark = MARK_OF[shown.state]
        sign = MarkWord(mark, "", "note")
        sign.setAccessibleName(unit_word(mark))
        sign.setToolTip(unit_word(mark))
        head.addWidget(sign)
        name = " · ".join(p for p in (_("{code} 号点").format(code=shown.point.code), shown.point.name) if p)
        head.addWidget(Elided(name), 1)
        change = Button("", "quiet", icon="note", small=True)
        change.setAccessibleName(_("修改投放点 {code}").format(code=shown.point.code))
        change.setToolTip(change.accessibleName())
        change.clicked.connect(lambda: self.point_asked.emit(shown))
        head.addWidget(change)
        lines.addLayout(head)
        bins = [(c, b) for c, b in zip(CATEGORIES, shown.bins, strict=True) if b != "none"]
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 6, 0)
        if bins:
            row.addWidget(BinRow(bins), 1)
        else:
            row.addWidget(Text(_("没有登记容器"), "note"), 1)
        if view.residential:
            houses = ngettext("{n} 户", "{n} 户", shown.link.households if shown.link else 0)
            served = houses.format(n=number(shown.link.households) if shown.link else "–")
            row.addWidget(Text(served, "note"), 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(row)
        for reason in shown.reasons:
            told = _sentence(shown.state, reason)
            told.setContentsMargins(20, 0, 0, 0)
            lines.addWidget(told)
        return box

    def _add_history(self, column: QVBoxLayout, view: SiteView) -> None:
        head = QHBoxLayout()
        head.addWidget(Text(_("修改历史"), "section"))
        head.addStretch(1)
        head.addWidget(ActionButton(self._actions["past"], "quiet", small=True, with_key=False))
        column.addLayout(head)
        for change in view.changes:
            day = china_date(change.at).isoformat()
            row = QHBoxLayout()
            row.setSpacing(8)
            when = Text(day[5:] if day[:4] == china_date(view.changes[0].at).isoformat()[:4] else day, "note", "ink2")
            when.setToolTip(change.at)
            row.addWidget(when)
            row.addWidget(Elided(change.person, "note", "ink2"), 1)
            look = Button("", "quiet", icon="eye", small=True)
            look.setToolTip(_("看 {day} 的样子").format(day=day))
            look.setAccessibleName(look.toolTip())
            look.clicked.connect(lambda _checked=False, at=change.at: self.past_asked.emit(at))
            row.addWidget(look)
            column.addLayout(row)
            column.addWidget(Text(change.what, "note", "ink", wrap=True))


def _standing_words(view: SiteView) -> list[str]:
    """What keeps the record from standing by itself: withdrawn, joined, not settled."""
    told = []
    if view.site.withdrawn:
        told.append(_("已撤回：{reason}").format(reason=view.site.withdrawn))
    if view.leads:
        told.append(_("和 {site} 是同一处，都算到那里。").format(site=view.leads))
    if view.state is not Settled.SETTLED:
        told.append(
            {
                Settled.CONFLICT: _("两处改得不一样，还没有人定。定下来以前按未知算。"),
                Settled.INCOMPLETE: _("前一版还没有收到，先按未知算。"),
                Settled.BROKEN: _("记录不合规则，留着，不计入评分。"),
            }[view.state]
        )
    return told


def _notice_words(answer: Answer | None, day: str) -> tuple[str, theme.Token]:
    if not day:
        return _("从未看过"), "unk"
    if answer is Answer.PASS:
        return _("{day} 见到公示牌").format(day=day), "ink"
    if answer is Answer.FAIL:
        return _("{day} 没有见到公示牌").format(day=day), "bad"
    return _("{day} 没有看到答案").format(day=day), "unk"


def _sentence(state: State, sentence: str) -> QLabel:
    return Text(sentence, "note", "bad" if state is State.NONCONFORMING else "unk", bold=True, wrap=True)

"""The components on one page, as in picture 10: a helper to look at them, not a page of the program.

`python -m tests.ui.gallery OUT` grabs it in three themes, at 150 % type, and (with QT_SCALE_FACTOR=2) at 200 %.
"""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, cast

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.standard import Standard
from auditor.store import Store
from ui import theme
from ui.bars import GoalBar, ThreePartBar, WorkBar
from ui.context import Context
from ui.fields import Choice, DateField, NoteField, NumberField, SearchField, TextField, Tick
from ui.form import Form
from ui.main_window import MainWindow
from ui.marks import (
    CATEGORIES,
    BinState,
    Category,
    Mark,
    MarkWord,
    bin_word,
    category_word,
    paint_bin,
    unit_word,
    verdict_word,
)
from ui.messages import Message, MessageStrip
from ui.page import Group, Page
from ui.panes import ActionButton, Button, EmptyState, KeyCap, Pane, Scroll, Text
from ui.questions import Question
from ui.record_table import Column, RecordTable
from ui.record_table import Group as Rows
from ui.settings import Settings
from ui.tasks import Tasks

SWATCHES: tuple[tuple[theme.Token, str], ...] = (
    ("window", "底"), ("surface", "面"), ("sunken", "沉"), ("line", "线"), ("edge", "边"), ("ink", "字"),
    ("ink2", "字 2"), ("ink3", "字 3"), ("accent", "主色"), ("soft", "选中"), ("focus", "焦点"), ("ok", "符合"),
    ("bad", "不符"), ("unk", "未知"), ("hatch", "斜线"), ("warn", "提醒"),
)  # fmt: skip


class Swatch(QWidget):
    """One colour."""

    def __init__(self, token: theme.Token) -> None:
        super().__init__()
        self.token: theme.Token = token
        self.setFixedSize(36, 24)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setPen(theme.current().line)
        painter.setBrush(theme.current().of(self.token))
        painter.drawRoundedRect(QRectF(0.5, 0.5, 35, 23), 3, 3)
        painter.end()


class Bin(QWidget):
    """One bin."""

    def __init__(self, category: Category, state: BinState = "present") -> None:
        super().__init__()
        self.category: Category = category
        self.state: BinState = state
        self.setFixedSize(18, 18)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_bin(painter, QRectF(1, 1, 16, 16), self.category, self.state)
        painter.end()


@dataclass(frozen=True)
class Site:
    """An invented row."""

    id: str
    name: str
    households: int | None
    mark: Mark
    states: str
    on: str


SITES = [
    Site("06-031", "龙兴里小区", 412, Mark.NONCONFORMING, "ppmp", "11-08"),
    Site("06-032", "龙兴里小区西区", 1386, Mark.CONFORMING, "pppp", "11-08"),
    Site("06-035", "龙兴里菜市场", None, Mark.CONFORMING, "pnnp", "11-02"),
    Site("06-038", "湘潭道沿街商铺（名字很长很长的一排商铺）", None, Mark.UNKNOWN, "uuuu", "04-12 过期"),
    Site("06-041", "李𬱖平房院", 0, Mark.UNKNOWN, "uunn", "从未"),
]
_STATES: dict[str, BinState] = {"p": "present", "m": "missing", "u": "unknown", "n": "none"}


def paint_bins(painter: QPainter, rect: QRect, site: Site) -> None:
    """Four containers at once."""
    for i, letter in enumerate(site.states):
        box = QRectF(rect.left() + i * 20, rect.center().y() - 6, 13, 13)
        paint_bin(painter, box, CATEGORIES[i], _STATES[letter])


def site_columns() -> list[Column[Site]]:
    """Columns that show every way a cell can be."""
    return [
        Column("code", "编号", lambda s: s.id, width=7),
        Column("name", "点位名称", lambda s: s.name, width=12, stretch=True, elide=True),
        Column("households", "户数", lambda s: s.households, align="right", width=5),
        Column("bins", "四类容器", lambda s: s.states, paint=paint_bins, width=10),
        Column("verdict", "类别覆盖", lambda s: unit_word(s.mark), mark=lambda s: s.mark, width=6),
        Column("on", "最近检查", lambda s: s.on, width=10, tone=lambda s: "warn" if "过期" in s.on else None),
    ]


class Gallery(Page):
    """All components."""

    id = "gallery"
    icon = "overview"
    group: ClassVar[Group] = "look"

    @classmethod
    def name(cls) -> str:
        return "组件"

    def header_about(self) -> str:
        return "两套正文字重：400 与 700"

    def header_actions(self) -> list[QAction]:
        return [self.actions_here["print"]]

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl F", "搜索"), ("F2", "修改")]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        declare = self.actions_here.declare
        declare("print", "打印", lambda: None, icon="print", shortcut="Ctrl+P")
        save = declare("save", "保存", lambda: None, shortcut="Ctrl+S")
        issue = declare("issue", "签发", lambda: None, when=lambda: "未达标，不能签发")
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(16, 12, 16, 12)
        columns.setSpacing(12)
        for parts in (
            (self._colours(), self._categories(), self._verdicts()),
            (self._buttons(save, issue), self._fields(), self._progress(), self._types()),
            (self._messages(), self._empty(), self._dialog()),
        ):
            column = QVBoxLayout()
            column.setSpacing(12)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            columns.addLayout(column, 1)
        everything = QWidget()
        rows = QVBoxLayout(everything)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(inner)
        rows.addWidget(self._table())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(everything))

    def first_field(self) -> QWidget:
        return self.code

    def _colours(self) -> Pane:
        pane = Pane("颜色")
        grid = QGridLayout()
        for i, (token, word) in enumerate(SWATCHES):
            grid.addWidget(Swatch(token), i // 8 * 2, i % 8, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(Text(word, "key", "ink2"), i // 8 * 2 + 1, i % 8, Qt.AlignmentFlag.AlignHCenter)
        pane.body.addLayout(grid)
        return pane

    def _categories(self) -> Pane:
        pane = Pane("垃圾类别", note="只用于类别")
        row = QHBoxLayout()
        for category in CATEGORIES:
            row.addWidget(Bin(category))
            row.addWidget(Text(category_word(category)))
        row.addStretch(1)
        pane.body.addLayout(row)
        states = QHBoxLayout()
        for state in _STATES.values():
            states.addWidget(Bin("haz", state))
            states.addWidget(Text(bin_word(state), "note"))
        states.addStretch(1)
        pane.body.addLayout(states)
        return pane

    def _verdicts(self) -> Pane:
        pane = Pane("结论与三段条")
        verdicts = QHBoxLayout()
        for mark in (Mark.CONFORMING, Mark.NONCONFORMING, Mark.UNKNOWN):
            verdicts.addWidget(MarkWord(mark, verdict_word(mark), "section"))
        verdicts.addStretch(1)
        pane.body.addLayout(verdicts)
        units = QHBoxLayout()
        for mark in Mark:
            units.addWidget(MarkWord(mark, unit_word(mark)))
        units.addStretch(1)
        pane.body.addLayout(units)
        pane.body.addWidget(ThreePartBar(70, 10, 20))
        pane.body.addWidget(ThreePartBar(25000, 1, 3))
        pane.body.addWidget(ThreePartBar(214, 0, 0))
        pane.body.addWidget(GoalBar(0.864))
        pane.body.addWidget(Text("实心 = 符合；竖纹加三角 = 不符合；斜纹 = 未知", "note"))
        return pane

    def _table(self) -> Pane:
        pane = Pane("表", "5 个点位", "龙兴里社区", flush=True)
        self.table = RecordTable(site_columns(), "点位")
        rows: list[Site | Rows] = [Rows({"code": "龙兴里", "verdict": "5"}), *SITES]
        self.table.show_records(rows)
        self.table.choose_row(1)
        self.table.setMinimumHeight(theme.height(28) * 7 + 4)
        pane.body.addWidget(self.table)
        return pane

    def _buttons(self, save: QAction, issue: QAction) -> Pane:
        pane = Pane("按钮与焦点")
        row = QHBoxLayout()
        row.addWidget(ActionButton(save, "primary"))
        row.addWidget(Button("打印", icon="print"))
        row.addWidget(Button("取消", "quiet"))
        row.addWidget(Button("撤回记录", "danger"))
        row.addStretch(1)
        second = QHBoxLayout()
        self.focused = Button("有焦点")
        second.addWidget(self.focused)
        second.addWidget(ActionButton(issue))
        second.addWidget(Text("未达标，不能签发", "note", "ink2"))
        second.addStretch(1)
        third = QHBoxLayout()
        for key, word in (("1", "符合"), ("2", "不符合"), ("F7", "开整改")):
            third.addWidget(KeyCap(key, word))
        third.addStretch(1)
        fourth = QHBoxLayout()
        fourth.addWidget(KeyCap("3", "不适用", large=True))
        fourth.addWidget(Tick("带附件", ticked=True))
        fourth.addStretch(1)
        for line in (row, second, third, fourth):
            pane.body.addLayout(line)
        return pane

    def _fields(self) -> Pane:
        pane = Pane("输入与错误")
        form = Form()
        form.add("search", "找点位", SearchField("找点位", "编号、名称、拼音首字母"))
        form.add("households", "户数", NumberField("户数", 412), "户")
        self.code = TextField("编号", "07-01", chars=14)
        form.add("code", "编号", self.code, "形如 07-012")
        served = form.add("served", "服务户数", NumberField("服务户数", 460), "户")
        served.show_problem("合计 460 户，多出 48 户：这个小区只登记 412 户。改小，或先改户数。")
        form.add("since", "生效", DateField("生效"))
        form.add("type", "类型", Choice("类型", [("住宅小区", 1), ("农贸市场", 2)]))
        form.add("note", "备注", NoteField("备注", lines=2), optional=True)
        pane.body.addWidget(form)
        return pane

    def _progress(self) -> Pane:
        pane = Pane("进度与停下")
        row = QHBoxLayout()
        row.addWidget(Text("正在导入台账", bold=True))
        row.addStretch(1)
        row.addWidget(Text("31,044 / 50,000 行 · 还要约 6 秒", "note", "ink2"))
        pane.body.addLayout(row)
        bar = WorkBar()
        bar.show_progress(31044, 50000)
        line = QHBoxLayout()
        line.addWidget(bar, 1)
        line.addWidget(Button("停下"))
        pane.body.addLayout(line)
        pane.body.addWidget(Text("停下后一行也不会留下。可以继续做别的。", "note"))
        return pane

    def _types(self) -> Pane:
        pane = Pane("字号")
        row = QHBoxLayout()
        row.addWidget(Text("页名 16 宋", "page"))
        row.addWidget(Text("段名 11.5", "section"))
        row.addWidget(Text("正文 10.5"))
        row.addStretch(1)
        pane.body.addLayout(row)
        second = QHBoxLayout()
        second.addWidget(Text("12,345.6", "index"))
        second.addWidget(Text("说明 9.5", "note"))
        second.addWidget(Text("键 9", "key"))
        second.addStretch(1)
        pane.body.addLayout(second)
        return pane

    def _messages(self) -> Pane:
        pane = Pane("消息", note="不打断")
        strip = MessageStrip()
        strip.tell(Message("bad", "照片文件夹找不到", "3 张照片没有读进来，记录已保存", "再找一次", lambda: None))
        note = "先核对日期；记录会标明「日期存疑」"
        strip.tell(Message("warn", "电脑时间比上次早了 1 年", note, "去设置", lambda: None))
        strip.tell(Message("ok", "已保存 06-031", "在本机，还没装包", "撤销", lambda: None, "Ctrl Z"))
        pane.body.addWidget(strip)
        return pane

    def _empty(self) -> Pane:
        pane = Pane("空状态")
        button = Button("去现场检查", key="Alt 3")
        pane.body.addWidget(EmptyState("correction", "现在没有整改", "现场检查答「不符合」时可以当场开单。", button))
        return pane

    def _dialog(self) -> Pane:
        pane = Pane("对话框", note="很少用")
        told = "撤回 312 份新记录，退回 41 处改动。以后还能再并入。"
        question = Question(
            None, "撤销并入 11-21 数据包？", told, verb="撤销并入", stay="不撤销", reason="为什么撤销（必填）"
        )
        question.setWindowFlags(Qt.WindowType.Widget)
        question.setMinimumWidth(0)
        pane.body.addWidget(question)
        return pane


class _Other(Page):
    names: ClassVar[dict[str, str]] = {
        "missing": "差距清单", "audit": "现场检查", "interview": "入户调查", "corrections": "整改",
        "register": "台账", "score": "评分", "progress": "进度", "sync": "同步", "documents": "证明文件",
    }  # fmt: skip

    @classmethod
    def name(cls) -> str:
        return cls.names[cls.id]


def _other(page_id: str, icon_name: str, place: Group) -> type[Page]:
    return type(f"Other_{page_id}", (_Other,), {"id": page_id, "icon": icon_name, "group": place})


PAGES: tuple[type[Page], ...] = (
    Gallery,
    _other("missing", "missing", "look"),
    _other("audit", "audit", "do"),
    _other("interview", "interview", "do"),
    _other("corrections", "correction", "do"),
    _other("register", "register", "know"),
    _other("score", "score", "know"),
    _other("progress", "progress", "know"),
    _other("sync", "sync", "hand over"),
    _other("documents", "document", "hand over"),
)


def empty_context(tasks: Tasks) -> Context:
    """A context without store and standard, for widgets that ask for neither."""
    return Context(cast(Store, None), tasks, cast(Standard, None), Settings())


def make_window(tasks: Tasks, pages: tuple[type[Page], ...] = PAGES) -> MainWindow:
    """The window around the gallery, filled with the invented words of the pictures."""
    window = MainWindow(empty_context(tasks), pages)
    window.rail.show_place("学府街道办事处")
    window.rail.show_person("周敏 · 检查员")
    window.show_badge("missing", 35)
    window.show_badge("corrections", 3)
    window.show_demonstration(True)
    window.status.show_saved(datetime(2026, 11, 22, 10, 42, 7))
    window.status.show_reach(27)
    window.status.show_standard("nankai-2023", 3)
    return window


def main(out: Path) -> None:
    """Grab the gallery as PNG files."""
    from ui.app import make_app

    make_app(Settings())
    tasks = Tasks()
    window = make_window(tasks)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    out.mkdir(parents=True, exist_ok=True)
    for name in theme.NAMES:
        for scale in (1.0, 1.5):
            theme.use(name, scale)
            for _ in range(5):
                QApplication.processEvents()
            window.grab().save(str(out / f"gallery-{name}-{round(scale * 100)}.png"))
    theme.use("light")
    window.page.findChildren(Scroll)[0].verticalScrollBar().setValue(10_000)
    window.rail.show_digits(True)
    for _ in range(5):
        QApplication.processEvents()
    window.grab().save(str(out / "gallery-light-foot.png"))
    window.close()
    tasks.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Page 使用说明: the whole manual, contents and search beside the text."""

from typing import ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.wording import _
from ui.context import Context
from ui.manual_reader import Reader
from ui.page import Group, Page

FIRST = "first_day"


class HelpPage(Page):
    """Opens at a chapter by its id, else at the first."""

    id = "help"
    icon = "manual"
    group: ClassVar[Group] = "hand over"
    kinds: ClassVar[frozenset[str]] = frozenset({"nothing of the store"})

    @classmethod
    def name(cls) -> str:
        return _("使用说明")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reader = Reader(self, self.actions_here, wide=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.reader)
        self.reader.turned.connect(self.header_changed)
        self.reader.open_chapter(FIRST)

    def header_about(self) -> str:
        chapter = self.reader.text.chapter
        return chapter.title if chapter is not None else ""

    def header_actions(self) -> list[QAction]:
        return [self.reader.back, self.reader.forward]

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl F", _("在使用说明里找")), ("Alt ←", _("后退"))]

    def open(self, subject: object) -> None:
        self.reader.open_chapter(str(subject))

    def first_field(self) -> QWidget:
        return self.reader.text

"""What an import would do, row by row: a tab for each kind of row there is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from auditor.form_reading import RowProblem
from auditor.intake import Change, ImportPlan, Missing
from auditor.wording import _, number
from ui.import_words import changes_word, kind_word, reason_of, record_word
from ui.panes import EmptyState
from ui.record_table import Column, RecordTable


class ImportTabs(QTabWidget):
    """Problems, new, changed, missing in the file, to be checked; one that says so where nothing would change."""

    def __init__(self) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setAccessibleName(_("会怎样"))
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until there is a tab to stand on
        place: list[Column[RowProblem]] = [
            Column("sheet", _("表"), lambda p: p.sheet, width=12, elide=True),
            Column("row", _("行"), lambda p: p.row or None, align="right", width=7),
            Column("column", _("列"), lambda p: p.column or None, width=14, elide=True),
            Column("value", _("内容"), lambda p: p.value or None, width=18, elide=True, tooltip=lambda p: p.value),
            Column("reason", _("原因"), reason_of, width=30, stretch=True, elide=True, tooltip=reason_of),
        ]
        self.problems: RecordTable[RowProblem] = RecordTable(place, _("有问题的行"))
        self.warnings: RecordTable[RowProblem] = RecordTable(place, _("要核对的行"))
        rows: list[Column[Change]] = [
            Column("sheet", _("表"), lambda c: c.sheet, width=12, elide=True),
            Column("row", _("行"), lambda c: c.row, align="right", width=7),
            Column("kind", _("种类"), lambda c: kind_word(c.record.KIND), width=10),
            Column("what", _("记录"), lambda c: record_word(c.record), width=26, stretch=True, elide=True),
        ]
        differs: Column[Change] = Column("changes", _("改动"), changes_word, width=44, elide=True, tooltip=changes_word)
        self.new: RecordTable[Change] = RecordTable(rows, _("新的"))
        self.changed: RecordTable[Change] = RecordTable([*rows, differs], _("改动的"))
        gone: list[Column[Missing]] = [
            Column("kind", _("种类"), lambda m: kind_word(m.kind), width=10),
            Column("code", _("编号"), lambda m: m.code, width=12),
            Column("name", _("名称"), lambda m: m.name, width=30, stretch=True, elide=True),
        ]
        self.missing: RecordTable[Missing] = RecordTable(gone, _("文件里没有的"))

        for table in (self.problems, self.warnings, self.new, self.changed, self.missing):
            table.setParent(self)  # one that stays empty is never a tab, and goes with them
            table.hide()

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the rows of a plan."""
        self.problems.show_records(plan.problems)
        self.warnings.show_records(plan.warnings)
        self.new.show_records(plan.new)
        self.changed.show_records(plan.changed)
        self.missing.show_records(plan.missing)
        self.clear()
        for table, word, count in (
            (self.problems, _("有问题"), len(plan.problems)),
            (self.new, _("新的"), len(plan.new)),
            (self.changed, _("改动的"), len(plan.changed)),
            (self.missing, _("文件里没有的"), len(plan.missing)),
            (self.warnings, _("要核对"), len(plan.warnings)),
        ):
            if count:
                self.addTab(table, f"{word} {number(count)}")
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_unchanged(self, plan: ImportPlan) -> None:
        """Say so where the plan would change nothing."""
        if not self.count():
            same = _("文件和台账一样，{n} 条不变。").format(n=plan.unchanged)
            self.addTab(EmptyState("check", _("没有要导入的"), same), _("不变"))

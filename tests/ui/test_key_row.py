"""The row of keys shows what there is room for, whatever its words become; the moment of saving is never cut."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.key_row import KeyRow


def needed(row: KeyRow) -> int:
    """The width of all that is shown."""
    shown = [w for w in (*row.caps, row.saved) if not w.isHidden()]
    return sum(w.sizeHint().width() for w in shown) + 10 * len(shown)


def test_a_word_that_grows_makes_the_digits_go_and_cuts_nothing(qtbot: QtBot) -> None:
    answer, note = QAction("符合"), QAction("备注")
    row = KeyRow([("1", "符合", answer), ("F4", "备注", note)])
    qtbot.addWidget(row)
    row.show_saved("每答一项都已保存 10:00:00")
    row.resize(needed(row) + 20, 38)
    row.show()
    QApplication.processEvents()
    assert [cap.isHidden() for cap in row.caps] == [False, False]
    answer.setText("不符合，一共看到几处不符合？")
    QApplication.processEvents()
    assert [cap.isHidden() for cap in row.caps] == [True, False]
    assert needed(row) <= row.width()
    answer.setText("符合")
    QApplication.processEvents()
    assert [cap.isHidden() for cap in row.caps] == [False, False]

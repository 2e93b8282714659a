"""Keys that no action has: what arrows, Enter, Esc and the like do, everywhere and on one page."""

from PySide6.QtCore import Qt

from auditor.wording import _

Keys = list[tuple[str, str]]  # as printed, and what it does

# how a key of Qt is printed; every key that a widget of ours takes must be here, and in one of the lists below
PRINTED = {
    Qt.Key.Key_Up: "↑ ↓",
    Qt.Key.Key_Down: "↑ ↓",
    Qt.Key.Key_Left: "←",
    Qt.Key.Key_Right: "→",
    Qt.Key.Key_PageUp: "PageUp PageDown",
    Qt.Key.Key_PageDown: "PageUp PageDown",
    Qt.Key.Key_Home: "Home End",
    Qt.Key.Key_End: "Home End",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Alt: "Alt",
}


def of_page(page: str) -> Keys:
    """What works on this page alone."""
    if page == "audit":
        return [
            ("↑ ↓", _("上一项、下一项")),
            ("PageUp PageDown", _("翻一屏检查项")),
            ("Home End", _("第一项、最后一项")),
            ("Backspace", _("清掉这一项的答案")),
        ]
    if page == "survey":
        return [
            ("←", _("上一题")),
            ("→", _("下一题，答过才行")),
            ("Backspace", _("上一题")),
            ("Enter", _("到下一题")),
        ]
    if page == "conflicts":
        return [("↑ ↓", _("上一项、下一项")), ("←", _("左边的写法")), ("→", _("右边的写法")), ("Enter", _("取这一个"))]
    if page == "missing":
        return [("Space", _("选中这一件，或不选"))]
    return []


def of_lists() -> Keys:
    """What works in every list."""
    return [
        ("↑ ↓", _("换一行")),
        ("PageUp PageDown", _("翻一屏")),
        ("Home End", _("第一行、最后一行")),
        ("Enter", _("打开这一行")),
        ("Ctrl C", _("复制这一行")),
    ]


def of_fields() -> Keys:
    """What works in every field, and in the window."""
    return [
        ("Tab", _("下一处；Shift Tab 往回")),
        ("Enter", _("下一栏")),
        ("Esc", _("还原这一栏；没有改过就离开")),
        ("↑ ↓", _("日期：前一天、后一天")),
        ("PageUp PageDown", _("日期：前后一周")),
        ("Space", _("按下按钮，勾选")),
        ("Alt", _("按住时显示各页的数字")),
    ]

"""What stops the window until it is answered: few things, each with its reason; everything else lets work go on."""

import ast
from pathlib import Path

UI = Path(__file__).resolve().parent.parent.parent / "ui"

MODAL = {
    "questions.py": "one question before what cannot be undone or publishes; Esc is the safe way",
    "start.py": "the palette, which Esc leaves; a database that cannot be opened; the application itself",
    "first_start.py": "before there is a window",
    "trouble.py": "a fault nobody foresaw, told once",
    "saving.py": "the system's own choice of a file",
    "sync_accepting.py": "a station is let in for good, by a person who has compared its mark by telephone",
}
WAITING = {"exec", "critical", "warning", "information", "question"}


def waits(path: Path) -> bool:
    """Whether a file opens something that waits for an answer."""
    calls = (n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))
    for called in calls:
        if isinstance(called, ast.Attribute) and called.attr in WAITING:
            owner = called.value.id if isinstance(called.value, ast.Name) else ""
            if (called.attr == "exec" and not _is_menu(called)) or owner == "QMessageBox":
                return True
    return False


def _is_menu(called: ast.Attribute) -> bool:
    """A menu closes with the next key or click."""
    owner = called.value
    made = owner.func.attr if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) else ""
    return "menu" in (made, owner.id if isinstance(owner, ast.Name) else "")


def test_nothing_waits_for_an_answer_but_what_has_a_reason_to() -> None:
    assert {path.name for path in UI.glob("*.py") if waits(path)} == set(MODAL)

"""The look in one place: three palettes of named tokens, the roles of type, the measures, and the one stylesheet."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from string import Template
from typing import Any, Literal
from weakref import WeakMethod

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "theme"
NAMES = ("light", "dark", "sun")
SMALLEST, LARGEST = 1.0, 1.5

SANS = ("Noto Sans SC", "Noto Sans SC Full")
SERIF = ("Noto Serif SC", "Noto Sans SC Full")

Token = Literal[
    "window", "surface", "sunken", "line", "edge", "ink", "ink2", "ink3", "accent", "onaccent", "soft", "row", "focus",
    "ok", "oksoft", "bad", "badsoft", "unk", "unksoft", "hatch", "warn", "warnsoft", "scrim",
    "food", "recy", "haz", "resi",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one theme. Uses of each: LOOK.md section 2. Colours are never changed in place."""

    name: str
    window: QColor
    surface: QColor
    sunken: QColor
    line: QColor
    edge: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    accent: QColor
    onaccent: QColor
    soft: QColor
    row: QColor
    focus: QColor
    ok: QColor
    oksoft: QColor
    bad: QColor
    badsoft: QColor
    unk: QColor
    unksoft: QColor
    hatch: QColor
    warn: QColor
    warnsoft: QColor
    scrim: QColor
    food: QColor
    recy: QColor
    haz: QColor
    resi: QColor

    def of(self, token: Token) -> QColor:
        """The colour of a token given by name."""
        colour: QColor = getattr(self, token)
        return colour


def _read(name: str) -> Palette:
    tokens = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Palette(name=name, **{token: QColor(value) for token, value in tokens.items()})


PALETTES = {name: _read(name) for name in NAMES}

Role = Literal[
    "question", "answer", "figure", "verdict", "index", "page", "thing", "section", "body", "note", "key", "status"
]


@dataclass(frozen=True, slots=True)
class Type:
    """One role of type: points at 100 %, face, weight (400 or 700, no others are shipped) and the usual colour."""

    points: float
    bold: bool
    ink: Token
    serif: bool = False


ROLES: dict[Role, Type] = {
    "question": Type(25, True, "ink", serif=True),
    "answer": Type(18, False, "ink"),
    "figure": Type(34, True, "ink"),
    "verdict": Type(18, True, "ink"),
    "index": Type(15.5, True, "ink"),
    "page": Type(16, True, "ink", serif=True),
    "thing": Type(13.5, True, "ink", serif=True),
    "section": Type(11.25, True, "ink"),
    "body": Type(10.5, False, "ink"),
    "note": Type(9.75, False, "ink3"),
    "key": Type(8.75, True, "ink2"),
    "status": Type(8.75, False, "ink2"),
}


_followers: dict[int, "WeakMethod[Any]"] = {}
_numbers = count()
_palette = PALETTES["light"]
_scale = 1.0


def current() -> Palette:
    """The palette in force."""
    return _palette


def scale() -> float:
    """The person's size of type, 1.0 to 1.5."""
    return _scale


def pt(role: Role) -> float:
    """Points of a role at the person's size of type."""
    return ROLES[role].points * _scale


def height(at_100: int) -> int:
    """Logical pixels of something one line high: the text grows, 4 px of air do not (28 becomes 40 at 150 %)."""
    return round((at_100 - 4) * _scale) + 4


def font(role: Role, bold: bool | None = None) -> QFont:
    """The font of a role, with tabular digits and the full face behind it for rare names."""
    kind = ROLES[role]
    result = QFont(list(SERIF if kind.serif else SANS))
    result.setPointSizeF(pt(role))
    result.setBold(kind.bold if bold is None else bold)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def use(name: str, scale: float = 1.0) -> None:
    """Switch palette and size of type of the whole program at once; ValueError for an unknown theme."""
    global _palette, _scale  # one look a process, as QApplication itself has it
    if name not in PALETTES:
        raise ValueError(name)
    look = PALETTES[name], min(LARGEST, max(SMALLEST, scale))
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleSheet() and look == (_palette, _scale):
        return  # worn already: every widget there is would be dressed three times over
    _palette, _scale = look
    if isinstance(app, QApplication):
        app.setPalette(qt_palette(_palette))
        app.setFont(font("body"))
        app.setStyleSheet(stylesheet())
    for follower in list(_followers.values()):
        do = follower()
        if do is not None and isValid(do.__self__):  # a window that is gone may lie about until it is collected
            do()


def follow(dress: Callable[[], None]) -> None:
    """Dress now and after every change of theme; a method of a widget, forgotten when the widget goes."""
    after_change(dress)
    dress()


def after_change(do: Callable[[], None]) -> None:
    """Do this after every change of theme; a method of a widget, forgotten when the widget goes. No signal: PySide
    keeps the connection of a widget whose Python side is collected late, and each slows every later one."""
    number = next(_numbers)
    _followers[number] = WeakMethod(do, lambda _gone: _followers.pop(number, None))


def qt_palette(tokens: Palette) -> QPalette:
    """Our tokens under Qt's names, for everything the stylesheet does not reach."""
    role = QPalette.ColorRole
    result = QPalette()
    for target, colour in {
        role.Window: tokens.window,
        role.WindowText: tokens.ink,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.surface,
        role.Text: tokens.ink,
        role.Button: tokens.surface,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.onaccent,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.onaccent,
        role.PlaceholderText: tokens.ink3,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.ink,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.edge,
    }.items():
        result.setColor(target, colour)
    for target in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, tokens.ink3)
    return result


def stylesheet() -> str:
    """The stylesheet with the tokens, roles and measures of this moment filled in."""
    words = {token.name: _palette.of(token.name).name() for token in fields(Palette) if token.name != "name"}  # type: ignore[arg-type]
    for name, whole in {"control": height(30), "small": height(24), "row": height(28)}.items():
        words[f"{name}_1"] = f"{whole - 2}px"
        words[f"{name}_2"] = f"{whole - 4}px"
    words["roles"] = "\n".join(_rule(role, kind) for role, kind in ROLES.items())
    return Template((FOLDER / "window.qss").read_text(encoding="utf-8")).substitute(words)


def _rule(role: Role, kind: Type) -> str:
    families = ", ".join(f'"{family}"' for family in (SERIF if kind.serif else SANS))
    weight = 700 if kind.bold else 400
    ink = _palette.of(kind.ink).name()
    return (
        f'QLabel[role="{role}"] {{ font-family: {families}; font-size: {pt(role):g}pt; '
        f"font-weight: {weight}; color: {ink}; }}"
    )

"""What the palette lists, group by group: places, what can be done with the chosen one, pages, actions, settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction

from auditor.wording import _, ngettext, number
from ui.actions import key_text, reason
from ui.page import Page
from ui.palette_places import Kind, Place, matches

MOST_PLACES = 6  # listed at once; more letters find the others
_ICONS: dict[Kind, str] = {"site": "pin", "community": "register", "street": "tree", "round": "interview"}
_DEEDS: dict[Kind, tuple[str, ...]] = {
    "site": ("audit", "corrections"),
    "community": (),
    "street": ("score", "missing", "progress"),
    "round": (),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a group."""

    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is called, what is said beside it, its keys; an action, or a page and what it opens there.

    `refused` is why it may not be done now: it is listed grey and cannot be opened.
    """

    words: str
    note: str = ""
    icon: str = ""
    keys: str = ""
    action: QAction | None = None
    page: str = ""
    place: Place | None = None
    refused: str = ""
    is_deed: bool = False


Row = Head | Entry


def place_entry(place: Place) -> Entry:
    """A place; it opens in the register, a round among the rounds."""
    page = "survey" if place.kind == "round" else "register"
    return Entry(place.name, place.note, _ICONS[place.kind], "Enter", page=page, place=place)


def deeds(place: Place, pages: Mapping[str, type[Page]]) -> list[Row]:
    """What can be done with a place, on the pages there are; [] for nothing."""
    found: list[Row] = []
    for page in _DEEDS[place.kind]:
        if page not in pages:
            continue
        words = _("开始现场检查") if page == "audit" else _("在「{page}」里看").format(page=pages[page].name())
        note = ""
        if page == "audit":
            note = _("上次 {day}").format(day=place.last) if place.last else ""
        key = "" if found else "Ctrl Enter"
        found.append(Entry(words, note, pages[page].icon, key, page=page, place=place, is_deed=True))
    if not found:
        return []
    return [Head(_("对 {place} 可以做").format(place=place.code or place.name)), *found]


def action_groups(
    actions: Sequence[QAction], here: str, text: str = "", letters: Mapping[str, str] | None = None
) -> list[Row]:
    """Pages, what can be done on the page shown, and the program's own, as far as the text fits.

    `letters` are the pinyin initials of their words, as far as they are spelt yet.
    """
    letters = letters or {}
    groups: dict[str, list[Entry]] = {_("换页"): [], _("在「{page}」里").format(page=here): [], _("程序"): []}
    to, on_page, own = groups.values()
    known = {action.text() for action in actions if action.objectName().startswith("page.")}
    for action in actions:
        words, name = action.text(), action.objectName()
        twice = words in known and not name.startswith("page.")
        if not words or twice or name == "window.find" or not action.isVisible():
            continue
        if text and not matches(text, words, letters.get(words, "")):
            continue
        target = to if name.startswith("page.") else own if name.startswith("window.") else on_page
        icon = str(action.property("icon_name") or "")
        target.append(Entry(words, "", icon, key_text(action), action, refused=reason(action)))
    ordered = ((on_page, 1), (to, 0), (own, 2)) if not text else ((to, 0), (on_page, 1), (own, 2))
    names = list(groups)
    rows: list[Row] = []
    for entries, i in ordered:
        rows += [Head(names[i]), *entries] if entries else []
    return rows


def place_groups(places: Sequence[Place], *, more: bool, recent: bool) -> list[Row]:
    """The first places, and how many there are; `more` says that the search stopped before the end."""
    if not places:
        return []
    shown = places[:MOST_PLACES]
    if recent:
        head = _("最近去过")
    elif len(places) == len(shown) and not more:
        head = _("点位、社区、街道、轮次")
    else:
        n = len(places)
        words = ngettext("找到 {n} 个，先列 {first} 个", "找到 {n} 个，先列 {first} 个", n)
        if more:
            words = _("超过 {n} 个，先列 {first} 个；再多打几个字")
        head = words.format(n=number(n), first=number(len(shown)))
    return [Head(head), *(place_entry(p) for p in shown)]

"""The lines of the diary as a list: when, what, where, the result, who, where the record is; and where it opens."""

from collections.abc import Callable

from auditor.diary import Deed, Diary, Entry
from auditor.diary_wording import deed_word, detail_text, person_text, place_word, time_text, where_text
from auditor.standard import Standard
from auditor.wording import _, day, listed
from ui import theme
from ui.layouts import digits_for
from ui.record_model import Column, Group

TONES: dict[Deed, theme.Token] = {Deed.WITHDRAWN: "warn", Deed.SETTLED: "warn", Deed.ERASED: "warn"}
_PAGES = {
    "person": "settings",
    "standard": "standard",
    "recheck": "recheck",
    "certificate": "documents",
}


def goal_of(entry: Entry) -> tuple[str, object]:
    """The page where the record of a line is shown, and at what."""
    body, line = entry.body, entry.arrival.line
    if entry.kind in ("audit", "photo"):
        return "audit", body.get("site")
    if entry.kind == "correction":
        return "corrections", line.record
    if entry.kind == "response":
        return "survey", (str(body.get("round")), str(body.get("community")))
    if entry.kind == "round":
        return "survey", line.record
    if entry.kind == "completion":
        return "progress", line.street
    if entry.kind == "dispute":
        return "conflicts", body.get("record")
    if entry.kind == "site":
        return "register", line.record
    if entry.kind in ("assignment", "point", "link"):
        return "register", body.get("site")
    if entry.kind in ("street", "community"):
        return "register", str(body.get("code", ""))
    return _PAGES.get(entry.kind, "settings"), None


def draft_goal(form: str) -> tuple[str, object]:
    """The page where an unsaved form goes on, and at what."""
    kind, record = [*form.split(":"), ""][:2]
    if kind == "audit":
        return "audit", record
    if kind == "response":
        return "survey", record
    return "register", record if record and record != "new" else None


def rows_of(entries: tuple[Entry, ...], *, by_day: bool) -> list[Entry | Group]:
    """The lines, under their days where there are several."""
    if not by_day:
        return list(entries)
    rows: list[Entry | Group] = []
    on = None
    for entry in entries:
        if entry.on != on:
            on = entry.on
            rows.append(Group({"deed": day(on)}))
        rows.append(entry)
    return rows


def text_of(entry: Entry, diary: Diary, standard: Standard) -> str:
    """Everything a person may look for in a line."""
    return listed(
        [
            deed_word(entry.deed),
            where_text(entry, diary),
            detail_text(entry, standard),
            person_text(entry, diary),
        ],
        "，",
    ).casefold()


def columns(diary: Callable[[], Diary | None], standard: Standard) -> list[Column[Entry]]:
    """The columns of the list."""

    def said(word: Callable[[Entry, Diary], str]) -> Callable[[Entry], str]:
        def value(entry: Entry) -> str:
            shown = diary()
            return word(entry, shown) if shown is not None else ""

        return value

    def detail(entry: Entry) -> str:
        return detail_text(entry, standard)

    where, places = said(where_text), [_("本机和备份"), _("区里和备份"), _("数据包和备份"), _("区里已收到")]
    return [
        Column("time", _("时间"), lambda e: time_text(e, with_day=False), width=6, sort=lambda e: e.arrival.at),
        Column(
            "deed",
            _("做了什么"),
            lambda e: deed_word(e.deed),
            width=digits_for([deed_word(d) for d in Deed]),
            tone=lambda e: TONES.get(e.deed),
        ),
        Column("where", _("在哪里"), where, width=16, elide=True, tooltip=where),
        Column("detail", _("结果"), detail, width=20, stretch=True, elide=True, tooltip=detail),
        Column("person", _("谁"), said(person_text), width=7, elide=True),
        Column("place", _("记录在哪"), said(place_word), width=digits_for(places)),
    ]

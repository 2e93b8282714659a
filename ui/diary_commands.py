"""The diary on the terminal: what was done at this database, what it adds up to, and what is left."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from auditor.diary import Diary
from auditor.diary_wording import (
    deed_word,
    detail_text,
    left_rows,
    person_text,
    place_word,
    time_text,
    totals_lines,
    where_text,
)
from auditor.errors import Problem, Refused
from auditor.plain_diary import plain_diary
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases import exporting_diary, recounting
from auditor.wording import _, ngettext, number
from ui.commands import Command, Opener, opened, print_json, standard_in, tell

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    parser = add("diary", diary, _("工作日记：这一天在本库做了什么，还剩什么，记录在哪"))
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    until = _("到哪一天为止（不写则只看一天）")
    parser.add_argument("--until", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=until)
    parser.add_argument("--by", default="", metavar="NAME", help=_("只看一个人的（不写则本库全部的人）"))
    parser.add_argument("--out", default="", help=_("写成 xlsx、csv、json 或 pdf"))
    parser.add_argument("--json", action="store_true")


def diary(options: argparse.Namespace, open_store: Opener) -> int:
    """What was done on a day, or from one day to another."""
    with opened(options, open_store) as store:
        standard = standard_in(store)
        person = _person(store, options.by)
        found = recounting.recount(store, standard, options.on, options.until, person=person, tell=tell)
    if options.out:
        exporting_diary.export_diary(found, Path(options.out), standard, tell)
        print(_("写入 {path}").format(path=options.out))
    elif options.json:
        print_json(plain_diary(found, standard))
    else:
        _print(found, standard)
    return 0


def _person(store: Store, name: str) -> str:
    """The id of a person; "" for everybody. Refused for a name nobody here has."""
    if not name:
        return ""
    with store.reading() as work:
        found = next((p.id for p in work.people.all(withdrawn=True) if p.name == name), None)
    if found is None:
        raise Refused(Problem("by", "no_such_person", {"value": name}))
    return found


def _print(found: Diary, standard: Standard) -> None:
    n = len(found.entries)
    told = ngettext("{since} 到 {until}  {who}  {n} 条", "{since} 到 {until}  {who}  {n} 条", n)
    who = found.people.get(found.person, "") or _("本库全部的人")
    print(told.format(since=found.since.isoformat(), until=found.until.isoformat(), who=who, n=number(n)))
    for parts in totals_lines(found.totals):
        print("  " + "  ".join(part for part in parts if part))
    for entry in found.entries:
        words = (
            time_text(entry, with_day=not found.is_one_day),
            deed_word(entry.deed),
            where_text(entry, found),
            detail_text(entry, standard),
            person_text(entry, found) if not found.person else "",
            place_word(entry, found),
        )
        print("  ".join(word for word in words if word))
    rows = left_rows(found)
    if rows:
        print(_("还剩什么"))
    for row in rows:
        print("  " + "  ".join(part for part in row if part))

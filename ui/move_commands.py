"""`move` on the terminal: a database goes to another engine or place, whole and compared."""

import argparse
from collections.abc import Callable

from auditor.wording import _, ngettext, number
from ui.commands import Command, Opener, opened, print_json, tell

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    made = add("move", move, _("把整个数据库搬到另一个文件或 PostgreSQL，核对一致后这边停用"))
    made.add_argument("--to", required=True, metavar="DB", help=_("空的数据库：文件，或 PostgreSQL 地址"))
    made.add_argument("--json", action="store_true")


def move(options: argparse.Namespace, open_store: Opener) -> int:
    """Move everything and say what was compared."""
    with opened(options, open_store) as store:
        found = store.move(options.to, tell)
    check = found.check
    if options.json:
        print_json(
            {
                "to": found.place,
                "lines": check.lines,
                "records": check.records,
                "root": check.root,
                "photos": found.photos,
                "photos_left": found.photos_left,
            }
        )
        return 0
    print(
        _("已搬到 {path}：日志 {lines} 行，记录 {records} 份，照片 {photos} 张，逐行核对一致，根 {root}").format(
            path=found.place,
            lines=number(check.lines),
            records=number(check.records),
            photos=number(found.photos),
            root=check.root,
        )
    )
    if n := found.photos_left:
        told = ngettext(
            "有 {n} 个照片文件在这里读不到，没有搬；用 check 看是哪些。",
            "有 {n} 个照片文件在这里读不到，没有搬；用 check 看是哪些。",
            n,
        )
        print(told.format(n=number(n)))
    print(_("这边的数据库留在原处，不再装包。"))
    return 0

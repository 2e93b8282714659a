"""Keeping the database, on the terminal: a checked copy, putting one back, comparing, making the index anew."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.photo_care import check_text, copy_text
from auditor.plain import plain_check
from auditor.reasons import broken_text
from auditor.store import Restoring
from auditor.use_cases import backing_up, caring_for_photos
from auditor.wording import _, ngettext, number
from ui.commands import Command, Opener, opened, print_json, tell

Add = Callable[[str, Command, str], argparse.ArgumentParser]
Restore = Callable[[str, Path, Callable[[int, int], None]], Restoring]


def declare(add: Add) -> None:
    """The commands and their options."""
    backup_ = add("backup", backup, _("备份到一个文件，核对后才算数"))
    backup_.add_argument("file")
    restore_ = add("restore", restore, _("用一份备份换下现在的数据库；换下的留在旁边"))
    restore_.add_argument("file")
    check_ = add("check", check, _("核对日志与索引"))
    check_.add_argument("--json", action="store_true")
    add("rebuild", rebuild, _("从日志重建索引"))


def check(options: argparse.Namespace, open_store: Opener) -> int:
    """Compare journal and index, and photographs with their files; 1 if anything is wrong. A missing file is told and
    is no fault of the database: it may lie on a disk that is not plugged in."""
    with opened(options, open_store) as store:
        found = store.check(tell)
        photos = caring_for_photos.check_photos(store, tell)
    if options.json:
        print_json(plain_check(found, photos))
    else:
        print(
            _("日志 {lines} 行，记录 {records} 份，根 {root}").format(
                lines=found.lines, records=found.records, root=found.root
            )
        )
        if found.broken:
            print(broken_text(found.broken), file=sys.stderr)
        for fault in found.faults:
            print(fault, file=sys.stderr)
        if told := check_text(photos):
            print(told, file=sys.stdout if photos.sound else sys.stderr)
    return 1 if found.faults or photos.altered else 0


def rebuild(options: argparse.Namespace, open_store: Opener) -> int:
    """Make the index anew."""
    with opened(options, open_store) as store:
        n = store.rebuild(tell)
    print(ngettext("重建了 {n} 份记录的索引", "重建了 {n} 份记录的索引", n).format(n=n))
    return 0


def backup(options: argparse.Namespace, open_store: Opener) -> int:
    """A checked copy, and beside it the photographs not copied yet."""
    with opened(options, open_store) as store:
        found = backing_up.back_up(store, options.file, tell)
        photos = caring_for_photos.copy_photos(store, options.file, tell)
    print(_("已备份到 {path}：{lines} 行，核对一致").format(path=options.file, lines=found.lines))
    if told := copy_text(photos):
        print(told)
    return 0


def restore(options: argparse.Namespace, open_store: Opener) -> int:  # noqa: ARG001 - it may be one that cannot be opened
    """Put a copy in the place of the database."""
    door: Restore = options.restoring
    found = door(options.db, Path(options.file), tell)
    print(_("已恢复：{lines} 行，核对一致").format(lines=number(found.check.lines)))
    if found.kept:
        print(_("换下的数据库在 {path}").format(path=found.kept))
    if found.lacking:
        told = ngettext("其中 {n} 行备份里没有", "其中 {n} 行备份里没有", found.lacking)
        print(told.format(n=number(found.lacking)))
    return 0

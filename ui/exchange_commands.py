"""`sync` on the terminal: one round with the other side through a shared folder."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines
from auditor.plain_packages import plain_exchanged
from auditor.wording import _
from ui.commands import Command, Opener, opened, print_json, tell
from ui.folder_exchange import exchange

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    made = add("sync", sync, _("交换：并入文件夹里给本站的数据包，写出对方还没有的"))
    made.add_argument("--with", dest="other", required=True, metavar="FOLDER", help=_("共享文件夹或同步盘里的文件夹"))
    made.add_argument("--sealed", action="store_true", help=_("加密，只有收的一方打得开"))
    made.add_argument("--json", action="store_true")


def sync(options: argparse.Namespace, open_store: Opener) -> int:
    """One round; 1 where a file was refused, or waits for a decider."""
    if "://" in options.other:
        raise Refused(Problem("with", "sync_by_folder", {"value": options.other}))
    with opened(options, open_store) as store:
        found = exchange(store, Path(options.other), tell, sealed=options.sealed)
    return tell_exchanged(found, json=options.json)


def tell_exchanged(found: Exchanged, *, json: bool) -> int:
    """Print what a round did."""
    if json:
        print_json(plain_exchanged(found))
    else:
        for line in exchanged_lines(found):
            print(line)
    for told in found.told:
        print(told, file=sys.stderr)
    return 1 if found.told or found.waiting else 0

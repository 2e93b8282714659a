"""`sync` on the terminal: one round with the other side, through a shared folder or at the bureau's inbox."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines, others_text
from auditor.plain_packages import plain_exchanged
from auditor.wording import _
from ui.commands import Command, Opener, opened, print_json, tell
from ui.folder_exchange import exchange
from ui.network_exchange import exchange_at

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    made = add("sync", sync, _("交换一轮：送出对方还没有的，并入给本站的数据包；通过文件夹或区里的收件处"))
    other = _("共享文件夹或同步盘里的文件夹；或区里收件处的地址 https://主机:端口")
    made.add_argument("--with", dest="other", required=True, metavar="FOLDER|https://HOST:PORT", help=other)
    told = _("收件处证书的指纹，电话里核对；区里登记过本站就不用写")
    made.add_argument("--certificate", default="", metavar="SHA256", help=told)
    made.add_argument("--sealed", action="store_true", help=_("加密，只有收的一方打得开"))
    made.add_argument("--json", action="store_true")


def sync(options: argparse.Namespace, open_store: Opener) -> int:
    """One round; 1 where a file was refused, or waits for a decider."""
    by_network = options.other.startswith("https://")
    if "://" in options.other and not by_network:
        raise Refused(Problem("with", "sync_by_folder", {"value": options.other}))
    with opened(options, open_store) as store:
        if by_network:
            known_by = options.certificate
            found = exchange_at(store, options.other, tell, certificate=known_by, sealed=options.sealed)
        else:
            found = exchange(store, Path(options.other), tell, sealed=options.sealed)
    return tell_exchanged(found, json=options.json)


def tell_exchanged(found: Exchanged, *, json: bool) -> int:
    """Print what a round did."""
    if json:
        print_json(plain_exchanged(found))
    else:
        for line in exchanged_lines(found):
            print(line)
        if found.others:
            print(others_text(found.others))
    for told in found.told:
        print(told, file=sys.stderr)
    return 1 if found.told or found.waiting else 0

"""`sync` on the terminal: one round with the other side, through a shared folder or at the bureau's inbox."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines
from auditor.plain_packages import plain_exchanged
from auditor.wording import _
from ui import folder_exchange, network_exchange
from ui.commands import Command, Opener, opened, print_json, tell

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    made = add("sync", sync, _("交换一轮：收对方写给本站的，送对方还没有的"))
    other = _("共享文件夹、同步盘里的文件夹，或区里收件处的地址 https://…")
    made.add_argument("--with", dest="other", required=True, metavar="FOLDER|URL", help=other)
    known_by = _("收件处的证书文件或证书指纹（第一次用时写，以后记得）")
    made.add_argument("--certificate", default="", metavar="FILE|FINGERPRINT", help=known_by)
    made.add_argument("--sealed", action="store_true", help=_("加密，只有收的一方打得开"))
    made.add_argument("--json", action="store_true")


def sync(options: argparse.Namespace, open_store: Opener) -> int:
    """One round; 1 where a file was refused, or waits for a decider."""
    with opened(options, open_store) as store:
        if "://" in options.other:
            found = network_exchange.exchange(
                store, options.other, tell, certificate=options.certificate, sealed=options.sealed
            )
        else:
            found = folder_exchange.exchange(store, Path(options.other), tell, sealed=options.sealed)
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

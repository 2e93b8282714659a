"""Corrections and notices, on the terminal: what is overdue first, and a notice as PDF."""

import argparse
from collections.abc import Callable
from pathlib import Path

from auditor.correction_matters import Followed
from auditor.correction_wording import stage_name
from auditor.division import street_code
from auditor.errors import Problem, Refused
from auditor.plain_corrections import plain_corrections
from auditor.use_cases import noticing
from auditor.use_cases.listing_corrections import list_corrections
from auditor.wording import _, listed, ngettext, number
from ui.commands import Command, Opener, opened, print_json, standard_in

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The commands and their options."""
    listing = add("corrections", corrections, _("整改：逾期的在前"))
    listing.add_argument("--street", required=True, metavar="CODE")
    listing.add_argument("--all", action="store_true", help=_("已办结的也列出"))
    listing.add_argument("--json", action="store_true")
    paper = add("notice", notice, _("整改通知单（PDF）：再印一张，或为几条整改新开一张"))
    paper.add_argument("number", nargs="?", default="", help=_("编号，如 代字〔2026〕12号"))
    paper.add_argument("--corrections", default="", metavar="ID,ID", help=_("为这几条（同一点位）新开一张"))
    paper.add_argument("--out", required=True)


def corrections(options: argparse.Namespace, open_store: Opener) -> int:
    """What is to be put right in a street."""
    with opened(options, open_store) as store:
        found = list_corrections(store, standard_in(store), street_code(options.street))
    if options.json:
        print_json(plain_corrections(found))
    else:
        _print(found, whole=options.all)
    return 0


def _print(found: Followed, *, whole: bool) -> None:
    told = ngettext("{street}  {day}  未办结 {n} 条", "{street}  {day}  未办结 {n} 条", found.waiting)
    line = told.format(street=found.street_name, day=found.today.isoformat(), n=number(found.waiting))
    print(line + ("  " + _("逾期 {n}").format(n=number(found.overdue)) if found.overdue else ""))
    for m in found.matters:
        if whole or m.open:
            made = m.correction
            state = m.said or stage_name(made.stage)
            print(
                "  " + "  ".join((made.due_on.isoformat(), state, m.place, m.where, made.found, made.recipient or "–"))
            )
    if found.doubled:
        print(_("通知单编号重了：{numbers}").format(numbers=listed(found.doubled, "、")))


def notice(options: argparse.Namespace, open_store: Opener) -> int:
    """A notice as PDF: one that was handed out, or a new one for some corrections of one site."""
    from auditor.formats.notice_pdf import write_notice

    out = Path(options.out)
    if bool(options.number) == bool(options.corrections):
        raise Refused(Problem("number", "notice_which"))
    with opened(options, open_store) as store:
        if options.corrections:
            ids = [c.strip() for c in options.corrections.split(",") if c.strip()]
            made = noticing.issue_notice(store, ids, to=out, draw=write_notice)
        else:
            if out.exists():
                raise Refused(Problem("out", "file_exists", {"path": str(out)}))
            made = noticing.notice_numbered(store, options.number)
            out.write_bytes(noticing.draw_again(store, made, write_notice))
    print(_("{number} 写好了：{path}").format(number=made.number, path=out))
    return 0

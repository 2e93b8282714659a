"""What is missing, on the terminal: the lines by community, what is coming, and how long it takes."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date

from auditor.day_plans import DAY_HOURS
from auditor.division import street_code
from auditor.gap_plain import plain_missing
from auditor.gap_wording import (
    act_name,
    beside_text,
    choice_texts,
    coming_text,
    criteria_text,
    duration_text,
    method_text,
    place_text,
    summary_text,
    what_text,
)
from auditor.gaps import by_community
from auditor.standard import Standard
from auditor.use_cases import listing_missing
from auditor.wording import _, ngettext, number
from auditor.work_list import WorkList
from ui.commands import Command, Opener, opened, standard_in, tell

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command and its options."""
    missing = add("missing", list_missing, _("差距清单：还缺哪些，做完五项就达标"))
    missing.add_argument("--street", required=True, metavar="CODE")
    missing.add_argument("--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    known = _("只按本库到那天为止收到的记录：当时看到什么，就给什么")
    missing.add_argument("--known", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=known)
    planned = _("计划申报的日期")
    missing.add_argument("--planned", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=planned)
    missing.add_argument("--hours", type=int, choices=range(1, 13), default=DAY_HOURS, help=_("一个工作日几小时"))
    missing.add_argument("--json", action="store_true")


def list_missing(options: argparse.Namespace, open_store: Opener) -> int:
    """What separates a street from its goal."""
    with opened(options, open_store) as store:
        standard = standard_in(store)
        found = listing_missing.find_missing(
            store,
            street_code(options.street),
            standard,
            options.on,
            planned=options.planned,
            hours=options.hours,
            tell=tell,
        )
    if options.json:
        json.dump(plain_missing(found, standard), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print(found, standard)
    return 0


def _print(found: WorkList, standard: Standard) -> None:
    missing, facts = found.missing, found.facts
    told = ngettext("{street}  {day}  {n} 件", "{street}  {day}  {n} 件", missing.count)
    print(told.format(street=missing.name, day=missing.on.isoformat(), n=number(missing.count)))
    if missing.needed:
        print(
            summary_text(missing), method_text(missing), _("约 {time}").format(time=duration_text(found.total_minutes))
        )
    for text in [*choice_texts(missing), beside_text(missing)]:
        if text:
            print(text)
    for community, lines in by_community(missing.needed, sorted(facts.communities)).items():
        print(facts.communities.get(community, community) or _("整个街道"))
        for line in lines:
            place, what = place_text(line, facts), what_text(line, facts, standard)
            words = (act_name(line.act), place, what, criteria_text(line), duration_text(found.minutes(line)))
            print("  " + "  ".join(word for word in words if word))
    if missing.coming:
        print(_("{day} 前将到期").format(day=missing.planned.isoformat()))
    sites = {s.id: f"{s.code} {s.name}" for s in facts.sites}
    for coming in missing.coming:
        print("  " + "  ".join((coming.ends.isoformat(), sites.get(coming.site, ""), coming_text(coming))))

"""Commands of the terminal about standards: bringing one in, and what if the streets were scored by another."""

import argparse
import json
import sys
from pathlib import Path

from auditor.comparison import Comparison
from auditor.division import street_code
from auditor.plain_standards import plain_adoption, plain_comparison
from auditor.standard import criterion_name
from auditor.standard_differences import clause_word
from auditor.use_cases import adopting, comparing, exporting_results
from auditor.wording import _, listed, named, ngettext, percent
from ui import commands, photo_commands


def import_any(options: argparse.Namespace, open_store: commands.Opener) -> int:
    """A table, a standard from its TOML file, or the photographs of a folder."""
    other = {"standard": import_standard, "photos": photo_commands.import_photos}
    run = other.get(options.what, commands.import_table)
    return run(options, open_store)


def import_standard(options: argparse.Namespace, open_store: commands.Opener) -> int:
    """Rehearse a standard and keep it; a wrong one is refused by file, line and reason."""
    if options.dry_run and "://" not in options.db and not Path(options.db).exists():
        options.db = ":memory:"
    with commands.opened(options, open_store, may_make=True) as store:
        plan = adopting.rehearse_standard(store, Path(options.file))
        if not options.dry_run:
            adopting.adopt_standard(store, plan)
    if options.json:
        _print_json(plain_adoption(plan, written=not options.dry_run and not plan.held))
        return 0
    standard, before = plan.standard, plan.supersedes
    print(f"{standard.name}  {named(standard.title, standard.title_en)}")
    n = len(standard.examples)
    print(ngettext("{n} 个算例都算对", "{n} 个算例都算对", n).format(n=n))
    if plan.held:
        print(_("已经有了，一字不差。"))
    elif before is not None:
        told = _("自 {day} 起接替 {before}")
        print(told.format(day=standard.in_force_from.isoformat(), before=before.name))
    print(_("什么都没有写。") if options.dry_run or plan.held else _("已写入。"))
    return 0


def what_if(options: argparse.Namespace, open_store: commands.Opener) -> int:
    """Which verdicts another standard would turn, and by which clause."""
    with commands.opened(options, open_store) as store:
        with store.reading() as work:
            on = options.on or work.today()
        first = commands.standard_in(store, options.against)
        second = commands.standard_in(store, options.standard)
        street = street_code(options.street) if options.street else ""
        found = comparing.compare(store, first, second, on, street)
    if options.out:
        exporting_results.export_comparison(found, Path(options.out))
        print(_("写入 {path}").format(path=options.out))
    elif options.json:
        _print_json(plain_comparison(found))
    else:
        _print_comparison(found)
    return 0


def _print_comparison(found: Comparison) -> None:
    print(f"{found.before.name} → {found.after.name}  {found.on.isoformat()}")
    for street in found.streets:
        mark = "*" if street.flips else " "
        verdicts = " → ".join(commands.verdict_word(s.verdict) for s in (street.before, street.after))
        print(f"{mark} {street.before.street}  {street.before.name}  {verdicts}")
        for change in street.changes:
            name = criterion_name(found.before.criteria[change.criterion])
            both = (change.before, change.after)
            sides = " → ".join(f"{commands.verdict_word(c.verdict)} {percent(c.percent)}" for c in both)
            clauses = listed((f"{clause_word(d.clause)} {d.before} → {d.after}" for d in change.deciding), "；")
            print(f"    {name}  {sides}  {clauses}")


def _print_json(document: object) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")

"""The terminal's commands on survey rounds: the field list, a supplement, the end of a round, the end of its key."""

import argparse
from pathlib import Path

from auditor.copies import copies, copies_with
from auditor.division import street_code
from auditor.errors import Problem, Refused
from auditor.standards import in_force
from auditor.store import Work
from auditor.survey import PROBABILITY, Round
from auditor.use_cases import forgetting, handing_out, planning
from auditor.wording import _, ngettext
from ui.commands import Opener, opened


def round_named(work: Work, street: str, name: str) -> Round:
    """The round of a street by its name, or its newest of households; Refused where there is none."""
    rounds = sorted(work.rounds.all(street), key=lambda r: (r.frozen_on, r.id))
    if name:
        found = next((r for r in reversed(rounds) if r.name == name), None)
    else:
        found = next((r for r in reversed(rounds) if r.method in PROBABILITY), None)
    if found is None:
        raise Refused(Problem("round", "no_such_round" if name else "no_round_yet", {"value": name}))
    return found


def field_list(options: argparse.Namespace, open_store: Opener) -> int:
    """Write the households still to be visited, divided among interviewers, as pdf or xlsx."""
    with opened(options, open_store) as store:
        with store.reading() as work:
            wanted, standard = round_named(work, street_code(options.street), options.round), in_force(work)
        names = options.interviewers.replace("，", ",").replace("、", ",").split(",")
        found = handing_out.make_field_list(store, wanted.id, names, options.community)
        handing_out.write_field_list(found, Path(options.out), standard)
    for name, share in found.shares.items():
        print(ngettext("{name}：{n} 户", "{name}：{n} 户", len(share)).format(name=name, n=len(share)))
    print(_("写入 {path}").format(path=options.out))
    return 0


def supplement(options: argparse.Namespace, open_store: Opener) -> int:
    """Draw the households that came to the register after the plan was frozen."""
    with opened(options, open_store) as store:
        with store.reading() as work:
            wanted, today = round_named(work, street_code(options.street), options.round), work.today()
        made = planning.draw_supplement(store, wanted.id, today)
    newest = made.supplements[str(len(made.supplements))]
    more = sum(s.population for s in newest.strata.values())
    planned = sum(s.planned for s in newest.strata.values())
    print(_("{name}：补抽，多出 {total} 户，访问 {n} 户").format(name=made.name, total=more, n=planned))
    for code, stratum in sorted(newest.strata.items()):
        print(f"  {code}  {stratum.population}  {stratum.planned}")
    return 0


def close_round(options: argparse.Namespace, open_store: Opener) -> int:
    """End a round: no further visits."""
    with opened(options, open_store) as store:
        with store.reading() as work:
            wanted, today = round_named(work, street_code(options.street), options.round), work.today()
        made = planning.close_round(store, wanted.id, today)
        with store.reading() as work:
            first = forgetting.key_may_go(work, made)
    print(_("轮次「{name}」已结束").format(name=made.name))
    if first is not None:
        print(_("{day} 起可以销毁它的密钥").format(day=first.isoformat()))
    return 0


def destroy_key(options: argparse.Namespace, open_store: Opener) -> int:
    """Destroy a round's key, and name the copies of the database that still hold it."""
    with opened(options, open_store) as store:
        with store.reading() as work:
            wanted, today = round_named(work, street_code(options.street), options.round), work.today()
        made = forgetting.destroy_key(store, wanted.id, today)
        with store.reading() as work:
            held = copies(work)
    print(_("轮次「{name}」的密钥已销毁").format(name=made.name))
    for path, day in copies_with(held, made):
        print(_("{day} 的备份里还有它：{path}").format(day=day, path=path))
    return 0

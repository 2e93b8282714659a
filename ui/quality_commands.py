"""The terminal's `quality` and `recheck`: what the radar flags, and re-check samples drawn and followed."""

import argparse
from collections.abc import Mapping, Sequence

from auditor.division import street_code
from auditor.errors import Problem, Refused
from auditor.false_alarms import false_alarms
from auditor.flags import Radar
from auditor.plain_quality import plain_radar, plain_rechecks
from auditor.quality_wording import (
    evidence_text,
    false_alarm_text,
    kind_name,
    page_words,
    rule_text,
    silence_text,
    whose,
)
from auditor.recheck import RecheckResult, Subject
from auditor.recheck_wording import agreement_text, bound_text, drawn_text, kappa_text, progress_text, subject_name
from auditor.standard import Standard
from auditor.standard_file import shipped
from auditor.store import Store
from auditor.use_cases import rechecking, watching
from auditor.wording import _
from ui.commands import Opener, opened, print_json

Places = Mapping[str, Mapping[str, tuple[str, str]]]


def quality(options: argparse.Namespace, open_store: Opener) -> int:
    """List what the radar flags, in one street or in all that have a register."""
    standard = shipped()
    with opened(options, open_store) as store:
        if options.street:
            radars = [watching.watch_street(store, street_code(options.street), standard)]
        else:
            radars = watching.watch_all(store, standard)
    if options.json:
        print_json(plain_radar(radars))
    else:
        _print_radars(radars)
    return 0


def _print_radars(radars: Sequence[Radar]) -> None:
    print(page_words())
    for radar in radars:
        for silence in radar.silences:
            print(f"{radar.street}  {silence_text(silence)}")
        kind = None
        for flag in radar.flags:
            if flag.kind is not kind:
                kind = flag.kind
                print(f"{radar.street}  {kind_name(kind)}：{rule_text(kind)}")
                print(f"  {false_alarm_text(false_alarms()[kind])}")
            print(f"  {flag.id}  {whose(flag)}  {evidence_text(flag)}")
        if not radar.flags:
            print(f"{radar.street}  {_('没有提示')}")


def recheck(options: argparse.Namespace, open_store: Opener) -> int:
    """List a street's re-checks; draw a sample; or put what a flag concerns on a list."""
    standard, street = shipped(), street_code(options.street)
    if (options.draw or options.flag) and not options.inspector:
        raise Refused(Problem("inspector", "empty"))
    with opened(options, open_store) as store:
        if options.draw:
            subject = Subject(options.subject)
            rechecking.draw_recheck(
                store, street, subject, standard, inspector=options.inspector, seed=options.seed or ""
            )
        if options.flag:
            _ask(store, street, standard, options)
        results = rechecking.list_rechecks(store, street, standard)
        places = {r.recheck.id: rechecking.list_places(store, r.recheck) for r in results}
    if options.json:
        print_json(plain_rechecks(results, places))
    else:
        _print_rechecks(results, places)
    return 0


def _ask(store: Store, street: str, standard: Standard, options: argparse.Namespace) -> None:
    flags = {f.id: f for f in watching.watch_street(store, street, standard).flags}
    if options.flag not in flags:
        raise Refused(Problem("flag", "no_such_flag", {"value": options.flag}))
    rechecking.ask_recheck(store, flags[options.flag], standard, inspector=options.inspector)


def _print_rechecks(results: Sequence[RecheckResult], places: Places) -> None:
    if not results:
        print(_("还没有复核"))
    for result in results:
        made = result.recheck
        what = drawn_text(result) if made.seed else _("由提示列入 {n} 处").format(n=result.drawn)
        print(f"{made.drawn_on.isoformat()}  {subject_name(made.subject)}  {what}  {_('复核人')} {made.inspector}")
        if made.seed:
            told = _("种子 {seed}  名单指纹 {hash}").format(seed=made.seed, hash=made.list_hash[:16])
            print(f"  {told}")
        for text in (progress_text(result), bound_text(result), agreement_text(result.pairs), kappa_text(result.pairs)):
            if text:
                print(f"  {text}")
        for second in result.seconds:
            if not second.done:
                code, name = places[made.id][second.unit]
                print(f"    {code}  {name}")

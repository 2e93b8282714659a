"""What each command of the terminal does: options in, one use case, text or one JSON document out."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

from auditor.certificate import DocumentKind
from auditor.division import street_code
from auditor.errors import Problem, Refused, Unavailable
from auditor.intake import ImportPlan, ImportResult
from auditor.moved import moved_problem
from auditor.plain import plain_import, plain_progress, plain_round, plain_scores, plain_verification
from auditor.row_wording import problem_text
from auditor.slots import released_slots
from auditor.standard import Standard
from auditor.standard_file import shipped
from auditor.standards import asked_for
from auditor.store import Store
from auditor.survey import Mode
from auditor.telling import quiet
from auditor.use_cases import (
    certifying,
    demonstrating,
    exporting,
    exporting_corrections,
    exporting_missing,
    exporting_results,
    following,
    forgetting,
    importing,
    keeping,
    listing_missing,
    looking,
    photographing,
    planning,
    scoring,
    verifying,
)
from auditor.verdict import Verdict
from auditor.wording import _, explain, named, percent

Opener = Callable[[str], Store]
Command = Callable[[argparse.Namespace, Opener], int]
DEMO_FILE = "demo.sqlite3"
UNREADABLE = 2


@contextmanager
def opened(options: argparse.Namespace, open_store: Opener, *, may_make: bool = False) -> Iterator[Store]:
    """The database of `--db`, with `--known` as it was known on that day. Only a command that brings something in makes
    a new one and sets it up; to the others a file that is not there is a mistyped name."""
    if not may_make and "://" not in options.db and not Path(options.db).exists():
        raise Unavailable("no_file", path=options.db)
    store = open_store(options.db)
    try:
        with store.reading() as work:
            ready = keeping.is_set_up(work)
        if not ready:
            keeping.set_up(store, person=options.person or _("终端"))
            print(_("新数据库：{place}").format(place=store.place), file=sys.stderr)
        elif options.person:
            keeping.change_person(store, options.person)
        with store.reading() as work:
            today = work.today()
            moved = moved_problem(work)
        if moved is not None:
            print(explain(Refused(moved)), file=sys.stderr)
        forgetting.forget_keys(store, today)
        try:
            photographing.let_go(store)
        except Unavailable as error:  # a folder that cannot be written is told, and hinders no other command
            print(explain(error), file=sys.stderr)
        with looking.as_known(store, getattr(options, "known", None)) as shown:
            yield shown
    finally:
        store.close()


def tell(done: int, total: int) -> None:
    """Progress on standard error, where a person watches."""
    if sys.stderr.isatty():
        print(f"\r{done:,} / {total:,}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def print_json(document: object) -> None:
    """One JSON document on standard output and nothing else."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _day(options: argparse.Namespace, store: Store) -> date:
    """The day of `--on`, else the day of `--known`, else today; Refused for a day of which nothing can be known."""
    with store.reading() as work:
        today = work.today()
    on: date = options.on or today
    if on > today:
        code = "on_after_known" if getattr(options, "known", None) else "in_the_future"
        raise Refused(Problem("on", code, {"value": on.isoformat(), "now": today.isoformat()}))
    return on


def standard_in(store: Store, said: str = "") -> Standard:
    """The standard a person names as `ID` or `ID:NUMBER`, else the one this database works by."""
    with store.reading() as work:
        return asked_for(work, said)


def demo(options: argparse.Namespace, open_store: Opener) -> int:
    """Make the demonstration district as a new database in a folder."""
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DEMO_FILE
    if file.exists():
        raise Refused(Problem("out", "file_exists", {"path": str(file)}))
    store = open_store(str(file))
    try:
        with store.reading() as work:
            on = work.today()
        demonstrating.make_demonstration(store, size=options.size, seed=options.seed, on=on, tell=tell)
    finally:
        store.close()
    print(_("演示数据在 {path}").format(path=file))
    return 0


def import_table(options: argparse.Namespace, open_store: Opener) -> int:
    """Rehearse a table, then write it: all of it, or with `--accept-good` the rows that are right."""
    if options.dry_run and "://" not in options.db and not Path(options.db).exists():
        options.db = ":memory:"  # rehearsed against a new database, of which nothing stays
    with opened(options, open_store, may_make=True) as store:
        plan = importing.READERS[options.what](store, Path(options.file), standard_in(store), quiet)
        result = None
        if not options.dry_run and (options.accept_good or not plan.problems):
            result = importing.accept_import(store, plan, only_good=options.accept_good, tell=tell)
    if options.json:
        print_json(plain_import(plan, result))
    else:
        _print_plan(plan, result)
    return 1 if plan.problems and (options.dry_run or result is None) else 0


def _print_plan(plan: ImportPlan, result: ImportResult | None) -> None:
    counts = plan.counts
    for problem in plan.problems:
        print(problem_text(problem), file=sys.stderr)
    for warning in plan.warnings:
        print(problem_text(warning), file=sys.stderr)
    told = _("{rows} 行：新 {new}，改 {changed}，不变 {unchanged}，表里没有 {missing}（不删），有错 {problems}")
    print(told.format(**counts))
    if result is None:
        print(_("什么都没有写。") if not plan.problems else _("有错的行，什么都没有写；加 --accept-good 只收好的行。"))
    else:
        print(_("已写入：新 {new}，改 {changed}").format(new=result.new, changed=result.changed))


def export_table(options: argparse.Namespace, open_store: Opener) -> int:
    """Write a table, the forms to fill in, or (score as pdf) the street report."""
    out = Path(options.out)
    if options.what == "templates":
        held = "://" in options.db or Path(options.db).exists()
        with opened(options, open_store) if held else nullcontext() as store:  # the usual forms need no database
            for file in exporting.export_templates(out, standard_in(store) if store else shipped()):
                print(_("写入 {path}").format(path=file))
        return 0
    with opened(options, open_store) as store:
        street = street_code(options.street) if options.street else ""
        _write_table(store, options, out, street)
    print(_("写入 {path}").format(path=out))
    return 0


def _write_table(store: Store, options: argparse.Namespace, out: Path, street: str) -> None:
    standard = standard_in(store)
    if options.what == "score" and out.suffix == ".pdf":
        if not street:
            raise Refused(Problem("street", "empty"))
        from auditor.formats.street_report_pdf import write_report

        out.write_bytes(write_report(scoring.report_street(store, street, standard, _day(options, store))))
    elif options.what == "score":
        on = _day(options, store)
        found = [scoring.score(store, street, standard, on)] if street else scoring.score_all(store, standard, on)
        exporting_results.export_score([s.score for s in found], out, standard)
    elif options.what == "missing":
        if not street:
            raise Refused(Problem("street", "empty"))
        lacking = listing_missing.find_missing(store, street, standard, _day(options, store), tell=tell)
        exporting_missing.export_missing(lacking, out, standard, tell)
    elif options.what == "corrections":
        if not street:
            raise Refused(Problem("street", "empty"))
        exporting_corrections.export_corrections(store, out, standard, street)
    elif options.what == "progress":
        exporting_results.export_progress(following.follow_progress(store, standard, _day(options, store), tell), out)
    else:
        write = {
            "register": exporting.export_register,
            "audits": exporting.export_audits,
            "responses": exporting.export_responses,
        }[options.what]
        write(store, out, standard, street, _day(options, store) if options.on else None)


def score(options: argparse.Namespace, open_store: Opener) -> int:
    """Score one street, or all that have a site."""
    with opened(options, open_store) as store:
        standard = standard_in(store, options.standard)
        on = _day(options, store)
        if options.street:
            found = [scoring.score(store, street_code(options.street), standard, on)]
        else:
            found = scoring.score_all(store, standard, on)
    scores = [s.score for s in found]
    if options.json:
        print_json(plain_scores(scores, standard))
        return 0
    for one in scores:
        days = _("当日 {on}，已知 {known}").format(on=one.on.isoformat(), known=one.known.isoformat())
        index = _("指数 {n}").format(n=one.index)
        print(f"{one.street}  {one.name}  {verdict_word(one.verdict)}  {index}  {days}")
        for c in one.criteria.values():
            rule = standard.criteria[c.id]
            t = c.tally
            counts = _("符合 {a}，不符合 {b}，未知 {c}，共 {n}").format(
                a=t.conforming, b=t.nonconforming, c=t.unknown, n=t.total
            )
            print(
                f"  {named(rule.name, rule.name_en)}  {verdict_word(c.verdict)}  {_proven(c.mode, c.percent)}  {counts}"
            )
    return 0


def _proven(mode: str, text: str) -> str:
    return _("至少 {percent}").format(percent=percent(text)) if mode == Mode.SAMPLE.value else percent(text)


def verdict_word(verdict: Verdict) -> str:
    """达标, 未达标, 未定."""
    return {Verdict.MET: _("达标"), Verdict.NOT_MET: _("未达标"), Verdict.UNDETERMINED: _("未定")}[verdict]


def plan(options: argparse.Namespace, open_store: Opener) -> int:
    """Open a survey round, or show its size without freezing it."""
    street, mode = street_code(options.street), Mode(options.mode)
    with opened(options, open_store) as store:
        standard = standard_in(store)
        if options.dry_run:
            with store.reading() as work:
                made, slots = planning.preview_round(work, street, mode, standard, work.today()), []
        else:
            with store.reading() as work:
                today = work.today()
            made = planning.open_round(store, street, mode, standard, on=today, name=options.name)
            with store.reading() as work:
                slots = [s for code in sorted(made.strata) for s in released_slots(work, made, code) or []]
    if options.json:
        print_json(plain_round(made, standard, slots))
        return 0
    print(_("{name}：{total} 户，访问 {n} 户").format(name=made.name or "–", total=made.population, n=made.planned))
    for code, stratum in sorted(made.strata.items()):
        print(f"  {code}  {stratum.population}  {stratum.planned}")
    return 0


def issue(options: argparse.Namespace, open_store: Opener) -> int:
    """Issue a document and write its PDF; the record is kept only if the page could be made and written."""
    from auditor.formats.certificate_pdf import write_statement

    with opened(options, open_store) as store:
        standard = standard_in(store)
        for key, value in (("issuer", options.issuer), ("number_prefix", options.prefix)):
            if value:
                keeping.change_setting(store, key, value)
        made = certifying.issue(
            store,
            street_code(options.street),
            DocumentKind(options.kind),
            standard=standard,
            on=_day(options, store),
            to=Path(options.out),
            draw=write_statement,
        ).certificate
    print(_("{number}（{code}）写入 {path}").format(number=made.number, code=made.short_code, path=options.out))
    return 0


def verify(options: argparse.Namespace, open_store: Opener) -> int:
    """Check a document from its PDF alone: 0 true, 1 false (what and where), 2 unreadable."""
    from auditor.formats.archive import read_attachment
    from auditor.formats.certificate_pdf import write_statement

    pdf = Path(options.file).read_bytes()
    aside = open_store(":memory:")
    try:
        found = verifying.verify(pdf, read_attachment(pdf), aside, shipped, write_statement)
    except Refused as error:
        print(explain(error), file=sys.stderr)
        return UNREADABLE
    finally:
        aside.close()
    made = found.certificate
    if options.json:
        print_json(plain_verification(found))
    elif found.fault is None:
        told = _("属实：{number}（{code}），{street}，{verdict}，评分日 {day}")
        verdict = verdict_word(made.score.verdict)
        day = made.score.on.isoformat()
        print(told.format(number=made.number, code=made.short_code, street=made.score.name, verdict=verdict, day=day))
    if found.fault is not None:
        print(explain(Refused(found.fault)), file=sys.stderr)
    return 0 if found.true else 1


def progress(options: argparse.Namespace, open_store: Opener) -> int:
    """Both goals."""
    with opened(options, open_store) as store:
        standard = standard_in(store)
        found = following.follow_progress(store, standard, _day(options, store), tell)
    if options.out:
        exporting_results.export_progress(found, Path(options.out))
        print(_("写入 {path}").format(path=options.out))
    elif options.json:
        print_json(plain_progress(found))
    else:
        goal = found.goal_2025
        print(
            _("2025：{verdict}，完成 {a}，未完成 {b}，无凭证 {c}，共 {n}").format(
                verdict=verdict_word(goal.verdict),
                a=goal.completed,
                b=goal.not_completed,
                c=goal.without_record,
                n=goal.total,
            )
        )
        for month in found.months:
            print(f"  {month.on.isoformat()}  {month.sites:,} / {month.sites_total:,}")
    return 0


def shots(options: argparse.Namespace, open_store: Opener) -> int:
    """Pictures of every page."""
    from ui.shots import take_shots

    with opened(options, open_store) as store:
        for file in take_shots(store, Path(options.out), everything=options.everything):
            print(file)
    return 0

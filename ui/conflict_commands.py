"""The terminal's `conflicts` and `settle`: what waits for a person's word, and the word itself with its reason."""

import argparse
from collections.abc import Callable, Mapping, Sequence

from auditor.conflict import Conflict, taken_whole
from auditor.conflict_matters import Asked, Matter, Waiting
from auditor.conflict_wording import (
    moment_text,
    record_text,
    rows_of,
    state_word,
    station_text,
    unheard_text,
    value_text,
    what_text,
    who_text,
)
from auditor.division import street_code
from auditor.errors import Problem, Refused
from auditor.field_values import read_typed
from auditor.field_words import field_word
from auditor.kinds import group_of
from auditor.plain_conflicts import plain_waiting
from auditor.record import Body
from auditor.use_cases.listing_conflicts import list_conflicts
from auditor.use_cases.settling import read_conflict, settle
from auditor.wording import _, listed, ngettext, number
from ui.commands import Command, Opener, opened, print_json, standard_in

Add = Callable[[str, Command, str], argparse.ArgumentParser]
SHORT = 12  # characters of a line's name as printed; any beginning that only one line has will do


def declare(add: Add) -> None:
    """The two commands and their options."""
    shown = add("conflicts", conflicts, _("冲突：哪些记录等人定，两边各写了什么"))
    shown.add_argument("--street", default="", metavar="CODE")
    shown.add_argument("--json", action="store_true")
    made = add("settle", settle_one, _("定一处冲突：取一边，或逐项取，或写成别的"))
    made.add_argument("record")
    made.add_argument("--take", default="", metavar="LINE", help=_("整个取这一边（行名，写前几位就行）"))
    made.add_argument(
        "--field", action="append", default=[], type=_pair, metavar="FIELD=LINE", help=_("这一项取这一边")
    )
    made.add_argument("--set", action="append", default=[], type=_pair, metavar="FIELD=VALUE", help=_("这一项写成别的"))
    made.add_argument("--reason", required=True, metavar="TEXT", help=_("为什么这样定，留在历史里"))


def _pair(text: str) -> tuple[str, str]:
    field, mark, value = text.partition("=")
    if not mark or not field:
        raise ValueError(text)
    return field, value


def conflicts(options: argparse.Namespace, open_store: Opener) -> int:
    """List what waits for a person, overdue first."""
    asked = Asked(street=street_code(options.street) if options.street else "")
    with opened(options, open_store) as store:
        waiting = list_conflicts(store, standard_in(store), asked)
    if options.json:
        print_json(plain_waiting(waiting))
    else:
        _print(waiting)
    return 0


def _print(waiting: Waiting) -> None:
    if not waiting.open and not waiting.interviews and not waiting.unheard:
        print(_("没有冲突"))
    for matter in waiting.matters:
        _print_matter(matter, waiting)
    if (more := waiting.total - len(waiting.matters)) > 0:
        print(ngettext("还有 {n} 份没有列出", "还有 {n} 份没有列出", more).format(n=number(more)))
    for pair in waiting.codes:
        told = _("编号重复  {code}  {left}，{right}")
        print(told.format(code=pair.left.code, left=pair.left.name, right=pair.right.name))
    for two in waiting.interviews:
        days = listed(moment_text(v.observed_at) for v in two.visits)
        print(_("同一户访了两次  {round}  {days}").format(round=two.round.name, days=days))
    for line in waiting.unheard:
        what, said = unheard_text(line, waiting.own, waiting.words)
        print(_("说了不算，只有区里能定  {what}  {said}").format(what=what, said=said))


def _print_matter(matter: Matter, waiting: Waiting) -> None:
    of, words = matter.conflict, waiting.words
    parts = [state_word(of.state), record_text(of, words), what_text(of)]
    if matter.owner_name:
        parts.append(_("由{name}定").format(name=matter.owner_name))
    if matter.due:
        told = _("{day} 前定，已逾期") if matter.overdue else _("{day} 前定")
        parts.append(told.format(day=matter.due.isoformat()))
    print(of.record, "  ".join(parts), sep="  ")
    for field in of.fields:
        for row in rows_of(of.kind, field, words):
            for saying in field.sayings:
                who = _("{who}，{where}，{when}").format(
                    who=who_text(saying.person, words),
                    where=station_text(saying.station, waiting.own, words),
                    when=moment_text(saying.at),
                )
                print(f"  {field.name}={saying.line[:SHORT]}  {row.word}  {row.values[saying.line]}  {who}")


def settle_one(options: argparse.Namespace, open_store: Opener) -> int:
    """Settle one record by the reason given."""
    with opened(options, open_store) as store:
        standard = standard_in(store)
        told = read_conflict(store, options.record, standard)
        of = told.conflict
        choices = taken_whole(of, _line(of, "take", options.take)) if options.take else {}
        choices |= {_group(of, field): _line(of, field, line) for field, line in options.field}
        anew = _anew(of, options.set, choices)
        settle(store, of.record, of.version, choices, standard, reason=options.reason, anew=anew)
        after = read_conflict(store, options.record, standard).conflict
    print(_("已定  {record}").format(record=record_text(after, told.words)))
    for field in of.fields:
        for key in field.keys:
            print(f"  {field_word(key, of.kind)}  {value_text(key, after.agreed.get(key), told.words)}")
    return 0


def _group(of: Conflict, field: str) -> str:
    return group_of(of.kind)(field)


def _line(of: Conflict, field: str, beginning: str) -> str:
    """The one line of the record's sayings that begins so."""
    names = {s.line for f in of.fields for s in f.sayings} | {s.line for s in of.sides}
    found = [name for name in names if beginning and name.startswith(beginning)]
    if len(found) != 1:
        raise Refused(Problem(field, "no_such_saying", {"value": beginning[:SHORT]}))
    return found[0]


def _anew(of: Conflict, pairs: Sequence[tuple[str, str]], choices: Mapping[str, str]) -> dict[str, Body]:
    """The fields written anew; of fields that mean one thing, what is not written stands as chosen, or as it agrees."""
    found: dict[str, dict[str, object]] = {}
    for key, text in pairs:
        group = _group(of, key)
        if group not in found:
            contested = of.contested(group)
            chosen = contested.saying(choices.get(group, "")) if contested else None
            agreed = {k: v for k, v in of.agreed.items() if _group(of, k) == group}
            found[group] = dict(chosen.values) if chosen else agreed
        value = read_typed(of.kind, key, text)
        found[group].pop(key, None)
        if value is not None:
            found[group][key] = value
    return dict(found)

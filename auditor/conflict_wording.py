"""A conflict in words: what the record is called, what each side says field by field, what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.audit import SITE, Answer
from auditor.conflict import Conflict, Contested
from auditor.diary_wording import kind_word
from auditor.field_words import Names, field_word, value_word
from auditor.history import State
from auditor.reasons import answer_name, outcome_word
from auditor.record import Body, Line, Value, china_date, moment_of, same
from auditor.refusals import problem_text
from auditor.station import mark_of
from auditor.survey import Outcome
from auditor.wording import _, listed, ngettext, number, pgettext

Words = Mapping[str, str]  # what ids and codes are called: sites, points, people, items, communities …

REFERENCES = frozenset({"site", "point", "community", "same_as", "round", "place_type", "item", "audit", "correction"})
MOMENTS = frozenset({"observed_at", "taken_at", "drawn_at"})
MARKS = frozenset(
    {"key", "certificate", "sha256", "likeness", "original", "before", "key_hash", "slot", "evidence_root", "list_hash"}
)
_MARK = 12  # characters shown of a hash


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: its field (`group`), what it is called, the value of each saying by its line, and
    the value before."""

    group: str
    key: str
    word: str
    values: Mapping[str, str]
    base: str


def state_word(state: State) -> str:
    """What is the matter with a record."""
    return {
        State.SETTLED: _("没有冲突"),
        State.CONFLICT: pgettext("情况", "冲突"),
        State.INCOMPLETE: _("不完整"),
        State.BROKEN: _("不合规则"),
    }[state]


def title_of(kind: str, body: Body, words: Words) -> str:
    """A record as a person names it: `06-058 月环里市场`; never a household."""
    site = words.get(_text(body, "site"), "")
    if kind == "site":
        return f"{_text(body, 'code')} {_text(body, 'name')}".strip()
    if kind == "point":
        return _joined(site, _("{code} 号点").format(code=_text(body, "code")))
    if kind == "link":
        return _joined(site, words.get(_text(body, "point"), ""))
    if kind == "assignment":
        return _joined(site, _text(body, "organisation"))
    if kind in ("audit", "photo"):
        return _joined(site, _day(_text(body, "observed_at") or _text(body, "taken_at")))
    if kind == "correction":
        return _joined(site, _text(body, "found"))
    if kind == "response":
        parts = (words.get(_text(body, k), "") for k in ("round", "community"))
        return _joined(*parts, _day(_text(body, "observed_at")))
    if kind == "completion":
        return words.get(_text(body, "community"), _text(body, "community"))
    if kind in ("certificate", "notice"):
        return f"{_text(body, 'prefix')}〔{body.get('year', '')}〕{body.get('running', '')}号"
    return _text(body, "name") or _text(body, "code") or _text(body, "inspector")


def _text(body: Body, key: str) -> str:
    value = body.get(key, "")
    return value if isinstance(value, str) else ""


def _joined(*parts: str) -> str:
    return " · ".join(p for p in parts if p)


def _day(at: str) -> str:
    try:
        return china_date(at).isoformat() if at else ""
    except ValueError:
        return ""


def moment_text(at: str) -> str:
    """A stamp in China: 2026-11-20 15:04."""
    return (moment_of(at) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


def brief_moment(at: str, today: date) -> str:
    """A stamp in China without the year where it is this one: 11-20 15:04."""
    told = moment_text(at)
    return told.removeprefix(f"{today.year}-")


def who_text(person: str, words: Words) -> str:
    """Who wrote a line."""
    return words.get(person, "") or _("没有登记的人")


def station_text(station: str, own: str, words: Words) -> str:
    """At which computer a line was written."""
    if station == own:
        return _("本机")
    return words.get(station, "") or _("电脑 {mark}").format(mark=mark_of(station))


def value_text(key: str, value: Value, words: Words) -> str:
    """A value as a person reads it; – for none."""
    if isinstance(value, str) and value:
        if key in REFERENCES or key in ("answers", "person", "owner"):
            return words.get(value, value)
        if key in MOMENTS:
            try:
                return moment_text(value)
            except ValueError:
                return value
        if key in MARKS:
            return value[:_MARK]
        if key == "answer" and value in set(Answer):
            return answer_name(Answer(value))
        if key == "outcome" and value in set(Outcome):
            return outcome_word(Outcome(value))
    if key != "containers" and isinstance(value, Mapping) and value:
        return ngettext("{n} 项", "{n} 项", len(value)).format(n=number(len(value)))
    return value_word(key, value, _NO_NAMES)


_NO_NAMES: Names = {}


def rows_of(kind: str, contested: Contested, words: Words) -> list[Row]:
    """What the sayings of a field differ in, key by key; inside collections entry by entry."""
    sides = {s.line: _flat(s.values) for s in contested.sayings}
    base = _flat(contested.base) if contested.base is not None else {}
    paths = sorted({p for flat in sides.values() for p in flat}, key=lambda p: (contested.keys.index(p[0]), p[1:]))
    found = []
    for path in paths:
        told = [flat.get(path) for flat in sides.values()]
        if all(_alike(told[0], other) for other in told[1:]):
            continue
        key = path[-1] if path[-1] in ("answer", "note", "occurrences", "band") else path[0]
        found.append(
            Row(
                group=contested.name,
                key=" ".join(path),
                word=_path_word(path, kind, words),
                values={line: value_text(key, flat.get(path), words) for line, flat in sides.items()},
                base=value_text(key, base.get(path), words) if contested.base is not None else "",
            )
        )
    return found


def _alike(left: Value, right: Value) -> bool:
    return (left is None) == (right is None) and (left is None or same(left, right))


def _flat(body: Body, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Value]:
    found: dict[tuple[str, ...], Value] = {}
    for key, value in body.items():
        if isinstance(value, dict) and key != "containers":
            found.update(_flat(value, (*path, key)))
        else:
            found[(*path, key)] = value
    return found


def _path_word(path: tuple[str, ...], kind: str, words: Words) -> str:
    first = field_word(path[0], kind)
    if len(path) == 1:
        return first
    own = {SITE: pgettext("一个", "点位"), "answer": "", "note": _("备注"), "occurrences": _("几处"), "band": _("档")}
    inner = [own.get(p, words.get(p, p)) for p in path[1:]]
    return _joined(*([] if path[0] in ("findings", "answers") else [first]), *inner)


def agreed_rows(of: Conflict, words: Words) -> list[tuple[str, str]]:
    """What nobody disputes: field and value, in the order of the record."""
    return [(field_word(key, of.kind), value_text(key, value, words)) for key, value in of.agreed.items()]


def field_words(of: Conflict) -> str:
    """Which fields are in dispute."""
    shown = [key for f in of.fields for key in f.keys if of.kind and f.name != "whole"]
    return listed(dict.fromkeys(field_word(k, of.kind) for k in shown), "、") or field_word("whole")


def what_text(of: Conflict) -> str:
    """What is the matter, in one short sentence."""
    if of.state is State.CONFLICT:
        n = len(of.sides)
        told = ngettext("{n} 边写的{fields}不同", "{n} 边写的{fields}不同", n)
        return told.format(n=number(n), fields=field_words(of))
    if of.state is State.INCOMPLETE:
        n = len(of.missing)
        return ngettext("缺 {n} 个上一版，还没收到", "缺 {n} 个上一版，还没收到", n).format(n=number(n))
    return listed(broken_texts(of), "；") or state_word(of.state)


def broken_texts(of: Conflict) -> list[str]:
    """Which rules a broken record breaks."""
    return [problem_text(p) for p in of.problems]


def base_text(of: Conflict) -> str:
    """Which version the sides started from."""
    at = {f.base_at for f in of.fields if f.base is not None}
    if len(at) == 1 and all(f.base is not None for f in of.fields):
        return _("都从 {moment} 那一版改起").format(moment=moment_text(at.pop()))
    return _("没有共同的上一版") if all(f.base is None for f in of.fields) else _("各自从不同的版本改起")


def record_text(of: Conflict, words: Words) -> str:
    """Kind and title: `点位 06-058 月环里市场`."""
    return _joined(kind_word(of.kind), title_of(of.kind, of.shown, words))


def references(conflicts: Iterable[Conflict]) -> dict[str, set[str]]:
    """The ids that the sayings and bodies of some records name, by the kind of field that names them."""
    found: dict[str, set[str]] = {}
    for of in conflicts:
        bodies = [of.shown, *(s.values for f in of.fields for s in f.sayings), *(f.base or {} for f in of.fields)]
        for body in bodies:
            for key in REFERENCES:
                if text := _text(body, key):
                    found.setdefault("site" if key == "same_as" else key, set()).add(text)
            findings = body.get("findings")
            if isinstance(findings, Mapping):
                found.setdefault("point", set()).update(k for k in findings if k != SITE)
    return found


def unheard_text(line: Line, own: str, words: Words) -> tuple[str, str]:
    """Of a line that says nothing: which record it is of, and who wrote it, where and when."""
    what = title_of(line.kind, line.body, words)
    kind = kind_word(line.kind)
    said = _("{who}，{where}，{when}").format(
        who=who_text(line.person, words), where=station_text(line.station, own, words), when=moment_text(line.at)
    )
    return what if what == kind else f"{what} · {kind}", said

"""What two standards ask differently, clause by clause; each clause can be put into the other standard alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from auditor.reasons import category_name
from auditor.standard import (
    CATEGORIES,
    COVERAGES,
    CRITERIA,
    PLACEMENT,
    RATES,
    Key,
    PlaceType,
    Standard,
    SurveyRules,
)
from auditor.wording import _, listed, named, ngettext, percent, tenths_text

THRESHOLD, AGE, DEFINITION, WEIGHT = "threshold", "age", "definition", "weight"
REQUIRED, RATIO, ITEMS, KEY, SURVEY = "required", "ratio", "items", "key", "survey"
JUDGED = frozenset({THRESHOLD, AGE, REQUIRED, RATIO, ITEMS, KEY, SURVEY})  # a definition's words judge nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One clause of a criterion: what each of the two standards says of it, in the language spoken."""

    criterion: str
    clause: str
    before: str
    after: str
    put_in: Callable[[Standard], Standard]  # the first standard with this clause of the second


def clause_word(clause: str) -> str:
    """A clause's name."""
    return {
        THRESHOLD: _("门槛"),
        AGE: _("证据有效期"),
        DEFINITION: _("定义"),
        WEIGHT: _("权重"),
        REQUIRED: _("要求的类别"),
        RATIO: _("服务范围"),
        ITEMS: _("检查项"),
        KEY: _("判定题"),
        SURVEY: _("调查规则"),
    }[clause]


def differences(first: Standard, second: Standard) -> tuple[Difference, ...]:
    """Every clause that differs, by criterion; none between a standard and itself."""
    return tuple(found for name in CRITERIA for found in _of_criterion(name, first, second))


def _of_criterion(name: str, first: Standard, second: Standard) -> Iterator[Difference]:
    one, other = first.criteria[name], second.criteria[name]

    def differs(clause: str, before: str, after: str, put_in: Callable[[Standard], Standard]) -> Difference:
        return Difference(criterion=name, clause=clause, before=before, after=after, put_in=put_in)

    if one.threshold != other.threshold:
        words = (share_text(one.threshold), share_text(other.threshold))
        yield differs(THRESHOLD, *words, lambda s: _with(s, name, threshold=other.threshold))
    if one.evidence_max_age_days != other.evidence_max_age_days:
        days = (_days(one.evidence_max_age_days), _days(other.evidence_max_age_days))
        put_in = lambda s: _with(s, name, evidence_max_age_days=other.evidence_max_age_days)  # noqa: E731 - beside its words
        yield differs(AGE, *days, put_in)
    yield from _of_register(name, first, second, differs)
    if name in RATES:
        yield from _of_survey(name, first, second, differs)
    if one.definition != other.definition:
        words = (named(one.definition, one.definition_en), named(other.definition, other.definition_en))
        yield differs(DEFINITION, *words, lambda s: s)
    if one.weight != other.weight:
        yield differs(WEIGHT, str(one.weight), str(other.weight), lambda s: _with(s, name, weight=other.weight))


Differs = Callable[[str, str, str, Callable[[Standard], Standard]], Difference]


def _of_register(name: str, first: Standard, second: Standard, differs: Differs) -> Iterator[Difference]:
    if name in (CATEGORIES, PLACEMENT) and _asked(first) != _asked(second):
        before, after = _required_texts(first.place_types, second.place_types)
        yield differs(REQUIRED, before, after, lambda s: replace(s, place_types=second.place_types))
    if name == PLACEMENT and (first.ratio, first.radius_m) != (second.ratio, second.radius_m):
        put_in = lambda s: replace(s, ratio=second.ratio, radius_m=second.radius_m)  # noqa: E731 - beside its words
        yield differs(RATIO, ratio_text(first), ratio_text(second), put_in)
    if name in COVERAGES and (told := _items_texts(name, first, second)):
        yield differs(ITEMS, *told, lambda s: replace(s, items=second.items))


def _of_survey(name: str, first: Standard, second: Standard, differs: Differs) -> Iterator[Difference]:
    if first.keys[name] != second.keys[name]:
        words = (key_text(first.keys[name], first), key_text(second.keys[name], second))
        yield differs(KEY, *words, lambda s: replace(s, keys={**s.keys, name: second.keys[name]}))
    lines = [(a, b) for a, b in zip(rule_lines(first.survey), rule_lines(second.survey), strict=True) if a != b]
    if lines:
        before, after = (listed(side, "；") for side in zip(*lines, strict=True))
        yield differs(SURVEY, before, after, lambda s: replace(s, survey=second.survey))


def _with(standard: Standard, criterion: str, **changes: object) -> Standard:
    changed = replace(standard.criteria[criterion], **changes)  # type: ignore[arg-type]  # names are those of the field
    return replace(standard, criteria={**standard.criteria, criterion: changed})


def share_text(share: Fraction) -> str:
    """A threshold as it is printed: `100 %`, `90 %`; a third is cut to `33.3 %`."""
    return percent(tenths_text(share.numerator * 1000 // share.denominator)).replace(".0 %", " %")


def ratio_text(standard: Standard) -> str:
    """The one test of placement."""
    if standard.radius_m:
        return _("最远的门 {metres} 米以内").format(metres=standard.radius_m)
    return _("一个投放点至多 {n} 户").format(n=standard.ratio)


def key_text(key: Key, standard: Standard) -> str:
    """A key in words: what must be answered rightly, and how many of the others; each with what is right."""
    told = []
    if key.must:
        told.append(_("必须：{questions}").format(questions=_right(key.must, standard)))
    if key.among:
        told.append(_("下列至少对 {n} 道：{questions}").format(n=key.least, questions=_right(key.among, standard)))
    return listed(told, "；")


def _right(asked: Mapping[str, tuple[str, ...]], standard: Standard) -> str:
    words = []
    for question in standard.questions:
        if question.id in asked:
            texts = {o.id: named(o.text, o.text_en) for o in question.options}
            right = "/".join(texts.get(o, o) for o in asked[question.id])
            words.append(f"{question.id.upper()} {named(question.short, question.short_en)} = {right}")
    return listed(words, "，")


def rule_lines(rules: SurveyRules) -> list[str]:
    """The rules of its surveys, a line each."""
    design = _("一阶抽样（社区内直接抽户）") if rules.design == "one_stage" else _("两阶抽样（先抽点位，再抽户）")
    if rules.design != "one_stage":
        design = _("{design}，设计效应 {deff}").format(design=design, deff=float(rules.deff))
    return [
        design,
        _("下限 {floor}，置信 {sure}").format(floor=share_text(rules.floor), sure=share_text(rules.confidence)),
        _("每户至多访 {n} 次").format(n=rules.attempts),
        _("应答率至少 {rate}").format(rate=share_text(rules.min_response_rate)),
        _("未达标后至少隔 {n} 天再开轮次").format(n=rules.round_gap_days),
        _("调查 {n} 天内有效").format(n=rules.max_age_days),
        _("现场期 {n} 天，期满自动结束").format(n=rules.field_period_days),
        _("结束后 {n} 天内可提异议，期满才能销毁钥匙").format(n=rules.objection_days),
    ]


def _days(n: int) -> str:
    return ngettext("{n} 天", "{n} 天", n).format(n=n)


def _asked(standard: Standard) -> dict[str, object]:
    return {p.id: (p.residential, frozenset(p.required), frozenset(p.pairs)) for p in standard.place_types.values()}


def _required_texts(first: Mapping[str, PlaceType], second: Mapping[str, PlaceType]) -> tuple[str, str]:
    sides: tuple[list[str], list[str]] = ([], [])
    for name in [*first, *(n for n in second if n not in first)]:
        one, other = first.get(name), second.get(name)
        if one and other and (set(one.required), set(one.pairs)) == (set(other.required), set(other.pairs)):
            continue
        for side, place in zip(sides, (one, other), strict=True):
            side.append(_required_text(place, one or other))
    return listed(sides[0], "；"), listed(sides[1], "；")


def _required_text(place: PlaceType | None, called: PlaceType | None) -> str:
    name = named(called.name, called.name_en) if called else ""
    if place is None:
        return _("{place}：没有这一类").format(place=name)
    kinds = listed((category_name(c) for c in place.required), "、") or _("不要求")
    pairs = listed(("+".join(category_name(c) for c in pair) for pair in place.pairs), "、")
    told = _("{place}：{kinds}").format(place=name, kinds=kinds)
    return told + (_("（成组：{pairs}）").format(pairs=pairs) if pairs else "")


def _items_texts(name: str, first: Standard, second: Standard) -> tuple[str, str] | None:
    """The items that settle this criterion's facts, where another one does, or another answer answers it."""
    roles = [i.role for s in (first, second) for i in s.items if i.criterion == name and i.role]
    told: tuple[list[str], list[str]] = ([], [])
    for role in dict.fromkeys(roles):
        sides = [next((i for i in s.items if i.role == role), None) for s in (first, second)]
        if len({(i.id, i.not_applicable) if i else None for i in sides}) > 1:
            for side, item in zip(told, sides, strict=True):
                side.append(named(item.name, item.name_en) if item else _("不查"))
    return (listed(told[0], "；"), listed(told[1], "；")) if told[0] else None

"""The words of the sync page: where a delivery is, why one waits, what a rehearsal found, class by class."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.arriving import Named, Preview
from auditor.delivery import Way
from auditor.diary_wording import field_word, kind_word
from auditor.drafts import shown_moment
from auditor.exchange import Exchange, Passage
from auditor.receipts import Standing
from auditor.standard import Standard, criterion_name
from auditor.wording import _, language, listed, ngettext, number, pgettext
from ui import theme
from ui.marks import Mark, verdict_word
from ui.score_rows import VERDICT_MARKS

MOST_SAID = 3  # kinds or fields named in a row; the list behind it names all


def size_text(size: int) -> str:
    """Bytes as a person reads them: 4.2 MB."""
    for unit, of in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if size >= of:
            return f"{size / of:.1f} {unit}"
    return f"{size} B"


def sentences(*parts: str) -> str:
    """Whole sentences one after the other, as the language sets them; empty ones are left out."""
    return ("" if language() == "zh" else " ").join(part for part in parts if part)


def moment_short(at: str, today: date) -> str:
    """A stamp in China's time: `11-22 10:42` in this year, else `2025-11-22`; – for none."""
    day, minute = shown_moment(at)
    if not day:
        return "–"
    return f"{day[5:]} {minute}" if day[:4] == str(today.year) else day


def standing_word(standing: Standing, *, to_bureau: bool) -> str:
    """Where a delivery is now; `to_bureau`: the other side is the bureau."""
    return {
        Standing.ON_THE_WAY: _("在数据包里，未见回执"),
        Standing.RECEIVED: _("区里已收到") if to_bureau else _("对方已收到"),
        Standing.APPLIED: _("已并入"),
        Standing.WAITING: _("待放行"),
        Standing.TURNED_AWAY: _("没有收"),
        Standing.NEWER: _("没有并入：要先更新程序"),
        Standing.TAKEN_BACK: _("已撤销"),
        Standing.UNDOING: _("撤销时写回"),
    }[standing]


STANDING_TONES: dict[Standing, theme.Token] = {
    Standing.ON_THE_WAY: "warn",
    Standing.WAITING: "warn",
    Standing.NEWER: "warn",
    Standing.TURNED_AWAY: "ink2",
    Standing.TAKEN_BACK: "ink2",
}


def reason_word(code: str) -> str:
    """Why a package waits, in a few words."""
    return {
        "station_unknown": _("工作站没有登记"),
        "key_revoked": _("密钥已停用"),
        "lines_of_others": _("带着别人的记录"),
    }.get(code, code)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the diary of deliveries; `passage` is None for what lies in no package yet."""

    id: int
    at: str
    way: str
    count: str
    standing: str
    tone: theme.Token
    mark: Mark | None
    passage: Passage | None = None


def steps_of(found: Exchange, today: date) -> list[Step]:
    """What lies in no package yet, then what went and came, newest first."""
    rows = []
    if found.new:
        count = ngettext("{n} 份", "{n} 份", found.new).format(n=number(found.new))
        rows.append(Step(-1, "–", _("新记录"), count, _("只在本机，还没装包"), "ink", None))
    return rows + [_step(p, found, today) for p in found.passages]


def _step(passage: Passage, found: Exchange, today: date) -> Step:
    one = passage.delivery
    here = pgettext("包的来去", "区里") if found.at_bureau else pgettext("包的来去", "本机")
    there = passage.name or (one.station[:8] if one.station else "")
    if not found.at_bureau and (one.station in ("", found.bureau)):
        there = _("区里")
    elif found.at_bureau and not there:
        there = _("区里的另一个库")
    told = {
        Way.OUT: _("{a} → {b}").format(a=here, b=there),
        Way.IN: _("{a} → {b}").format(a=there, b=here),
        Way.UNDO: _("撤销 {name} 的数据包").format(name=there),
    }[one.way]
    many = one.new if one.way is Way.UNDO else one.lines
    count = ngettext("{n} 行", "{n} 行", many).format(n=number(many))
    standing = standing_word(passage.standing, to_bureau=not found.at_bureau)
    if passage.standing is Standing.APPLIED and passage.may_take_back and found.at_bureau:
        standing = _("已并入，可撤销")
    if passage.standing is Standing.TURNED_AWAY and one.reason:
        standing = _("没有收：{reason}").format(reason=one.reason)
    mark = Mark.CONFORMING if passage.standing is Standing.RECEIVED else None
    tone = STANDING_TONES.get(passage.standing, "ink")
    return Step(passage.id, moment_short(one.at, today), told, count, standing, tone, mark, passage)


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing of a class of a rehearsal: what it is, and what is the matter."""

    id: int
    what: str
    told: str


@dataclass(frozen=True, slots=True)
class Change:
    """A class of what a package would do: word, count, the note beside it, the list behind it."""

    id: str
    word: str
    count: int
    told: str
    mark: Mark | None
    details: tuple[Detail, ...] = ()


def changes_of(found: Preview, standard: Standard) -> list[Change]:
    """Every class, those with 0 too."""
    new = [(kind_word(kind), n) for kind, n in sorted(found.new.items(), key=lambda p: (-p[1], p[0]))]
    changed: dict[tuple[str, str], int] = {}
    for (kind, field), n in found.changed.items():
        key = (kind_word(kind), field_word(field))
        changed[key] = changed.get(key, 0) + n
    by_count = sorted(changed.items(), key=lambda p: (-p[1], p[0]))
    fields = [(kind if kind == field else f"{kind} {field}", n) for (kind, field), n in by_count]
    flips = [
        (
            f"{flip.name} {criterion_name(standard.criteria[flip.criterion])}",
            f"{verdict_word(VERDICT_MARKS[flip.before])} → {verdict_word(VERDICT_MARKS[flip.after])}",
        )
        for flip in found.flips
    ]
    missing = _("记录在，照片没有随包；显示为缺，以后的数据包会带来") if found.photos_missing else ""
    return [
        _counted("new", _("新记录"), found.records_new, new),
        _counted("changed", _("改动"), found.records_changed, fields),
        _named("conflicts", _("冲突"), found.conflicting, _("两边都改了；定下来之前按未知计"), Mark.NONCONFORMING),
        _named("incomplete", _("不完整"), found.incomplete, _("缺上一版，已向对方要；先按未知计"), Mark.UNKNOWN),
        _named("doubled", _("编号重复"), found.doubled, "", None),
        _named("unheard", _("说了不算"), found.unheard, _("只有区里能定的；留着，什么也不改"), None),
        Change("photos", _("缺照片"), found.photos_missing, missing, Mark.UNKNOWN if missing else None),
        Change(
            "flips",
            _("结论会变"),
            len(flips),
            _first([_("{what}：{told}").format(what=what, told=told) for what, told in flips], len(flips)),
            None,
            tuple(Detail(i, what, told) for i, (what, told) in enumerate(flips)),
        ),
    ]


def _counted(key: str, word: str, count: int, parts: list[tuple[str, int]]) -> Change:
    told = _first([f"{what} {number(n)}" for what, n in parts], len(parts))
    unit = [ngettext("{n} 份", "{n} 份", n).format(n=number(n)) for _what, n in parts]
    details = tuple(Detail(i, what, said) for i, ((what, _n), said) in enumerate(zip(parts, unit, strict=True)))
    return Change(key, word, count, told, None, details)


def _named(key: str, word: str, found: tuple[Named, ...], why: str, mark: Mark | None) -> Change:
    names = [_name(one) for one in found]
    told = _first(names, len(names))
    details = tuple(Detail(i, name, one.told or why) for i, (name, one) in enumerate(zip(names, found, strict=True)))
    return Change(key, word, len(found), told, mark if found else None, details)


def _name(one: Named) -> str:
    return " ".join(w for w in (kind_word(one.kind), one.title) if w)


def _first(parts: Iterable[str], count: int) -> str:
    shown = listed(list(parts)[:MOST_SAID], "、")
    more = count - MOST_SAID
    return (
        shown
        if more <= 0
        else ngettext("{first} 等，另有 {n}", "{first} 等，另有 {n}", more).format(first=shown, n=more)
    )

"""今天缺什么: what is needed of a street by community, with its time and what to do first; each row leads there."""

from collections.abc import Callable
from dataclasses import dataclass

from auditor.gap_wording import act_name, duration_text, place_text, reason_word, what_text
from auditor.gaps import Act, Needed, by_community, count_short
from auditor.overview_wording import work_text
from auditor.standard import Standard
from auditor.wording import _
from auditor.work_list import WorkList
from ui.layouts import digits_for
from ui.record_model import Column
from ui.score_rows import short_community


@dataclass(frozen=True, slots=True)
class CommunityWork:
    """What is to be done in a community; `id` is its code, "" for what concerns the whole street."""

    id: str
    name: str
    lines: tuple[Needed, ...]
    minutes: int
    first: str

    @property
    def leads_to(self) -> str:
        """The line its row opens the list at."""
        return self.lines[0].id


def work_of(found: WorkList, standard: Standard) -> list[CommunityWork]:
    """What concerns the whole street, then the communities, those with the most to do first, then by code."""
    rows = []
    for code, lines in by_community(found.missing.needed, sorted(found.facts.communities)).items():
        name = short_community(found.facts.communities.get(code, code)) if code else _("整个街道")
        minutes = sum(found.minutes(n) for n in lines)
        rows.append(CommunityWork(code, name, tuple(lines), minutes, first_text(lines[0], found, standard)))
    return sorted(rows, key=lambda r: (bool(r.id), -r.minutes, r.id))


def first_text(line: Needed, found: WorkList, standard: Standard) -> str:
    """The first thing to do: the site and what is missing there, or the work in two words and why."""
    if line.act is Act.INTERVIEW:
        return _("按抽样顺序入户") if "census" not in line.reasons else _("逐户入户")
    place, what = place_text(line, found.facts), what_text(line, found.facts, standard)
    if place:
        return f"{place}  {what}"
    return f"{act_name(line.act)}  {what or reason_word(line.reasons[0])}"


def columns() -> list[Column[CommunityWork]]:
    """Community, what is to be done, how long it takes, what comes first."""

    def work(row: CommunityWork) -> str:
        return work_text(*count_short(row.lines))

    def minutes(row: CommunityWork) -> str:
        return _("约 {time}").format(time=duration_text(row.minutes))

    first: Callable[[CommunityWork], str] = lambda row: row.first  # noqa: E731 - a column's value
    widest, wide = work_text(8, 88, 88), max(11, digits_for([_("整个街道")]))
    return [
        Column("community", _("社区"), lambda r: r.name, width=wide, elide=True, sort=lambda r: r.id),
        Column("work", _("要做的事"), work, width=digits_for([widest]), sort=lambda r: sum(n.count for n in r.lines)),
        Column(
            "minutes",
            _("估计用时"),
            minutes,
            width=digits_for([_("约 {time}").format(time=duration_text(599))]),
            sort=lambda r: r.minutes,
        ),
        Column("first", _("先做哪一件"), first, width=20, stretch=True, elide=True, tooltip=first),
    ]

"""What stands on the work list: for each site what to look at and why; what is done at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.facts import StreetFacts
from auditor.formats.score_words import print_count, print_tidily
from auditor.gap_wording import act_name, item_text, place_text, point_text, what_text
from auditor.gaps import ON_SITE, Act, Look, Needed
from auditor.record import china_date
from auditor.standard import Standard
from auditor.work_list import WorkList

REASONS = {
    "failing": "上次不符合",
    "contradictory": "两个答案",
    "expired": "证据过期",
    "never_seen": "从未检查",
}
ALL_CATEGORIES, NOTICE = "四类齐全", "责任公示"


@dataclass(frozen=True, slots=True)
class SiteBlock:
    """One site on paper: its name, where it is, why it is visited, and the lines to tick."""

    community: str
    name: str
    address: str
    reason: str
    items: tuple[str, ...]


def blocks_of(lines: Sequence[Needed], found: WorkList, standard: Standard) -> list[SiteBlock]:
    """The sites to visit, each once whatever is done there, in the order of the lines."""
    of: dict[str, list[Needed]] = {}
    for line in lines:
        if line.act in ON_SITE:
            of.setdefault(line.site, []).append(line)
    facts = found.facts
    sites = {s.id: s for s in facts.sites}
    return [
        SiteBlock(
            community=facts.communities.get(mine[0].community, mine[0].community),
            name=sites[site].name,
            address=print_tidily(found.addresses.get(site, "") or sites[site].code),
            reason=_reason(mine),
            items=tuple(item for line in mine for item in _items(line, facts, standard)),
        )
        for site, mine in of.items()
        if site in sites
    ]


def _reason(mine: Sequence[Needed]) -> str:
    if any(n.act is Act.NEW_POINT for n in mine):
        return "新设投放点"
    reasons = {r for n in mine for r in n.reasons}
    notice = any(k.unit == n.site and k.reason == "failing" for n in mine for k in n.looks)
    if notice and not any(n.act is Act.MEND for n in mine):
        return "公示未见"
    for reason, word in REASONS.items():
        if reason in reasons:
            return f"{word}{_last_seen(mine) if reason in ('failing', 'expired') else ''}"
    return ""


def _last_seen(mine: Sequence[Needed]) -> str:
    """When it was last seen: ` 11月5日`; evidence older than a year was never of use here."""
    stamps = [k.observed_at for n in mine for k in n.looks if k.observed_at]
    if not stamps:
        return ""
    day = china_date(max(stamps))
    return f" {day.month}月{day.day}日"


def _items(line: Needed, facts: StreetFacts, standard: Standard) -> list[str]:
    """Lines to tick; a point of which three categories or more are looked at has one line."""
    if line.act is Act.NEW_POINT:
        served = f"，服务{print_count(line.households)}户" if line.households else ""
        return [f"新设或补登投放点{served}", f"新点：{_of_point(line.looks, standard)}"]
    found = [_name(k.item, standard) for k in line.looks if k.unit == line.site]
    units: dict[str, list[Look]] = {}
    for look in line.looks:
        if look.unit != line.site:
            units.setdefault(look.unit, []).append(look)
    before = "补好" if line.act is Act.MEND else ""
    for unit, looks in units.items():
        point = print_tidily(point_text(unit, facts))
        radius = [k for k in looks if k.item == standard.item_of("radius")]
        seen = [k for k in looks if k not in radius]
        if len(seen) >= 3:
            found.append(f"{before}{point}：{_of_point(seen, standard)}")
        else:
            found += [f"{before}{point}：{_name(k.item, standard)}" for k in seen]
        found += [f"{point}：{_name(k.item, standard)}" for k in radius]
    return [print_tidily(x) for x in found]


def _of_point(looks: Sequence[Look], standard: Standard) -> str:
    roles = {i.id: i.role for i in standard.items}
    present = [k for k in looks if roles.get(k.item, "").startswith("present:")]
    if len(present) == 4:
        return ALL_CATEGORIES
    return "、".join(_name(k.item, standard).removesuffix("垃圾") for k in present)


def _name(item: str, standard: Standard) -> str:
    found = next((i for i in standard.items if i.id == item), None)
    if found is not None and found.role.startswith("present:"):
        return f"{item_text(item, standard)}容器"
    if found is not None and found.role == "notice":
        return NOTICE
    return item_text(item, standard)


def desk_lines(lines: Sequence[Needed], found: WorkList, standard: Standard) -> list[str]:
    """What is put right at the computer, one line each: site, action, until it is how."""
    told = []
    for line in lines:
        if line.act in ON_SITE or line.act is Act.INTERVIEW:
            continue
        place = place_text(line, found.facts)
        what = f"{act_name(line.act)}　{what_text(line, found.facts, standard)}"
        told.append(print_tidily(f"{place}　{what}" if place else what))
    return told

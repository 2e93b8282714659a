"""What the progress page asks and shows: both goals, every community of the closed list, its record and its past."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor.division import published_divisions
from auditor.errors import Problem, Refused
from auditor.progress import GOAL, Completed, Completion, Goal2025, Month, Pace, Progress, last_day
from auditor.record import china_date
from auditor.standard import Standard
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases import following
from auditor.wording import _, number, percent, tenths, tenths_text
from ui.marks import Mark


@dataclass(frozen=True, slots=True)
class CommunityGoal:
    """A community of the closed list with what is recorded of it."""

    id: str  # its code
    name: str
    street: str
    street_name: str
    completion: Completion | None


@dataclass(frozen=True, slots=True)
class Followed:
    """Both goals, and the closed list community by community."""

    progress: Progress
    communities: tuple[CommunityGoal, ...]


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A street or community at its last month end; communities have no pace of their own."""

    id: str
    name: str
    month: Month | None
    pace: Pace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person types of a community's record."""

    status: Completed
    document: str
    dated: date | None
    reason: str


def read_progress(store: Store, standard: Standard, on: date | None, tell: Tell) -> Followed:
    """Both goals on a day, today without one; Refused for a day that has not come."""
    with store.reading() as work:
        today = work.today()
        known = {c.code: c.name for c in work.communities.all()}
        records: dict[str, Completion] = {}
        for record in sorted(work.completions.all(), key=lambda c: (c.entered_on, c.id)):
            records[record.community] = record
    if on is not None and on > today:
        raise Refused(Problem("on", "in_the_future", {"value": on.isoformat(), "now": today.isoformat()}))
    streets, listed = published_divisions()
    names = {s.code: s.name for s in streets}
    communities = tuple(
        CommunityGoal(c.code, known.get(c.code, c.name), c.street, names.get(c.street, c.street), records.get(c.code))
        for c in sorted(listed, key=lambda c: c.code)
    )
    return Followed(following.follow_progress(store, standard, on or today, tell), communities)


def record_entry(store: Store, of: CommunityGoal, entry: Entry) -> Completion:
    """Enter what became of a community, on top of what is recorded; Refused as the rules of the record say."""
    with store.reading() as work:
        today = work.today()
        before = following.completion_of(work, of.id)
    values = {"document": entry.document.strip(), "dated": entry.dated, "reason": entry.reason.strip()}
    if before is not None:
        made = replace(before, status=entry.status, entered_on=today, **values)  # type: ignore[arg-type]
    else:
        made = Completion(
            id=following.completion_id(of.id),
            street=of.street,
            community=of.id,
            status=entry.status,
            entered_on=today,
            **values,  # type: ignore[arg-type]
        )
    return following.record_completion(store, made)


def read_past(store: Store, community: str) -> list[str]:
    """Every state a community's record has had, oldest first, as a person reads it."""
    with store.reading() as work:
        if following.completion_of(work, community) is None:
            return []
        versions = work.completions.history(following.completion_id(community))
    told = []
    for version in versions:
        status = str(version.body.get("status", ""))
        words = status_word(Completed(status)) if status in {c.value for c in Completed} else status
        document = str(version.body.get("document", ""))
        told.append(" ".join(w for w in (china_date(version.at).isoformat(), words, document) if w))
    return told


def status_word(status: Completed | None) -> str:
    """完成, 未完成, 不在名单, 无凭证."""
    if status is None:
        return _("无凭证")
    return {
        Completed.COMPLETED: _("完成"),
        Completed.NOT_COMPLETED: _("未完成"),
        Completed.OFF_LIST: _("不在名单"),
    }[status]


def status_mark(status: Completed | None) -> Mark:
    """The mark before the word."""
    if status is None:
        return Mark.UNKNOWN
    return {
        Completed.COMPLETED: Mark.CONFORMING,
        Completed.NOT_COMPLETED: Mark.NONCONFORMING,
        Completed.OFF_LIST: Mark.NOT_APPLICABLE,
    }[status]


def goal_note(goal: Goal2025) -> str:
    """Why the closed goal stands as it does."""
    if goal.not_completed:
        return _("有一个「未完成」就是未达标。")
    if goal.without_record:
        return _("有一个「未完成」就是未达标；{n} 个社区没有 2025 年底以前的文件。").format(
            n=number(goal.without_record)
        )
    return _("名单上每个社区都有 2025 年底以前的文件。")


def changes_text(changes: Mapping[str, int]) -> str:
    """What was entered after the close: `封存后的改动 2 次：2026-03-11 补入 1 件，…`."""
    if not changes:
        return _("封存以后没有改动。")
    days = " · ".join(_("{day} 记入 {n} 件").format(day=d, n=number(n)) for d, n in sorted(changes.items())[-4:])
    more = _("最近的 {n} 次：").format(n=4) if len(changes) > 4 else ""
    words = _("封存后的改动 {n} 次：{more}{days}。此前每个状态都留着并注日期。")
    return words.format(n=number(len(changes)), more=more, days=days)


def share_text(part: int, whole: int) -> str:
    """A share, cut: `61.2 %`; – where nothing is registered."""
    return percent(tenths_text(tenths(part, whole))) if whole else "–"


def arrival_text(pace: Pace) -> str:
    """When the pace arrives: a month, 还太早, 到不了."""
    if pace.arrives is not None:
        return f"{pace.arrives:%Y-%m}"
    return _("还太早") if pace.achieved is None else _("到不了")


def arrival_long(pace: Pace) -> str:
    """As `arrival_text`, the month in words."""
    if pace.arrives is None:
        return arrival_text(pace)
    return _("{year} 年 {month} 月").format(year=pace.arrives.year, month=pace.arrives.month)


def arrival_mark(pace: Pace) -> Mark:
    """In time, not in time, too early to say."""
    if pace.arrives is not None:
        return Mark.CONFORMING if pace.arrives <= last_day(*GOAL) else Mark.NONCONFORMING
    return Mark.UNKNOWN if pace.achieved is None else Mark.NONCONFORMING


def arrival_note(pace: Pace) -> str:
    """How far from the goal that is."""
    if pace.achieved is None:
        return _("至少要 3 个月底，现在 {n} 个").format(n=pace.months)
    if pace.arrives is None:
        return _("没有变快，按这个速度到不了")
    months = GOAL[0] * 12 + GOAL[1] - pace.arrives.year * 12 - pace.arrives.month
    if months > 0:
        return _("比目标早 {n} 个月").format(n=months)
    return _("比目标晚 {n} 个月").format(n=-months) if months else _("正好是目标月")


def months_left(on: date) -> int:
    """Months from a month end to the goal; 0 after it."""
    return max(0, GOAL[0] * 12 + GOAL[1] - on.year * 12 - on.month)

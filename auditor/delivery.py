"""A delivery (交接): one package that went or came, and what became of it; this database's own note, no record."""

from dataclasses import dataclass
from enum import StrEnum

from auditor.package import Manifest


class Way(StrEnum):
    """Which way it went."""

    OUT = "out"  # 送出
    IN = "in"  # 收到
    UNDO = "undo"  # 撤销: what was written to take another back


class Fate(StrEnum):
    """What became of it."""

    WRITTEN = "written"  # 已装包: whether it arrived only the other side's receipt says
    APPLIED = "applied"  # 已并入
    WAITING = "waiting"  # 待放行: kept unread until a decider lets it in
    RELEASED = "released"  # 已放行: it waited, and was applied then
    TURNED_AWAY = "turned_away"  # 不收: it waited, and a decider said no
    NEWER = "newer"  # 要先更新程序: of it only what its writer holds was noted
    UNDONE = "undone"  # 已撤销


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`station` is the other side ("" where a package is for whoever may read it), `made` its clock, `at` ours.
    `first` to `last` are the arrival numbers of the `new` lines it brought (or that undoing wrote); of one that went
    out `last` is the newest line held when it was packed (0: it holds lines of others). `file` is where it lies;
    `reason` a code of why it waits, or whom or what an undoing concerns."""

    package: str
    way: Way
    station: str
    made: str
    at: str
    state: Fate
    lines: int
    new: int = 0
    first: int = 0
    last: int = 0
    size: int = 0  # bytes of the file
    file: str = ""
    reason: str = ""
    manifest: Manifest | None = None
    number: int = 0  # of this note; 0 before it is kept

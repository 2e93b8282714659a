"""What a database remembers of the files in its exchange folder (交换文件夹): a small note, so that none is read twice.

Only a convenience: without it every file is looked at again, and a package that was taken in is known by its id.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from auditor.errors import Problem
from auditor.package import SCHEMA
from auditor.record import moment_of, stamp

SETTING = "folder_files"
MOST = 2_000  # files remembered; of more, the others are looked at each time
SETTLED = timedelta(minutes=10)  # a file that is not whole and has not changed for so long is told
AGAIN = timedelta(hours=1)  # one that was told is tried again so often: synchronisers may set size and time at once

DONE, OTHERS, TROUBLE, LEFT = "done", "others", "trouble", "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A file as it was last looked at: its size and time (`mark`), and what came of it. DONE: it was taken in, waits
    for a decider or is this side's own; OTHERS: it is for somebody else; TROUBLE: it could not be read or was refused
    (`code`, `facts`) since the moment `since`, last tried at `tried`; LEFT: what a writer that died left."""

    mark: tuple[int, int]
    what: str
    since: str = ""
    tried: str = ""
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    whole: bool = False  # trouble that is no matter of time: the file is there as it was written

    def problem(self) -> Problem:
        """What is the matter, to be worded."""
        return Problem("file", self.code, self.facts)

    def is_told(self, now: datetime) -> bool:
        """Whether a person is told: at once of a file that is whole, of another once it has settled."""
        return self.what == TROUBLE and (self.whole or now - moment_of(self.since) >= SETTLED)

    def is_due(self, mark: tuple[int, int], now: datetime) -> bool:
        """Whether the file is to be looked at: it changed, or may be better by now."""
        if mark != self.mark:
            return True
        if self.what != TROUBLE:
            return False
        waited = now - moment_of(self.tried)
        return not self.is_told(now) or waited >= AGAIN or waited < timedelta(0)


def trouble(
    before: Noted | None, mark: tuple[int, int], now: datetime, code: str, facts: Mapping[str, object], *, whole: bool
) -> Noted:
    """A file that gave trouble now, since the first look at which it was as it is. A clock that went back begins
    anew."""
    same = before is not None and before.what == TROUBLE and before.mark == mark
    since = before.since if same and before is not None and moment_of(before.since) <= now else stamp(now)
    plain = {key: value if isinstance(value, int) else str(value) for key, value in facts.items()}
    return Noted(mark=mark, what=TROUBLE, since=since, tried=stamp(now), code=code, facts=plain, whole=whole)


def write_notes(folder: str, bureau: str, files: Mapping[str, Noted]) -> str:
    """The note as a setting keeps it: of the newest files, as many as are remembered."""
    newest = sorted(files, key=lambda name: (files[name].mark[1], name), reverse=True)[:MOST]
    held = {name: _plain(files[name]) for name in sorted(newest)}
    return json.dumps({"for": _for(folder, bureau), "files": held}, ensure_ascii=False, sort_keys=True)


def read_notes(text: str, folder: str, bureau: str) -> dict[str, Noted]:
    """What was noted; nothing where it was of another folder, before the bureau was known, or by an older program:
    what was refused then may be taken now."""
    try:
        held = json.loads(text or "{}")
        if held.get("for") != _for(folder, bureau):
            return {}
        return {name: _noted(parts) for name, parts in held["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _for(folder: str, bureau: str) -> list[object]:
    return [folder, bureau, SCHEMA]


def _plain(one: Noted) -> list[object]:
    if one.what not in (TROUBLE, LEFT):
        return [*one.mark, one.what]
    return [*one.mark, one.what, one.since, one.tried, one.code, dict(one.facts), one.whole]


def _noted(parts: list[object]) -> Noted:
    size, changed, what, *more = parts
    mark = (int(str(size)), int(str(changed)))
    if not more:
        return Noted(mark=mark, what=str(what))
    since, tried, code, facts, whole = more
    if not isinstance(facts, dict):
        raise TypeError(facts)
    moment_of(str(since)), moment_of(str(tried or since))
    return Noted(
        mark=mark,
        what=str(what),
        since=str(since),
        tried=str(tried),
        code=str(code),
        facts=facts,
        whole=bool(whole),
    )


def is_candidate(name: str) -> bool:
    """Whether a file may be a package, also under a name that a synchroniser or a person made of the first one:
    `x (1).sap`, `x.sap.冲突副本`, `X.SAP`. Files on their way are none."""
    low = name.lower()
    on_its_way = low.startswith((".", "~")) or low.endswith((".part", ".tmp", ".partial", ".crdownload", ".download"))
    return ".sap" in low and not on_its_way


def own_leftovers(names: Iterable[str], station: str) -> list[str]:
    """What a program of this station that died while writing may have left in the folder."""
    return [n for n in names if n.startswith(f".{station[:8]}-") and n.endswith(".part")]

"""The computer's clock beside the newest records: how far behind them it is, or how long after them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from auditor.record import china_date, moment_of, stamp
from auditor.store import Work
from auditor.wording import _, ngettext, number

TOLERANCE = timedelta(minutes=5)  # as the radar has it (quality_times.py)
LONG_SILENCE = timedelta(days=60)  # an office that works writes something within two months
LOOKED_AT = 500  # lines: a day has 30 to 300; once so many were written by a right clock it is right
TRUSTED = "clock_trusted"  # setting: a person said that the clock was right, the newest record being of this moment


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """The clock says `now` and is behind, or very long after, the newest record of this database."""

    kind: Literal["behind", "ahead"]
    newest: str  # when the newest of the last lines was written here, a UTC stamp
    now: str

    @property
    def away(self) -> timedelta:
        """How far the two are apart."""
        return abs(moment_of(self.now) - moment_of(self.newest))


def doubt_clock(newest: str, now: str, trusted: str = "") -> ClockDoubt | None:
    """What is doubtful about a clock that says `now` after a record written at `newest` ("" for none yet).

    Either this clock is wrong, or the one that record was written by was; only a person can say which. Nothing is
    said again of a record that was `trusted`.
    """
    if not newest or newest == trusted:
        return None
    passed = moment_of(now) - moment_of(newest)
    if passed < -TOLERANCE:
        return ClockDoubt("behind", newest, now)
    return ClockDoubt("ahead", newest, now) if passed > LONG_SILENCE else None


def clock_doubt(work: Work) -> ClockDoubt | None:
    """What is doubtful about this database's clock now; nothing where the records are invented with their dates."""
    if work.demonstrations.all():
        return None
    return doubt_clock(work.journal.latest(LOOKED_AT), stamp(work.now()), work.setting(TRUSTED))


def away_text(doubt: ClockDoubt) -> str:
    """How far the clock and the newest record are apart, in the largest unit of which there are several."""
    minutes = int(doubt.away.total_seconds()) // 60
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("{n} 天", "{n} 天", days).format(n=number(days))
    if minutes >= 120:
        return _("{n} 小时").format(n=minutes // 60)
    return _("{n} 分钟").format(n=minutes)


def clock_text(doubt: ClockDoubt) -> str:
    """The fact in one sentence."""
    told = {
        "behind": _("电脑时间比最近一条记录早 {away}"),
        "ahead": _("电脑时间比最近一条记录晚 {away}"),
    }[doubt.kind]
    return told.format(away=away_text(doubt))


def clock_advice(doubt: ClockDoubt) -> str:
    """The two days, and what to do: nothing is refused, the dates are in doubt."""
    told = _("电脑说今天是 {today}，最近一条记录写于 {newest}。先核对电脑时间；在这之前记的都留着，日期存疑。")
    return told.format(today=china_date(doubt.now).isoformat(), newest=china_date(doubt.newest).isoformat())

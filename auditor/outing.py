"""An outing (今天的点位): which sites are to be seen on a day, in the order in which one walks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.day_plans import DAY_HOURS, Pace
from auditor.gaps import Act, Needed, by_community


@dataclass(frozen=True, slots=True)
class Outing:
    """The sites of one day, by id. It belongs to this database alone: a plan, and nobody's record."""

    day: date
    sites: tuple[str, ...] = ()

    def toggled(self, site: str) -> "Outing":
        """With this site at the end, or without it where it was on the way."""
        kept = tuple(s for s in self.sites if s != site)
        return replace(self, sites=kept if site in self.sites else (*kept, site))

    def moved(self, site: str, by: int) -> "Outing":
        """With this site so many places earlier (negative) or later; at the ends it stays."""
        if site not in self.sites:
            return self
        place = self.sites.index(site)
        kept = [s for s in self.sites if s != site]
        kept.insert(min(len(kept), max(0, place + by)), site)
        return replace(self, sites=tuple(kept))


def outing_key(street: str) -> str:
    """Under which setting the outing of a street is kept."""
    return f"outing:{street}"


def text_of(outing: Outing) -> str:
    """As it is kept."""
    return json.dumps({"day": outing.day.isoformat(), "sites": list(outing.sites)})


def read_outing(text: str, today: date) -> Outing:
    """What is kept; an empty outing of today where that is nothing, or unreadable."""
    try:
        held = json.loads(text)
        return Outing(date.fromisoformat(held["day"]), tuple(str(s) for s in held["sites"]))
    except (ValueError, KeyError, TypeError):
        return Outing(today)


def carry_over(outing: Outing, today: date, last_seen: Mapping[str, str]) -> Outing:
    """The outing as it is worked on today: of an earlier day what was not seen since then (`last_seen`: ISO days)."""
    if outing.day == today:
        return outing
    since = outing.day.isoformat()
    return replace(outing, sites=tuple(s for s in outing.sites if last_seen.get(s, "") < since))


def sites_to_see(
    needed: Sequence[Needed], communities: Sequence[str], pace: Pace, hours: int = DAY_HOURS
) -> tuple[str, ...]:
    """The first sites of the list of what is missing that have to be looked at, as many as fit a day at the office's
    own pace, one community after the other."""
    lines = [n for group in by_community(needed, communities).values() for n in group if n.act is Act.VISIT and n.site]
    return tuple(dict.fromkeys(n.site for n in lines))[: max(1, hours * 60 // pace.visit)]

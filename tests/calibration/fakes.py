"""Fakes, planted into clean campaigns kind by kind: what an interviewer or inspector does who was not there."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from auditor.flags import FlagKind
from auditor.standard_file import shipped
from auditor.survey import Basis, Outcome, Response
from tests.calibration.campaigns import Campaign, stamped

Plant = Callable[[Campaign, random.Random], set[str]]  # returns the records that are fake


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text[:-1] + "+00:00")


def _faker(campaign: Campaign, chance: random.Random, least: int) -> tuple[str, list[Response]]:
    """Somebody with at least so many interviews, and these."""
    able = [p for p in campaign.interviewers if len(campaign.complete(p)) >= least]
    person = chance.choice(able)
    return person, campaign.complete(person)


def click_through(campaign: Campaign, chance: random.Random) -> set[str]:
    """Too fast: he answers for the household, ten screens at a second or two each."""
    _person, mine = _faker(campaign, chance, 6)
    fakes = chance.sample(mine, chance.randint(5, min(15, len(mine))))
    for response in fakes:
        seconds = round(sum(chance.uniform(0.7, 2.4) for _q in response.answers))
        campaign.put(replace(response, seconds=seconds))
    return {r.id for r in fakes}


def copy_answers(campaign: Campaign, chance: random.Random) -> set[str]:
    """Copied: one household's answers, two to four of them unusual, given again for others; the times are honest."""
    _person, mine = _faker(campaign, chance, 12)
    model = chance.choice(mine)
    answers = {q.id: q.options[0].id for q in shipped().questions}
    for q in chance.sample(shipped().questions, chance.randint(2, 4)):
        answers[q.id] = chance.choice(q.options[1:]).id
    fakes = {model.id: model, **{r.id: r for r in chance.sample(mine, chance.randint(6, 12))}}
    for response in fakes.values():
        campaign.put(replace(response, answers=answers))
    return set(fakes)


def copy_photo(campaign: Campaign, chance: random.Random) -> set[str]:
    """A photograph of one site handed in for another, saved again."""
    model = chance.choice(campaign.photos)
    other = chance.choice([p for p in campaign.photos if p.site != model.site])
    likeness = int(model.likeness, 16)
    for bit in chance.sample(range(63), chance.randint(0, 3)):
        likeness ^= 1 << bit
    copy = replace(other, likeness=f"{likeness:016x}", sha256=f"{chance.getrandbits(256):064x}")
    campaign.photos = [copy if p.id == other.id else p for p in campaign.photos]
    return {model.id, copy.id}


def leap(campaign: Campaign, chance: random.Random) -> set[str]:
    """An impossible journey: the next site is 3 km away, and seen a minute or two later."""
    far = [(a, s) for a in campaign.audits for s in campaign.sites.values() if _metres(campaign, a.site, s.id) >= 3000]
    one, site = chance.choice(far)
    seen = _at(one.observed_at) + timedelta(seconds=chance.uniform(30, 120))
    fake = replace(one, id="fake audit", site=site.id, observed_at=stamped(seen))
    campaign.audits.append(fake)
    campaign.made[fake.id] = (seen + timedelta(minutes=3), "here", one.inspectors, seen + timedelta(minutes=3), "")
    return {fake.id}


def _metres(campaign: Campaign, one: str, other: str) -> float:
    a, b = campaign.sites[one], campaign.sites[other]
    north = ((a.latitude or 0) - (b.latitude or 0)) / 1e6 * 111_200
    east = ((a.longitude or 0) - (b.longitude or 0)) / 1e6 * 86_300
    return float((north**2 + east**2) ** 0.5)


def wrong_clock(campaign: Campaign, chance: random.Random) -> set[str]:
    """A laptop whose clock is days ahead or behind, or set back half-way; its lines say what it thought."""
    person, mine = _faker(campaign, chance, 6)
    how = chance.choice(("ahead", "behind", "set back", "typed ahead"))
    ids = {r.id for r in mine}
    middle = mine[len(mine) // 2].observed_at
    for response in mine:
        at, station, who, arrived, package = campaign.made[response.id]
        seen = _at(response.observed_at)
        if how == "ahead":
            by = timedelta(days=chance.choice((2, 30, 365)))
            campaign.made[response.id] = (at + by, f"station of {person}", who, at + timedelta(hours=3), "package")
            campaign.put(replace(response, observed_at=stamped(seen + by)))
        elif how == "behind":
            by = timedelta(days=chance.choice((60, 365, 3650)))
            campaign.made[response.id] = (at - by, station, who, arrived, package)
            campaign.put(replace(response, observed_at=stamped(seen - by)))
        elif how == "set back" and response.observed_at >= middle:
            by = timedelta(hours=chance.choice((30, 200, 800)))
            campaign.made[response.id] = (at - by, "here", who, at, "")
            campaign.put(replace(response, observed_at=stamped(seen - by)))
        elif how == "set back":
            campaign.made[response.id] = (at, "here", who, at, "")
        else:
            campaign.put(replace(response, observed_at=stamped(at + timedelta(hours=chance.choice((1, 24, 240))))))
    return ids


def sit_down(campaign: Campaign, chance: random.Random) -> set[str]:
    """An evening invented at the table: either answered one after the other as they stand, or written down afterwards
    for moments at equal distances, a little shaken."""
    person, mine = _faker(campaign, chance, 10)
    fakes = chance.sample(mine, chance.randint(8, min(16, len(mine))))
    start = _at(fakes[0].observed_at).replace(hour=10, minute=chance.choice((0, 5, 10, 30)), second=0, microsecond=0)
    start += timedelta(days=40)  # an evening on which he did nothing else
    at_once = chance.random() < 0.5
    gap, shake = chance.randint(8, 20) * 60, chance.choice((0, 0, 30))
    typed = start if at_once else start + timedelta(hours=len(fakes) * gap / 3600 + chance.uniform(1, 4))
    for place, response in enumerate(fakes):
        if at_once:
            seen = typed
            typed += timedelta(seconds=chance.uniform(15, 45))
        else:
            seen = start + timedelta(seconds=place * gap + chance.uniform(-shake, shake))
            typed += timedelta(seconds=chance.uniform(20, 60))
        campaign.put(replace(response, observed_at=stamped(seen), seconds=0))
        campaign.made[response.id] = (typed, "here", person, typed, "")
    return {r.id for r in fakes}


def call_vacant(campaign: Campaign, chance: random.Random) -> set[str]:
    """Every second household of somebody is vacant, according to him."""
    person, mine = _faker(campaign, chance, 15)
    fakes = mine[::2]
    for response in fakes:
        campaign.put(
            replace(response, outcome=Outcome.VACANT, answers={}, seconds=10, basis=Basis.MANAGER, interviewer=person)
        )
    return {r.id for r in fakes}


def answer_alike(campaign: Campaign, chance: random.Random) -> set[str]:
    """Somebody ticks what is right every time."""
    _person, mine = _faker(campaign, chance, 12)
    right = {q.id: q.options[0].id for q in shipped().questions}
    for response in mine:
        campaign.put(replace(response, answers=right))
    return {r.id for r in mine}


def old_photo(campaign: Campaign, chance: random.Random) -> set[str]:
    """A photograph taken on another day."""
    model = chance.choice([p for p in campaign.photos if p.taken_at])
    taken = _at(model.taken_at) - timedelta(days=chance.randint(1, 300))
    campaign.photos = [replace(p, taken_at=stamped(taken)) if p.id == model.id else p for p in campaign.photos]
    return {model.id}


# kind -> how it is planted, and which flags count as finding it
PLANTS: dict[str, tuple[Plant, frozenset[FlagKind]]] = {
    "too fast": (click_through, frozenset({FlagKind.TOO_FAST})),
    "copied answers": (copy_answers, frozenset({FlagKind.COPIED})),
    "copied photograph": (copy_photo, frozenset({FlagKind.SAME_PHOTO})),
    "impossible journey": (leap, frozenset({FlagKind.JOURNEY})),
    "wrong clock": (wrong_clock, frozenset({FlagKind.CLOCK})),
    "one sitting": (sit_down, frozenset({FlagKind.SITTING, FlagKind.PACKED})),
    "vacant homes": (call_vacant, frozenset({FlagKind.VACANT})),
    "no variance": (answer_alike, frozenset({FlagKind.UNVARIED})),
    "old photograph": (old_photo, frozenset({FlagKind.PHOTO_TIME})),
}

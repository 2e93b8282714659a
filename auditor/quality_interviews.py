"""The radar on interviews: too fast to be read out, answers copied or without variance, and the share of vacant homes.

Answers are judged against the round's own answers, never against a fixed run length: where a street succeeds, honest
answers are alike, and there the rules say that they cannot tell (DESIGN 10).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import prod

from auditor.distributions import binomial_at_least
from auditor.flags import Flag, FlagKind, Material, Silence, seconds_between
from auditor.record import china_date
from auditor.survey import Outcome, Response, Round
from auditor.tails import at_least_mixed, highest_share, holm

FASTEST = 7  # characters a second: 420 a minute; a newsreader speaks about 300
REPLY_S = 1  # seconds that the shortest answer to a question takes
NEXT_DOOR_S = 30  # from the end of one interview to the first question of the next
LEAST_CROWD = 5  # interviews without time between them before anything is said: clocks are set, minutes are rounded
SPREAD = 30  # how far honest shares of vacant homes lie apart: as if each were known from so many homes
VACANT_DOUBT = 0.01
DOUBT = 0.002  # how often all interviewers of an honest round together may be flagged by one rule
LEAST_TOLD = 5  # interviews from which on an interviewer's share says something
NO_VARIANCE = 0.98  # share of one interviewer's interviews that are one and the same
ALIKE = 0.5  # share of a round's interviews that are the same, from which on copying the common answers is no sign

Answers = tuple[str, ...]
_Told = Mapping[str, Sequence[tuple[Response, Answers]]]  # interviewer -> interviews with their answers


def flag_interviews(material: Material) -> Iterator[Flag | Silence]:
    """Every flag on interviews, round by round, and where a rule cannot tell."""
    by_round: dict[str, list[Response]] = {}
    for response in material.responses:
        by_round.setdefault(response.round, []).append(response)
    for round_id in sorted(by_round):
        asked = sorted(by_round[round_id], key=lambda r: (r.observed_at, r.id))
        name = material.rounds[round_id].name if round_id in material.rounds else round_id
        complete = [r for r in asked if r.outcome is Outcome.COMPLETE]
        yield from _too_fast(complete, material, name)
        yield from _packed(complete, material, name)
        yield from _alike(complete, material, name)
        yield from _vacant(asked, material, material.rounds.get(round_id), name)


def least_seconds(response: Response, reading: Mapping[str, int]) -> int:
    """The seconds that reading out the questions answered and hearing an answer to each take at the very least."""
    characters = sum(reading.get(question, 0) for question in response.answers)
    return -(-characters // FASTEST) + REPLY_S * len(response.answers)


def _too_fast(complete: Sequence[Response], material: Material, name: str) -> Iterator[Flag]:
    """One flag an interviewer: every interview of the round that took less than reading its questions takes."""
    fast = [r for r in complete if 0 < r.seconds < least_seconds(r, material.reading)]
    fast.sort(key=lambda r: (r.interviewer, r.observed_at, r.id))
    for person, group in groupby(fast, key=lambda r: r.interviewer):
        mine = list(group)
        yield Flag(
            kind=FlagKind.TOO_FAST,
            street=material.street,
            records=tuple(r.id for r in mine),
            person=person,
            at=mine[0].observed_at,
            evidence={
                "round": name,
                "days": len({china_date(r.observed_at) for r in mine}),
                "n": len(mine),
                "of": sum(r.interviewer == person for r in complete),
                "shortest": min(r.seconds for r in mine),
                "longest": max(r.seconds for r in mine),
                "least": min(least_seconds(r, material.reading) for r in mine),
            },
        )


def _packed(complete: Sequence[Response], material: Material, name: str) -> Iterator[Flag]:
    """Interviews of one interviewer that begin one after the other sooner than the one before can have ended."""
    by_person: dict[str, list[Response]] = {}
    for response in complete:
        by_person.setdefault(response.interviewer, []).append(response)
    for person, mine in sorted(by_person.items()):
        for crowd in _crowds(mine, material.reading):
            if len(crowd) >= LEAST_CROWD:
                yield _packed_flag(crowd, material, name, person)


def _crowds(mine: Sequence[Response], reading: Mapping[str, int]) -> Iterator[list[Response]]:
    """One interviewer's interviews, in order, cut wherever there is time enough between two."""
    crowd: list[Response] = []
    for response in mine:
        if crowd:
            least = least_seconds(crowd[-1], reading) + NEXT_DOOR_S
            if seconds_between(crowd[-1].observed_at, response.observed_at) >= least:
                yield crowd
                crowd = []
        crowd.append(response)
    yield crowd


def _packed_flag(crowd: Sequence[Response], material: Material, name: str, person: str) -> Flag:
    span = int(seconds_between(crowd[0].observed_at, crowd[-1].observed_at))
    least = sum(least_seconds(r, material.reading) + NEXT_DOOR_S for r in crowd[:-1])
    return Flag(
        kind=FlagKind.PACKED,
        street=material.street,
        records=tuple(r.id for r in crowd),
        person=person,
        at=crowd[0].observed_at,
        evidence={
            "round": name,
            "day": china_date(crowd[0].observed_at).isoformat(),
            "n": len(crowd),
            "minutes": -(-span // 60),
            "least": least // 60,
        },
    )


# -- answers ---------------------------------------------------------------------------------------------------------


def _alike(complete: Sequence[Response], material: Material, name: str) -> Iterator[Flag | Silence]:
    questions = sorted({q for r in complete for q in r.answers})
    told: dict[str, list[tuple[Response, Answers]]] = {}
    for response in complete:
        answers = tuple(response.answers.get(q, "") for q in questions)
        told.setdefault(response.interviewer, []).append((response, answers))
    if not told:
        return
    every = Counter(answers for mine in told.values() for _r, answers in mine)
    commonest = max(every.values())
    if len(complete) >= LEAST_TOLD and commonest >= ALIKE * len(complete):
        yield Silence(
            kind=FlagKind.COPIED, subject=name, evidence={"n": len(complete), "alike": commonest, "of": len(complete)}
        )
    pattern = _Pattern(every)
    yield from _copied(told, pattern, material, name)
    yield from _unvaried(told, pattern, material, name)


class _Pattern:
    """The answers of a round, question by question, and which are everybody's."""

    def __init__(self, every: Counter[Answers]) -> None:
        self.every = every
        self.counts = _count(every)
        self.usual = tuple(max(sorted(counts), key=counts.__getitem__) for counts in self.counts)

    def unusual(self, answers: Answers) -> tuple[int, ...]:
        """The places at which answers are not the round's most frequent ones."""
        return tuple(q for q, given in enumerate(answers) if given != self.usual[q])

    def chance(self, answers: Answers, copies: int, own: Counter[Answers]) -> float:
        """The chance that an honest interview with as many unusual answers has just these.

        Given how many answers are unusual, which ones they are depends on the questions alone and no longer on how
        much the household knows (Rasch); so an interviewer whose households know little is not suspected for it. The
        odds of each answer are those among the round's other interviews, or among the interviewer's own others if
        they are higher there (his community may have its own mistake).
        """
        rest = self.every.copy()
        rest[answers] -= copies
        mine = own.copy()
        mine[answers] -= copies
        places = self.unusual(answers)
        of_rest, of_mine = _count(rest), _count(mine)
        enough = sum(mine.values()) >= LEAST_TOLD
        odds = [
            max(
                self._odds(of_rest, q, answers[q]),
                of_mine[q].get(answers[q], 0) / (of_mine[q].get(self.usual[q], 0) + 0.5) if enough else 0.0,
            )
            for q in places
        ]
        whole = [sum(self._odds(of_rest, q, o) for o in self.counts[q] if o != self.usual[q]) for q in self._asked()]
        return min(1.0, prod(odds) / _symmetric(whole, len(places)))

    def _asked(self) -> range:
        return range(len(self.usual))

    def _odds(self, counts: Sequence[Mapping[str, int]], q: int, option: str) -> float:
        """Of an answer against the usual one, half an interview added to each, so that nothing is impossible."""
        return (counts[q].get(option, 0) + 0.5) / (counts[q].get(self.usual[q], 0) + 0.5)


def _count(every: Mapping[Answers, int]) -> list[dict[str, int]]:
    size = len(next(iter(every)))
    counts: list[dict[str, int]] = [{} for _q in range(size)]
    for answers, n in every.items():
        for q, given in enumerate(answers):
            counts[q][given] = counts[q].get(given, 0) + n
    return counts


def _symmetric(values: Sequence[float], degree: int) -> float:
    """The elementary symmetric function: the sum over all choices of `degree` of the values of their product."""
    sums = [1.0] + [0.0] * degree
    for value in values:
        for k in range(degree, 0, -1):
            sums[k] += sums[k - 1] * value
    return sums[degree]


def _copied(told: _Told, pattern: _Pattern, material: Material, name: str) -> Iterator[Flag]:
    """Equal answers, at least two of them unusual, more often than such answers can meet; Holm over interviewers."""
    chances: dict[tuple[str, Answers], float] = {}
    for person, mine in told.items():
        own = Counter(answers for _r, answers in mine)
        sizes = Counter(len(pattern.unusual(answers)) for _r, answers in mine)
        for answers, copies in own.items():
            unusual = len(pattern.unusual(answers))
            if copies >= 2 and unusual >= 2:
                chance = pattern.chance(answers, copies, own)
                # any of the interviews might have been the one that the others equal
                chances[person, answers] = len(mine) * binomial_at_least(copies - 1, sizes[unusual] - 1, chance)
    least = {p: min([1.0, *(c for (q, _a), c in chances.items() if q == p)]) for p in told}
    fallen = holm(least, DOUBT)
    for (person, answers), chance in sorted(chances.items()):
        if person in fallen and chance <= DOUBT / len(told):
            same = [r for r, given in told[person] if given == answers]
            yield Flag(
                kind=FlagKind.COPIED,
                street=material.street,
                records=tuple(r.id for r in same),
                person=person,
                at=same[0].observed_at,
                evidence={
                    "round": name,
                    "n": len(same),
                    "of": len(told[person]),
                    "unusual": len(pattern.unusual(answers)),
                    "chance": rare(chance),
                },
            )


def _unvaried(told: _Told, pattern: _Pattern, material: Material, name: str) -> Iterator[Flag]:
    """Nearly all interviews of one interviewer alike, though nobody else's are; against the highest of the others."""
    large = {p: mine for p, mine in told.items() if len(mine) >= LEAST_TOLD}
    if len(large) < 3:
        return  # one or two others say nothing on what is usual
    most = {p: Counter(answers for _r, answers in mine).most_common(1)[0] for p, mine in large.items()}
    highest = {p: highest_share(n, len(large[p]), 0.05) for p, (_answers, n) in most.items()}
    chances = {
        person: binomial_at_least(n, len(large[person]), max(share for p, share in highest.items() if p != person))
        for person, (_answers, n) in most.items()
    }
    for person in sorted(holm(chances, DOUBT)):
        answers, n = most[person]
        if n < NO_VARIANCE * len(large[person]) or len(pattern.unusual(answers)) >= 2:
            continue  # the latter are copies of their own kind, told by the rule before
        same = [r for r, given in large[person] if given == answers]
        others_highest = max(most[p][1] * 1000 // len(large[p]) for p in large if p != person)
        yield Flag(
            kind=FlagKind.UNVARIED,
            street=material.street,
            records=tuple(r.id for r in same),
            person=person,
            at=same[0].observed_at,
            evidence={
                "round": name,
                "n": n,
                "of": len(large[person]),
                "others": others_highest,
                "chance": rare(chances[person]),
            },
        )


def rare(chance: float) -> str:
    """A small chance as it is told: one in so many, cut to one leading digit."""
    if chance <= 1e-12:
        return "1000000000000"
    digits = str(int(1 / chance))
    return digits[0] + "0" * (len(digits) - 1)


# -- vacant homes ----------------------------------------------------------------------------------------------------


def _vacant(asked: Sequence[Response], material: Material, round_: Round | None, name: str) -> Iterator[Flag]:
    """An interviewer who finds homes vacant more often than the others; Holm over interviewers.

    Quarters differ in how many homes stand empty, so that honest shares lie further apart than chance alone puts them.
    """
    if round_ is None:
        return
    homes: dict[str, dict[str, bool]] = {}
    for response in asked:
        mine = homes.setdefault(response.interviewer, {})
        if response.slot:
            mine[response.slot] = mine.get(response.slot, False) or response.outcome is Outcome.VACANT
    large = {p: mine for p, mine in homes.items() if len(mine) >= LEAST_TOLD}
    if len(large) < 2:
        return
    chances = {}
    for person, mine in large.items():
        vacant, homes_of = _of_others(large, person)
        chances[person] = at_least_mixed(sum(mine.values()), len(mine), (vacant + 1) / (homes_of + 2), SPREAD)
    for person in sorted(holm(chances, VACANT_DOUBT)):
        mine = large[person]
        vacant, homes_of = _of_others(large, person)
        seen = [r for r in asked if r.interviewer == person and r.outcome is Outcome.VACANT]
        yield Flag(
            kind=FlagKind.VACANT,
            street=material.street,
            records=tuple(r.id for r in seen),
            person=person,
            at=seen[0].observed_at,
            evidence={
                "round": name,
                "n": sum(mine.values()),
                "of": len(mine),
                "others": vacant * 1000 // homes_of,
                "chance": rare(chances[person]),
            },
        )


def _of_others(large: Mapping[str, Mapping[str, bool]], person: str) -> tuple[int, int]:
    """Vacant homes and all homes of the other interviewers."""
    others = [o for p, o in large.items() if p != person]
    return sum(sum(o.values()) for o in others), sum(len(o) for o in others)

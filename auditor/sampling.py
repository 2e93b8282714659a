"""Planning a survey round: how many households of which community, and which of them, by a seeded draw (DESIGN 3)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, isqrt
from operator import itemgetter

from auditor.conforming import all_conforming_bound
from auditor.errors import Problem, Refused
from auditor.estimate import Cluster, Clustered, all_conforming_two_stage
from auditor.power import binomial_size
from auditor.standard import RATES, Standard
from auditor.survey import Drawn, Mode, Round, Stratum, Supplement, slot_name

Frame = Mapping[str, Mapping[str, int]]  # community code -> site id -> households
LEAST_CLUSTER = 5  # smaller sites of a community are drawn together: a cluster of one household would be a door
PER_SITE = 5  # households asked at a drawn site, about (two stages); ours [P]
_FRACTION = 10**6


@dataclass(frozen=True, slots=True)
class Answered:
    """What an earlier round showed of a community under one rate: the spread that Neyman's allocation asks for."""

    answered: int
    conforming: int


# -- sizes -------------------------------------------------------------------------------------------------------------


def plan_strata(sizes: Mapping[str, int], mode: Mode, *, floor: Fraction, confidence: Fraction) -> dict[str, Stratum]:
    """Households to ask by community, for a threshold of 100 % in one stage.

    `sizes` are households by community. A sample takes n_h = min(N_h, max(2, ceil(n0 N_h / N))) with the smallest n0
    for which a sample that all conforms shows `floor` with `confidence`; where that is everybody, it is a census.
    Refused if there is no household at all.
    """
    sizes = _households(sizes)
    total = sum(sizes.values())
    if mode is Mode.CENSUS:
        return {code: Stratum(population=size, planned=size) for code, size in sizes.items()}

    def reaches(n0: int) -> bool:
        drawn = _in_proportion(sizes, n0)
        return all_conforming_bound([(sizes[c], drawn[c]) for c in sizes], confidence) >= floor

    drawn = _in_proportion(sizes, _smallest(reaches, total))
    return {code: Stratum(population=size, planned=drawn[code]) for code, size in sizes.items()}


def _households(sizes: Mapping[str, int]) -> dict[str, int]:
    found = {code: size for code, size in sizes.items() if size > 0}
    if not found:
        raise Refused(Problem("street", "no_households"))
    return found


def _smallest(reaches: Callable[[int], bool], most: int) -> int:
    """The smallest size from 1 to `most` that reaches, where reaching grows with the size; `most` where none does."""
    low, high = 0, min(1, most)  # sizes are small beside the whole: double, then halve
    while high < most and not reaches(high):
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _in_proportion(weights: Mapping[str, int], n0: int, sizes: Mapping[str, int] | None = None) -> dict[str, int]:
    """n_h = min(N_h, max(2, ceil(n0 w_h / Σ w))): proportional to the sizes, or to other weights (Neyman)."""
    whole, sizes = sum(weights.values()), sizes or weights
    return {code: min(sizes[code], max(2, -(-n0 * w // whole))) for code, w in weights.items()}


def neyman_weights(sizes: Mapping[str, int], earlier: Mapping[str, Answered]) -> dict[str, int]:
    """N_h s_h as integers, s_h² = p(1 - p) with p = (x + 1) / (n + 2): what is known of each community, never 0.

    Without an earlier round all communities spread alike, and the allocation is proportional.
    """
    found = {}
    for code, size in sizes.items():
        seen = earlier.get(code, Answered(0, 0))
        right, whole = seen.conforming + 1, seen.answered + 2
        found[code] = size * isqrt(_FRACTION**2 * right * (whole - right) // whole**2)
    return found


def allocate(
    sizes: Mapping[str, int], standard: Standard, earlier: Mapping[str, Mapping[str, Answered]] | None = None
) -> dict[str, int]:
    """Households to ask by community so that both rates can be decided: of each community the larger number.

    Threshold 100 %: the all-conforming bound reaches the floor (one stage), or ceil(deff n) of the simple
    hypergeometric with D = floor((1 - floor) N) + 1 (two stages). Below: n0 of `binomial_size`, times deff, by
    Neyman's allocation where an earlier round says something (`earlier`: rate -> community). DESIGN 3.
    """
    sizes, rules = _households(sizes), standard.survey
    total = sum(sizes.values())
    asked = dict.fromkeys(sizes, 0)
    for rate in RATES:
        threshold = standard.criteria[rate].threshold
        if threshold < 1:
            n0 = binomial_size(threshold, standard.planning_rate(rate), rules.confidence, total)
            n0 = min(total, ceil(n0 * rules.deff))
            mine = _in_proportion(neyman_weights(sizes, (earlier or {}).get(rate, {})), n0, sizes)
        elif rules.design == "one_stage":
            plan = plan_strata(sizes, Mode.SAMPLE, floor=rules.floor, confidence=rules.confidence)
            mine = {code: s.planned for code, s in plan.items()}
        else:
            n0 = ceil(rules.deff * simple_size(total, rules.floor, rules.confidence))
            mine = _in_proportion(sizes, min(total, n0))
        asked = {code: max(n, mine[code]) for code, n in asked.items()}
    return asked


def simple_size(population: int, floor: Fraction, confidence: Fraction) -> int:
    """The smallest simple random sample that meets one of D = floor((1 - floor) N) + 1 with `confidence`."""
    bad = int((1 - floor) * population) + 1

    def reaches(n: int) -> bool:
        return comb(population - bad, n) <= (1 - confidence) * comb(population, n)

    return _smallest(reaches, population) if bad <= population else population


# -- plans -------------------------------------------------------------------------------------------------------------


def plan_round(
    frame: Frame,
    mode: Mode,
    standard: Standard,
    key: bytes,
    earlier: Mapping[str, Mapping[str, Answered]] | None = None,
) -> dict[str, Stratum]:
    """The plan of a round over a frame, by community. Where a sample would be everybody, all are planned.

    In one stage the key changes nothing; in two it draws the clusters. Refused if there is no household at all.
    """
    sizes = _households({code: sum(sites.values()) for code, sites in frame.items()})
    if mode is Mode.CENSUS:
        return {code: Stratum(population=size, planned=size) for code, size in sizes.items()}
    asked = allocate(sizes, standard, earlier)
    if asked == sizes:
        return {code: Stratum(population=size, planned=size) for code, size in sizes.items()}
    if standard.survey.design == "one_stage":
        return {code: Stratum(population=size, planned=asked[code]) for code, size in sizes.items()}
    return _plan_two_stages(frame, sizes, asked, standard, key)


def _plan_two_stages(
    frame: Frame, sizes: Mapping[str, int], asked: Mapping[str, int], standard: Standard, key: bytes
) -> dict[str, Stratum]:
    """Clusters by community. Unequal weights cost draws (kish): under a threshold of 100 % the numbers are raised, a
    twentieth at a time, until all that is planned would reach the floor if it conformed; at last everybody is asked."""
    rules, wanted = standard.survey, dict(asked)
    while wanted != sizes:
        strata = {code: _draw_clusters(key, frame[code], wanted[code], 0) for code in sizes}
        if all(standard.criteria[rate].threshold < 1 for rate in RATES):
            return strata
        drawn = [
            Clustered(
                s.population,
                s.clusters or 0,
                tuple(Cluster(d.population, d.planned, d.planned) for d in s.drawn.values()),
            )
            for s in strata.values()
        ]
        if all_conforming_two_stage(drawn, rules.confidence, rules.deff) >= rules.floor:
            return strata
        wanted = {code: min(sizes[code], n + max(1, n // 20)) for code, n in wanted.items()}
    return {code: Stratum(population=size, planned=size) for code, size in sizes.items()}


def _draw_clusters(
    key: bytes, sites: Mapping[str, int], asked: int, before: int, fraction: Fraction | None = None
) -> Stratum:
    """Clusters of one community: at least two, as many as hold `asked` households, asked in proportion to size."""
    clusters = draw_clusters(key, sites)
    sizes = [sum(sites[s] for s in members) for members in clusters]
    number = max(2, -(-asked // PER_SITE))
    if fraction is not None:
        number = max(2, ceil(fraction * len(clusters)))
    while number < len(sizes) and sum(sizes[:number]) < asked:
        number += 1
    taken = sizes[:number]
    held = sum(taken)
    drawn = {
        str(before + n): Drawn(population=size, planned=min(size, max(1, -(-asked * size // held))))
        for n, size in enumerate(taken, 1)
    }
    planned = sum(d.planned for d in drawn.values())
    return Stratum(population=sum(sizes), planned=planned, clusters=len(clusters), drawn=drawn)


def more_households(held: Mapping[str, int], frame: Frame) -> dict[str, dict[str, int]]:
    """Households of a frame beyond those framed before (`held`, by site), by community and site."""
    found: dict[str, dict[str, int]] = {}
    for code, sites in frame.items():
        more = {site: n - held.get(site, 0) for site, n in sites.items() if n > held.get(site, 0)}
        if more:
            found[code] = more
    return found


def plan_supplement(round_: Round, more: Frame, key: bytes) -> dict[str, Stratum]:
    """The plan of households that came later: the fraction (ceil) of their community, or of the street where the
    community is new; a census asks all. Clusters are numbered on from those there are."""
    found = {}
    whole = Fraction(sum(s.planned for s in round_.strata.values()), sum(s.population for s in round_.strata.values()))
    for code, sites in more.items():
        size = sum(sites.values())
        first = round_.strata.get(code)
        fraction = Fraction(first.planned, first.population) if first and first.population else whole
        asked = min(size, ceil(size * fraction))
        if any(s.drawn for s in round_.strata.values()):
            before = sum(p.community == code for p in round_.parts)
            of = Fraction(len(first.drawn), first.clusters or 1) if first else fraction
            found[code] = _draw_clusters(key, sites, asked, before, of)
        else:
            found[code] = Stratum(population=size, planned=asked)
    return found


# -- draws -------------------------------------------------------------------------------------------------------------


def draw_slots(
    key: bytes, frame: Mapping[str, int], before: Mapping[str, int] | None = None
) -> list[tuple[str, str, int]]:
    """All slots (name, site id, k) of one frame (site id -> households), in drawn order.

    The order of two slots depends on them and the key alone, whatever else is added, renamed or re-counted. `before`
    says how many households of a site were framed earlier: k goes on from there.
    """
    begun = before or {}
    drawn = [
        (slot_name(key, site, k), site, k)
        for site, size in frame.items()
        for k in range(begun.get(site, 0) + 1, begun.get(site, 0) + size + 1)
    ]
    drawn.sort(key=itemgetter(0))
    return drawn


def draw_clusters(key: bytes, sites: Mapping[str, int]) -> list[tuple[str, ...]]:
    """The clusters of a community in drawn order, as site ids; sites of under 5 households are one cluster together
    (and join the smallest other where even together they are under 5)."""
    small = sorted(s for s, n in sites.items() if n < LEAST_CLUSTER)
    single = [(s,) for s in sites if s not in small]
    pooled = sum(sites[s] for s in small)
    groups: list[tuple[str, ...]] = sorted(single, key=lambda g: (sites[g[0]], g))
    if small and pooled < LEAST_CLUSTER and groups:
        groups[0] = (*groups[0], *small)
    elif small:
        groups.append(tuple(small))
    return sorted(groups, key=lambda g: min(slot_name(key, s, 0) for s in g))


def draw_round(key: bytes, round_: Round, community: str) -> Iterator[tuple[str, int, list[tuple[str, str, int]]]]:
    """The parts of a community of a round: number, slots planned, and all slots in drawn order."""
    framed: dict[str, int] = {}
    plans: list[tuple[str, Frame, Mapping[str, Stratum]]] = [("", round_.frame, round_.strata)]
    plans += [(f"s{n}", s.frame, s.strata) for n, s in _in_order(round_.supplements)]
    for number, frame, strata in plans:
        sites, stratum = frame.get(community), strata.get(community)
        if sites is None or stratum is None:
            continue
        if not stratum.drawn:
            yield number, stratum.planned, draw_slots(key, sites, framed)
        else:
            numbers = sorted(stratum.drawn, key=int)
            for cluster, members in zip(numbers, draw_clusters(key, sites), strict=False):
                mine = {s: sites[s] for s in members}
                yield cluster, stratum.drawn[cluster].planned, draw_slots(key, mine, framed)
        for site, n in sites.items():
            framed[site] = framed.get(site, 0) + n


def _in_order(supplements: Mapping[str, Supplement]) -> list[tuple[str, Supplement]]:
    return sorted(supplements.items(), key=lambda x: int(x[0]))

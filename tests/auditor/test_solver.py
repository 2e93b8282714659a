"""The smallest set of points against brute force; the answer is one, whatever the order of the question."""

import random
from collections.abc import Mapping
from itertools import product

import pytest

from auditor.errors import Cancelled
from auditor.solver import Placed, Places, Target, place_points


def most(asked: Places, target: Target) -> int:
    if not target.new:
        return 1
    reached = sum(asked.homes[h] for h in target.reach)
    return max(1, -(-reached // target.capacity)) if target.capacity else 1


def serves(asked: Places, opened: Mapping[str, int]) -> bool:
    """Whether these targets serve every household and every cover, household by household."""
    count = {t.id: opened.get(t.id, 0) if t.costs else 1 for t in asked.targets}
    room = {t.id: (10**6 if t.capacity is None else t.capacity) * count[t.id] for t in asked.targets}
    of: dict[str, list[str]] = {h: [t.id for t in asked.targets if h in t.reach] for h in asked.homes}
    placed: dict[str, list[str]] = {t: [] for t in room}

    def put(home: str, tried: set[str]) -> bool:
        for target in of[home]:
            if target in tried:
                continue
            tried.add(target)
            if len(placed[target]) < room[target]:
                placed[target].append(home)
                return True
            for place, other in enumerate(placed[target]):
                if other != home and put(other, tried):
                    placed[target][place] = home
                    return True
        return False

    if not all(put(home, set()) for home, n in asked.homes.items() for _ in range(n)):
        return False
    return all(any(count[t] for t in cover) for cover in asked.covers)


def by_hand(asked: Places) -> dict[str, int]:
    """Every set there is; the fewest, then the fewest new, then the earliest."""
    costly = sorted((t for t in asked.targets if t.costs), key=lambda t: (t.order, t.id))
    sets = product(*(range(most(asked, t) + 1) for t in costly))

    def rank(counts: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        new = sum(n for t, n in zip(costly, counts, strict=True) if t.new)
        return sum(counts), new, tuple(-n for n in counts)

    for counts in sorted(sets, key=rank):
        opened = {t.id: n for t, n in zip(costly, counts, strict=True)}
        if serves(asked, opened):
            return {t: n for t, n in opened.items() if n}
    raise AssertionError("a new point at every home always serves")


def random_places(rng: random.Random) -> Places:
    homes = {f"h{k}": rng.randint(1, 9) for k in range(rng.randint(1, 3))}
    capacity = rng.choice((5, 6, 8, None))
    targets = []
    for home in homes:
        reach = frozenset({home, *(h for h in homes if rng.random() < 0.3)})
        targets.append(
            Target(id=f"new {home}", home=home, order=(home, "1"), reach=reach, capacity=capacity, costs=True, new=True)
        )
    for k in range(rng.randint(0, 4)):
        home = rng.choice(list(homes))
        reach = frozenset({home, *(h for h in homes if rng.random() < 0.3)})
        room = capacity and rng.choice((capacity, capacity, 3))
        bad = rng.random() < 0.6
        targets.append(Target(id=f"p{k}", home=home, order=(home, "0", str(k)), reach=reach, capacity=room, costs=bad))
    held = {
        (home, t.id): rng.randint(0, n)
        for home, n in homes.items()
        for t in targets
        if not t.new and home in t.reach and rng.random() < 0.7
    }
    covers = [frozenset(t.id for t in rng.sample(targets, min(len(targets), 2))) for _ in range(rng.choice((0, 0, 1)))]
    return Places(homes=homes, targets=targets, held=held, covers=covers)


def check_shares(asked: Places, found: Placed) -> None:
    """Everybody is served, by what may serve them, within what it holds."""
    by = {t.id: t for t in asked.targets}
    for home, households in asked.homes.items():
        assert sum(n for (h, _), n in found.shares.items() if h == home) == households
    for target in asked.targets:
        load = sum(n for (_, t), n in found.shares.items() if t == target.id)
        count = found.opened.get(target.id, 0) if target.costs else 1
        assert load <= (load if target.capacity is None and count else (target.capacity or 0) * count)
    assert all(home in by[target].reach for home, target in found.shares)


def test_the_set_is_the_smallest_and_the_earliest() -> None:
    rng = random.Random(4)
    for case in range(300):
        asked = random_places(rng)
        found = place_points(asked)
        assert dict(found.opened) == by_hand(asked), case
        assert found.at_least == found.count
        check_shares(asked, found)


def test_the_answer_does_not_depend_on_the_order_of_the_question() -> None:
    rng = random.Random(5)
    for _ in range(60):
        asked = random_places(rng)
        turned = Places(
            homes=dict(rng.sample(list(asked.homes.items()), len(asked.homes))),
            targets=rng.sample(list(asked.targets), len(asked.targets)),
            held=dict(rng.sample(list(asked.held.items()), len(asked.held))),
            covers=asked.covers,
        )
        assert place_points(turned) == place_points(asked)


def test_as_few_households_move_as_the_set_allows() -> None:
    good = Target(id="p", home="a", order=("a", "0"), reach=frozenset({"a"}), capacity=300)
    spare = Target(id="q", home="a", order=("a", "0", "2"), reach=frozenset({"a"}), capacity=300)
    new = Target(id="n", home="a", order=("a", "1"), reach=frozenset({"a"}), capacity=300, costs=True, new=True)
    asked = Places(homes={"a": 420}, targets=[good, spare, new], held={("a", "p"): 350, ("a", "q"): 70})
    found = place_points(asked)
    assert found.opened == {}
    assert found.shares == {("a", "p"): 300, ("a", "q"): 120}


def test_what_stands_well_is_left_alone_and_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.solver._Model", None)
    good = Target(id="p", home="a", order=("a",), reach=frozenset({"a"}), capacity=300)
    assert place_points(Places(homes={"a": 9}, targets=[good], held={("a", "p"): 9})).shares == {("a", "p"): 9}


def test_where_time_runs_out_there_is_an_answer_and_the_bound_says_how_far_it_may_be() -> None:
    rng = random.Random(6)
    homes = {f"h{k:03}": rng.randint(20, 400) for k in range(60)}
    targets = [
        Target(
            id=f"new {home}",
            home=home,
            order=(home, "1"),
            reach=frozenset({home, *rng.sample(list(homes), 6)}),
            capacity=300,
            costs=True,
            new=True,
        )
        for home in homes
    ]
    asked = Places(homes=homes, targets=targets)
    hurried = place_points(asked, seconds=0.0)
    check_shares(asked, hurried)
    assert 0 <= hurried.at_least <= hurried.count
    for target, count in hurried.opened.items():
        load = sum(n for (_, t), n in hurried.shares.items() if t == target)
        assert (count - 1) * 300 < load <= count * 300


def test_a_person_may_stop_it_between_parts() -> None:
    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == 1:
            raise Cancelled

    targets = [
        Target(id=h, home=h, order=(h,), reach=frozenset({h}), capacity=5, costs=True, new=True) for h in ("a", "b")
    ]
    with pytest.raises(Cancelled):
        place_points(Places(homes={"a": 3, "b": 3}, targets=targets), tell=stop)

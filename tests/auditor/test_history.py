"""What stands, against a definition written from the sentences of DESIGN 5 and not from the code."""

import itertools
import random
import tracemalloc
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.history import RULES, State, standing, version_of
from auditor.record import Body, Line, canonical
from tests.definition import FEATURES, Defined, features
from tests.strategies import histories, history_of, line


def grouped(key: str) -> str:
    """`b` and `c` mean one thing."""
    return "b" if key == "c" else key


def fits(body: Body) -> bool:
    """A rule between two fields, so that two edits, each good by itself, may break it together."""
    return not (body.get("a") in ("x", "1") and "d" in body)


def told(lines: Iterable[Line], silent: Collection[str] = ()) -> tuple[Any, ...]:
    s = standing(lines, group=grouped, sound=fits, silent=silent)
    return s.version, s.heads, s.state, canonical(dict(s.body)), dict(s.conflicts), s.tips


def expected(lines: Iterable[Line], silent: Collection[str] = ()) -> tuple[Any, ...]:
    d = Defined(lines, grouped, fits, silent)
    return version_of(d.heads), d.heads, d.state, canonical(dict(d.body)), d.conflicts, d.tips


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_what_stands_is_what_design_5_says_with_parts_missing(lines: list[Line], rng: random.Random) -> None:
    kept = [x for x in lines if rng.random() < 0.8] or lines[:1]
    for part in (lines, kept):
        rng.shuffle(part)
        assert told(part) == expected(part)


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_silent_lines_say_nothing_wherever_they_stand(lines: list[Line], rng: random.Random) -> None:
    kept = [x for x in lines if rng.random() < 0.9] or lines[:1]
    silent = {x.name for x in kept if rng.random() < 0.3}
    assert told(kept, silent) == expected(kept, silent)


@given(histories, histories, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_a_silent_line_on_top_of_whatever_changes_nothing_that_stands(
    lines: list[Line], others: list[Line], rng: random.Random
) -> None:
    """Forged on top of some heads, of older lines, of all, or of a parent that nobody has: as if it had not come."""
    names = [x.name for x in lines]
    above = rng.sample([*names, "f" * 64], rng.randint(0, len(names)))
    forged = line(tuple(above), person="forger", at=9000, **others[0].body)
    before, after = standing(lines, group=grouped, sound=fits), told([*lines, forged], {forged.name})
    assert after[2:] == told(lines)[2:]
    assert before.tips == before.heads == after[5]


def test_random_histories_hold_every_feature_and_no_order_matters(capsys: Any) -> None:
    rng = random.Random(20261122)
    seen = Counter(dict.fromkeys(FEATURES, 0))
    for _ in range(250):
        lines = history_of(rng, rng.randint(2, 8))
        kept = [x for x in lines if rng.random() < 0.85] or lines
        wanted = expected(kept)
        orders = (
            list(itertools.permutations(kept)) if len(kept) <= 4 else [rng.sample(kept, len(kept)) for _ in "123456"]
        )
        assert all(told(order) == wanted for order in orders)
        seen.update(features(Defined(kept, grouped, fits)))
        seen["orders"] += len(orders)
    with capsys.disabled():
        print("\nhistories:", dict(seen))
    assert min(seen.values()) > 0


def test_two_edits_that_break_a_rule_together_are_a_conflict_of_all_said_since() -> None:
    root = line(b=1)
    left, right = line((root.name,), a="x", b=1, at=1), line((root.name,), b=1, d=1, at=2)
    found = standing([root, left, right], sound=fits)
    assert found.state is State.CONFLICT
    assert dict(found.conflicts) == {
        key: tuple(sorted((n.name, m.name))) for key, n, m in (("a", left, root), ("d", right, root))
    }
    over = line((left.name, right.name), a="x", b=1, at=3)
    assert standing([root, left, right, over], sound=fits).state is State.SETTLED


def test_two_who_change_different_fields_are_both_right() -> None:
    root = line(a=1, d=1)
    left, right = line((root.name,), a=2, d=1, at=1), line((root.name,), a=1, d=2, at=2)
    found = standing([right, root, left])
    assert found.state is State.SETTLED
    assert found.body == {"a": 2, "d": 2}
    assert found.heads == tuple(sorted((left.name, right.name)))


def test_two_who_change_one_field_are_a_conflict_until_a_line_on_both_heads() -> None:
    root = line(a=1)
    left, right = line((root.name,), a=2, at=1), line((root.name,), a=3, at=2)
    split = standing([root, left, right])
    assert split.state is State.CONFLICT
    assert split.conflicts == {"a": tuple(sorted((left.name, right.name)))}
    settled = line((left.name, right.name), a=3, at=3)
    found = standing([root, left, right, settled])
    assert (found.state, found.body, found.version) == (State.SETTLED, {"a": 3}, settled.name)


def test_a_conflict_settled_twice_alike_is_settled_and_differently_is_a_conflict_again() -> None:
    root = line(a=1)
    left, right = line((root.name,), a=2, at=1), line((root.name,), a=3, at=2)
    heads = (left.name, right.name)
    one, same, other = line(heads, a=2, at=3), line(heads, a=2, at=4), line(heads, a=3, at=5)
    assert standing([root, left, right, one, same]).state is State.SETTLED
    twice = standing([root, left, right, one, other])
    assert twice.conflicts == {"a": tuple(sorted((one.name, other.name)))}


def test_withdrawing_says_every_field_so_an_edit_beside_it_is_a_conflict() -> None:
    root = line(a=1, d=1)
    withdrawn, edited = line((root.name,), a=1, d=1, withdrawn="twice", at=1), line((root.name,), a=2, d=1, at=2)
    found = standing([root, withdrawn, edited])
    assert set(found.conflicts) == {"a"}
    lifted = line((withdrawn.name,), a=1, d=1, at=3)
    after = standing([root, withdrawn, lifted, edited])
    assert after.conflicts == {"a": tuple(sorted((lifted.name, edited.name)))}  # lifting says `a` as well


def test_fields_that_mean_one_thing_are_settled_as_one() -> None:
    root = line(b=1, c=1)
    left, right = line((root.name,), b=2, c=1, at=1), line((root.name,), b=1, c=2, at=2)
    assert set(standing([root, left, right], group=grouped).conflicts) == {"b"}
    assert standing([root, left, right]).body == {"b": 2, "c": 2}


def test_values_are_compared_by_their_bytes() -> None:
    root = line(a=0)
    number, truth = line((root.name,), a=1, at=1), line((root.name,), a=True, at=2)
    assert standing([root, number, truth]).state is State.CONFLICT
    over = line((number.name,), a=True, at=3)  # 1 -> True is an edit, though Python calls them equal
    assert standing([root, number, over]).body["a"] is True
    assert standing([root, number, over, line((number.name,), a=1, at=4)]).body["a"] is True


def test_a_missing_parent_makes_it_incomplete_until_it_comes_or_somebody_writes_on_top() -> None:
    root = line(a=1)
    middle = line((root.name,), a=2, at=1)
    end = line((middle.name,), a=3, at=2)
    alone = standing([end])
    assert (alone.state, alone.body) == (State.INCOMPLETE, {"a": 3})
    assert standing([end, line((end.name,), a=3, at=3)]).state is State.SETTLED
    gap = standing([root, end])  # `middle` is not held: nobody knows that `end` follows `root`
    assert (gap.state, gap.heads) == (State.CONFLICT, tuple(sorted((root.name, end.name))))
    assert standing([root, end, middle]).state is State.SETTLED


def test_one_body_that_breaks_its_rules_is_broken_not_a_conflict() -> None:
    assert standing([line(a=1)], sound=lambda _: False).state is State.BROKEN


def test_a_record_without_fields_stands() -> None:
    found = standing([line()])
    assert (found.state, found.body) == (State.SETTLED, {})


def test_the_version_of_several_heads_depends_on_their_set_alone() -> None:
    assert version_of(["b", "a"]) == version_of(["a", "b"]) != version_of(["ab"])
    assert version_of(["a"]) == "a"


def test_a_long_history_is_read_without_recursion_and_in_little_room() -> None:
    """A record of ten thousand lines in one package, by mistake or to do harm, must not eat the bureau's memory."""
    lines = [line(a=0)]
    for n in range(3000):
        lines.append(line((lines[-1].name,), a=n, at=n))
    tracemalloc.start()
    try:
        assert standing(lines).body == {"a": 2999}
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()


@example(seed=1)
@given(st.integers(0, 10**6))
@settings(max_examples=60)
def test_writing_on_top_of_all_heads_always_settles_what_was_written(seed: int) -> None:
    lines = history_of(random.Random(seed), 6)
    top = line(standing(lines).heads, a="last", at=9000)
    found = standing([*lines, top], group=grouped)
    assert (found.state, found.body, found.heads) == (State.SETTLED, {"a": "last"}, (top.name,))


def test_the_number_of_the_computation_is_pinned() -> None:
    """Whoever changes what stands for the same lines raises RULES, so that every index is made anew."""
    assert RULES == 1

"""The state machine of exchanges: Hypothesis chooses what befalls a bureau and its stations; at last they meet."""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.exchanging_end import come_together
from tests.exchanging_seats import PLACE
from tests.exchanging_world import World

SEEN: Counter[str] = Counter()  # what really happened, over all runs of this process

# Each deed chooses by a seed of its own: an index drawn as an integer would favour the first package (SYNC.md 6)
dice = st.integers(0, 2**32 - 1).map(random.Random)

MUST_HAPPEN = (
    "withdrawn or brought back",
    "conflict",
    "conflict settled",
    "settled twice",
    "merged without conflict",
    "three heads",
    "gap",
    "gap for ever",
    "join",
    "joins in both directions",
    "parted",
    "undo",
    "undo of an undo",
    "undo met by an edit",
    "undo over several heads",
    "lost",
    "repeated",
    "stale",
    "truncated",
    "altered",
    "wrong address",
    "own lines came back",
    "of others, waits",
    "released",
    "backup",
    "restore at the bureau",
    "restore at the station",
    "file put back at the bureau",
    "file put back at the station",
    "clone",
    "clone of the bureau",
    "both bureaus wrote",
    "both bureaus received",
    "the bureau's own lines came back",
    "clock jump",
    "standard superseded",
    "photograph",
    "photograph missing",
    "rebuild",
)

DUMP = "dump put back at the bureau"  # in place of its own copies, its file and its clone, which a server has not


class Exchanging(RuleBasedStateMachine):
    """One run."""

    server = ""  # the address of a server that has the bureau's database; "": it is a file

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="exchanging-", dir=PLACE, ignore_cleanup_errors=True)
        self.world = World(Path(self.folder.name), SEEN, self.server)
        self.dice = random.Random(1)

    @rule(dice=dice)
    def edit(self, dice: random.Random) -> None:
        self.world.edit(dice)

    @rule(dice=dice)
    def edit_again(self, dice: random.Random) -> None:
        self.world.edit(dice)

    @rule(dice=dice)
    def add(self, dice: random.Random) -> None:
        self.world.add(dice)

    @rule(dice=dice)
    def all_edit(self, dice: random.Random) -> None:
        self.world.all_edit(dice)

    @rule(dice=dice)
    def settle(self, dice: random.Random) -> None:
        self.world.settle(dice)

    @rule(dice=dice)
    def settle_again(self, dice: random.Random) -> None:
        self.world.settle(dice)

    @rule(dice=dice)
    def settle_twice(self, dice: random.Random) -> None:
        self.world.settle_twice(dice)

    @rule(dice=dice)
    def join(self, dice: random.Random) -> None:
        self.world.join(dice, both=False)

    @rule(dice=dice)
    def join_both(self, dice: random.Random) -> None:
        self.world.join(dice, both=True)

    @rule(dice=dice)
    def part(self, dice: random.Random) -> None:
        self.world.part(dice)

    @rule(dice=dice)
    def adopt(self, dice: random.Random) -> None:
        self.world.adopt(dice)

    @rule(dice=dice)
    def photograph(self, dice: random.Random) -> None:
        self.world.photograph(dice)

    @rule(dice=dice)
    def lose_photograph(self, dice: random.Random) -> None:
        self.world.lose_photograph(dice)

    @rule(dice=dice)
    def take_back(self, dice: random.Random) -> None:
        self.world.take_back(dice, met=False)

    @rule(dice=dice)
    def take_back_met(self, dice: random.Random) -> None:
        self.world.take_back(dice, met=True)

    @rule(dice=dice)
    def take_back_disputed(self, dice: random.Random) -> None:
        self.world.take_back_disputed(dice)

    @rule(dice=dice)
    def send(self, dice: random.Random) -> None:
        self.world.send(dice)

    @rule(dice=dice)
    def send_again(self, dice: random.Random) -> None:
        self.world.send(dice)

    @rule(dice=dice)
    def deliver(self, dice: random.Random) -> None:
        self.world.deliver(dice)

    @rule(dice=dice)
    def deliver_again(self, dice: random.Random) -> None:
        self.world.deliver(dice)

    @rule(dice=dice)
    def overtake(self, dice: random.Random) -> None:
        self.world.overtake(dice)

    @rule(dice=dice)
    def lose(self, dice: random.Random) -> None:
        self.world.lose(dice)

    @rule(dice=dice)
    def damage(self, dice: random.Random) -> None:
        self.world.damage(dice)

    @rule(dice=dice)
    def damage_again(self, dice: random.Random) -> None:
        self.world.damage(dice)

    @rule(dice=dice)
    def let_in(self, dice: random.Random) -> None:
        self.world.let_in(dice)

    @rule(dice=dice)
    def sync(self, dice: random.Random) -> None:
        self.world.sync(dice)

    @rule(dice=dice)
    def sync_again(self, dice: random.Random) -> None:
        self.world.sync(dice)

    @rule(dice=dice)
    def copy(self, dice: random.Random) -> None:
        self.world.copy(dice)

    @rule(dice=dice)
    def bureau_put_back(self, dice: random.Random) -> None:
        self.world.put_back(dice, bureau=True)

    @rule(dice=dice)
    def station_put_back(self, dice: random.Random) -> None:
        self.world.put_back(dice, bureau=False)

    @rule(dice=dice)
    def hand_in_alone(self, dice: random.Random) -> None:
        self.world.hand_in_alone(dice)

    @rule(dice=dice)
    def orphan(self, dice: random.Random) -> None:
        self.world.orphan(dice)

    @rule(dice=dice)
    def clone(self, dice: random.Random) -> None:
        self.world.clone(dice)

    @rule(dice=dice)
    def clone_bureau(self, dice: random.Random) -> None:
        self.world.clone_bureau(dice)

    @rule(dice=dice)
    def clone_bureau_again(self, dice: random.Random) -> None:
        self.world.clone_bureau(dice)

    @rule(dice=dice)
    def jump(self, dice: random.Random) -> None:
        self.world.jump(dice)

    @rule(dice=dice)
    def check(self, dice: random.Random) -> None:
        self.world.check(dice)

    def teardown(self) -> None:
        """All meet, unless the run has failed already."""
        try:
            if sys.exc_info()[0] is None:
                come_together(self.world, self.dice)
                SEEN["runs"] += 1
        finally:
            self.world.close()
            self.folder.cleanup()


def hunt(runs: int, steps: int, number: int, phases: Collection[Phase] = tuple(Phase), *, server: str = "") -> None:
    """So many runs under a seed; an AssertionError with the deeds that lead to it, made short. With `server` the
    bureau's database is there, and put back by pg_dump."""
    machine = seed(number)(type("Exchanging", (Exchanging,), {"server": server}))
    bounds = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow],  # opening databases takes its time
    )
    run_state_machine_as_test(machine, settings=bounds)


def lacking(*, served: bool = False) -> list[str]:
    """What must happen and did not."""
    must = MUST_HAPPEN if not served else [DUMP, *(name for name in MUST_HAPPEN if "bureau" not in name)]
    return [name for name in must if not SEEN[name]]


def told(seen: Counter[str]) -> str:
    """The counters, one a line."""
    return "\n".join(f"  {name}: {seen[name]}" for name in sorted({*seen, *MUST_HAPPEN}))

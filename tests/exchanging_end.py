"""The end of an exchanging hunt: all meet, and then nothing is missing and all hold the same, row by row."""

import random
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from auditor.division import PUBLISHED
from auditor.standards import in_force
from auditor.use_cases import scoring
from db.journal import LINE
from db.standing import STANDING
from db.store import INDEX, KEY
from tests.db.dumping import dump
from tests.exchanging_seats import STREETS, Seat
from tests.exchanging_world import World

END = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)  # when the clocks are set right and all meet
ROUNDS = 4  # of exchanges after which everybody must hold the same


def come_together(world: World, rng: random.Random, rounds: int = ROUNDS) -> int:
    """Everybody exchanges with the bureau until all hold the same; how many rounds it took. Nothing that any
    database held is missing then, and going on sends nothing."""
    for seat in world.seats:
        seat.office.clock.now = END
    everything = set().union(*(seat.held for seat in world.seats))
    pictures = _pictures(world)
    took = 0
    if len(world.homes) > 1:
        world.seen["both bureaus wrote"] += all(home.wrote for home in world.homes)
        world.seen["both bureaus received"] += all(home.received for home in world.homes)
    while took < rounds and not _agree(world):
        _go_round(world, rng)
        took += 1
    assert _agree(world), f"after {took} rounds: {_differences(world)}"
    assert everything <= world.home.held, f"{len(everything - world.home.held)} lines are nowhere any more"
    sites = world.home.sites()
    with world.home.office.store.reading() as work:
        lines = [x for of in work.journal.lines(sites).values() for x in of]
    world.seen["gap for ever"] += any(not world.home.held.issuperset(x.parents) for x in lines)
    _compare(world, rng)
    _go_round(world, rng)  # everybody hears that everybody has everything
    sent = [_sends(home, seat) for home in world.homes for seat in world.away]
    assert not any(sent), f"nobody writes, all hold the same, and lines go round: {sent}"
    while took < rounds and _lacking(world, pictures):  # they may be asked for when all lines are there
        _go_round(world, rng)
        took += 1
    assert not _lacking(world, pictures), f"photographs after {took} rounds: {_lacking(world, pictures)}"
    world.seen[f"together after {took} rounds"] += 1
    return took


def _go_round(world: World, rng: random.Random) -> None:
    """Every station exchanges with the bureau; where there are two of it with each, and hears it first: a station sends
    what its bureau lacked by its last word, and that was the other's."""
    for home in world.homes:
        for seat in rng.sample(world.away, len(world.away)):
            if len(world.homes) > 1:
                world.hear(seat, home)
            world.sync(rng, seat, home)


def _sends(home: Seat, seat: Seat) -> int:
    """How many lines would go between a station and the bureau now."""
    there, back = seat.office.packed(), home.office.packed(seat.office)
    return there.manifest.lines + there.others + back.manifest.lines


def _share(world: World, seat: Seat) -> set[str]:
    with world.home.office.store.reading() as work:
        wanted = LINE.c.street.in_(["", seat.street]) | (LINE.c.station == PUBLISHED)
        return set(work.conn.scalars(select(LINE.c.name).where(wanted)))


def _agree(world: World) -> bool:
    return not _differences(world)


def _differences(world: World) -> dict[str, tuple[int, int]]:
    """Of each seat: how many lines it lacks, and the bureau lacks."""
    found = {}
    for seat in world.away:
        share = _share(world, seat)
        if share != seat.held:
            found[seat.name] = len(share - seat.held), len(seat.held - share)
    for other in world.homes[1:]:
        if other.held != world.home.held:
            found[other.name] = len(world.home.held - other.held), len(other.held - world.home.held)
    return found


def _compare(world: World, rng: random.Random) -> None:
    """Row by row, and in score."""
    whole = dump(world.home.office.store)
    scores = _scores(world.home)
    for seat in world.away:
        assert dump(seat.office.store) == shared_rows(whole, seat.street), seat.name
        mine = _scores(seat)
        assert mine == {k: v for k, v in scores.items() if k == seat.street}
    for other in world.homes[1:]:
        assert dump(other.office.store) == whole
        assert _scores(other) == scores
    for seat in (world.home, rng.choice(world.away)):  # what is equal row by row is checked once
        assert seat.office.store.check().faults == ()


def _scores(seat: Seat) -> dict[str, object]:
    with seat.office.store.reading() as work:
        standard, today = in_force(work), work.today()
        streets = [x for x in dict.fromkeys(STREETS) if work.sites.counts(x)]
        found = {x: scoring.score_one(work, x, standard, today, known=today, root="-") for x in streets}
    return {x: (standard.name, scored.score, scored.units) for x, scored in found.items()}


def _pictures(world: World) -> dict[str, set[str]]:
    """street -> the photographs that somebody who shares it holds."""
    found: dict[str, set[str]] = {}
    for seat in world.seats:
        for street in (seat.street,) if seat.street else dict.fromkeys(STREETS):
            found.setdefault(street, set()).update(seat.office.store.photo_files.names())
    return found


def _lacking(world: World, held: dict[str, set[str]]) -> dict[str, int]:
    """Of each seat how many photographs its records show that were somewhere and are not here."""
    found = {}
    for seat in world.seats:
        with seat.office.store.reading() as work:
            shown = {(p.street, p.sha256) for p in work.photos.all()}
        files = seat.office.store.photo_files.names()
        count = sum(1 for street, sha in shown if sha in held.get(street, ()) and sha not in files)
        if count:
            found[seat.name] = count
    return found


def shared_rows(whole: dict[str, list[tuple[Any, ...]]], street: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a dump that concern one street, and all."""
    places = {t.name: list(t.columns).index(t.c[KEY[t]]) for t in INDEX}
    concerned, kind = (list(STANDING.columns).index(c) for c in (STANDING.c.street, STANDING.c.kind))
    shared = {
        row[places[STANDING.name]]
        for row in whole[STANDING.name]
        if row[concerned] in ("", street) or row[kind] in ("street", "community")
    }
    return {name: [row for row in rows if row[places[name]] in shared] for name, rows in whole.items()}

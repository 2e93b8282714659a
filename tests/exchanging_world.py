"""The world of the exchanging hunts: people, their post, and what befalls computers: put back, cloned, mistimed."""

import random
from datetime import UTC, datetime, timedelta

from tests.db.dumping import dump
from tests.exchanging_post import Post
from tests.exchanging_seats import OTHER, STREETS, Copy, Seat
from tests.making import STREET


class World(Post):
    """All seats, and what befalls them."""

    def copy(self, rng: random.Random, seat: Seat | None = None, *, ours: bool = True) -> None:
        """A copy is made: by our own backup, or of the file while the program is closed."""
        seat = seat or rng.choice(self.seats)
        path = self.folder / f"{seat.name}-copy-{self.next()}.sqlite3"
        if ours and not seat.served and rng.random() < 0.5:
            seat.office.store.backup(str(path))
            self.seen["backup"] += 1
        else:
            seat.keep(path)
        seat.copies.append(Copy(path, frozenset(seat.held)))

    def put_back(
        self,
        rng: random.Random,
        *,
        bureau: bool,
        seat: Seat | None = None,
        copy: Copy | None = None,
        ours: bool = True,
    ) -> None:
        """An earlier copy takes a database's place; what only it held since is gone, by nobody's fault but this."""
        seat = seat or rng.choice(self.homes if bureau else self.away)
        copy = copy or rng.choice(seat.copies)
        side = "bureau" if bureau else "station"
        lost = seat.held - copy.names
        seat.held = set(copy.names)
        if ours and not seat.served and rng.random() < 0.5:
            seat.office.store.restore(str(copy.path))
            self.seen[f"restore at the {side}" if lost else "restore of nothing lost"] += 1
        else:
            seat.lay(copy.path)
            what = "dump" if seat.served else "file"
            self.seen[f"{what} put back at the {side}" if lost else "restore of nothing lost"] += 1
        assert not seat.look()

    def hand_in_alone(self, rng: random.Random) -> None:
        """The bureau was put back, and one station hands in its own lines; what they stand on is missing there."""
        home = rng.choice(self.homes)
        self.put_back(rng, bureau=True, seat=home)
        seat = rng.choice(self.away)
        self.take(seat, self._posted(home, seat))
        self.edit(rng, seat)
        self.take(home, self._posted(seat, home))

    def orphan(self, rng: random.Random) -> None:
        """One edits, another writes on top of it and packs; then all are put back, and only that package arrives: what
        it stands on is nowhere any more."""
        street = rng.choice((STREET, OTHER))
        seats = [s for s in self.seats if s.street in ("", street)]
        writer = rng.choice([s for s in seats if not s.at_bureau])
        for seat in seats:
            self.copy(rng, seat, ours=False)
        record = self._shared(seats, street, rng)
        if record is None or not self.edit(rng, self.home, record):
            return
        self.take(writer, self._posted(self.home, writer))
        self.mail.pop()
        self.edit(rng, writer, record)
        child = self._posted(writer, self.home)
        for seat in seats:
            self.put_back(rng, bureau=seat.at_bureau, seat=seat, copy=seat.copies[-1], ours=False)
        self.take(self.home, child)

    def clone(self, rng: random.Random) -> None:
        """A laptop's file is copied to a second laptop, and both go on as one station."""
        if len(self.away) == len(STREETS):
            self._clone(rng.choice(self.away))
            self.seen["clone"] += 1

    def clone_bureau(self, rng: random.Random) -> None:
        """The bureau's machine is copied (an image put up anew, while the old one runs on), and both go on as one
        bureau: stations hand in at either, both write. A server's is not: there is one for all."""
        if len(self.homes) == 1 and not self.home.served:
            other = self._clone(self.home)
            self.seen["clone of the bureau"] += 1
            for home in (self.home, other):
                home.wrote = home.received = False
        for home in self.homes:
            seat = rng.choice(self.away)
            for one in (home, seat):
                self.edit(rng, one)
            self.sync(rng, seat, home)

    def _clone(self, seat: Seat) -> Seat:
        file = self.folder / f"image-{self.next()}.sqlite3"
        seat.keep(file)
        return self._sit(f"克隆 {self.next()}", file, seat.office.name, seat.street)

    def jump(self, rng: random.Random) -> None:
        """Somebody's clock goes years back or ahead."""
        clock = rng.choice(self.seats).office.clock
        clock.now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC) + timedelta(days=rng.randrange(-3000, 3000))
        self.seen["clock jump"] += 1

    def check(self, rng: random.Random) -> None:
        """What a database says of itself, and its index made anew."""
        seat = rng.choice(self.seats)
        found = seat.office.store.check()
        assert found.faults == ()
        if rng.random() < 0.3:
            before = dump(seat.office.store)
            seat.office.store.rebuild()
            assert dump(seat.office.store) == before
            self.seen["rebuild"] += 1

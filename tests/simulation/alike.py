"""Whether a bureau and its stations hold the same: every line byte by byte, every row of the index, and every score."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Row, select

from auditor.division import PUBLISHED
from auditor.history import State
from auditor.standards import in_force
from auditor.use_cases import scoring
from db.journal import LINE
from tests.db.dumping import dump
from tests.exchanging import Office
from tests.exchanging_end import shared_rows

OWN = frozenset({"arrival", "arrived", "package"})  # when and how a line came is each database's own
_NAMES = select(LINE.c.name)
_PLACES = select(LINE.c.name, LINE.c.street, LINE.c.station)
_WHOLE = select(*(c for c in LINE.c if c.name not in OWN)).order_by(LINE.c.name)


class Holder(Protocol):
    """Whatever has a database."""

    @property
    def office(self) -> Office:
        """It."""


H = TypeVar("H", bound=Holder)


def names_in(office: Office) -> set[str]:
    """The names of all lines it holds."""
    with office.store.reading() as work:
        return set(work.conn.scalars(_NAMES))


def apart(home: Office, holders: Iterable[H]) -> list[H]:
    """Those that hold other lines than the bureau of what they share: a street, and what concerns everybody."""
    with home.store.reading() as work:
        rows = work.conn.execute(_PLACES).all()
    everybody = {r.name for r in rows if _is_for(r, "")}
    by_street: dict[str, set[str]] = {}
    for row in rows:
        by_street.setdefault(row.street, set()).add(row.name)
    return [x for x in holders if names_in(x.office) != everybody | by_street.get(x.office.street, set())]


def _is_for(row: Any, street: str) -> bool:
    return row.street in ("", street) or row.station == PUBLISHED


def compare(home: Office, holders: Sequence[Holder]) -> Counter[str]:
    """An AssertionError where a line, a row or a score differs, or a database finds a fault in itself (one of each
    street: the others are its equals in every line and row). Counts of what the bureau holds."""
    whole, lines = dump(home.store), _lines(home)
    shares: dict[str, tuple[object, object, object]] = {}
    for holder in holders:
        office, street = holder.office, holder.office.street
        if street not in shares:
            shares[street] = [x for x in lines if _is_for(x, street)], shared_rows(whole, street), _score(home, street)
            assert office.store.check().faults == ()
        mine = _lines(office), dump(office.store), _score(office, street)
        assert mine[0] == shares[street][0], f"{office.name}: another line"
        assert mine[1] == shares[street][1], f"{office.name}: another row of the index"
        assert mine[2] == shares[street][2], f"{office.name}: another score"
    assert home.store.check().faults == ()
    with home.store.reading() as work:
        states = Counter(work.sites.state(s.id) for s in work.sites.all())
    return Counter({"lines": len(lines), "sites": states.total(), "conflicts open": states[State.CONFLICT]})


def _lines(office: Office) -> list[Row[Any]]:
    with office.store.reading() as work:
        return list(work.conn.execute(_WHOLE).all())


def _score(office: Office, street: str) -> object:
    with office.store.reading() as work:
        standard, today = in_force(work), work.today()
        scored = scoring.score_one(work, street, standard, today, known=today, root="-")
    return scored.score, scored.units

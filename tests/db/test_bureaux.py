"""Who speaks for the bureau follows from the lines and from whom a person accepted; the index follows at once."""

from auditor.history import State
from auditor.people import Role, new_station_key, station_of
from auditor.record import Line, new_id
from auditor.station import Station, station_id
from db import SqlStore

_PRIVATE, PUBLIC = new_station_key()
BUREAU = station_of(PUBLIC)
OTHER = "c" * 32
AT = "2026-11-22T02:00:00.000Z"


def decider(station: str) -> Line:
    return Line("person", new_id(), (), station, "p", AT, 480, "", 1, {"name": "甲", "role": Role.DECIDER.value})


def bureau_line(by: str) -> Line:
    body = {"key": PUBLIC.hex(), "bureau": True, "name": "区"}
    return Line("station", station_id(BUREAU), (), by, "p", AT, 480, "", 1, body)


def test_what_others_say_of_the_bureaus_kinds_says_nothing_from_the_moment_a_bureau_is_accepted(
    any_store: SqlStore,
) -> None:
    theirs, ours = decider(OTHER), decider(BUREAU)
    with any_store.writing() as work:
        work.journal.receive([theirs, ours], "p")
        assert work.people.state(theirs.record) is State.SETTLED
        work.accept_bureau(BUREAU)
        assert (work.bureau, work.bureaux) == (BUREAU, frozenset({BUREAU}))
        assert work.people.state(theirs.record) is State.BROKEN
        assert [p.id for p in work.people.all()] == [ours.record]
        late = decider(OTHER)
        work.journal.receive([late], "p")
        assert work.people.state(late.record) is State.BROKEN
    assert any_store.check().faults == ()
    any_store.rebuild()
    assert any_store.check().faults == ()


def test_a_second_bureau_that_the_first_names_is_heard_with_all_it_said_before(any_store: SqlStore) -> None:
    first = "d" * 32
    said = decider(BUREAU)
    with any_store.writing() as work:
        work.accept_bureau(first)
        work.journal.receive([said], "p")
        assert work.people.state(said.record) is State.BROKEN
        work.journal.receive([bureau_line(OTHER)], "p")
        assert work.bureaux == {first}
        work.journal.receive([bureau_line(first)], "p")
        assert work.bureaux == {first, BUREAU}
        assert work.people.state(said.record) is State.SETTLED
        assert isinstance(work.stations.get(station_id(BUREAU)), Station)
    assert any_store.check().faults == ()

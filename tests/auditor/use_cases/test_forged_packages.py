"""A station with a good key that lies: lines of another, a role it gives itself, a record made another thing.

Every file here is whole, hashed and signed as it should be (damage and repaired hashes: test_package_zip.py).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.delivery import Fate
from auditor.dispute import dispute_id
from auditor.errors import Refused
from auditor.formats.package_zip import write_package
from auditor.history import State
from auditor.identity import PUBLIC, signer
from auditor.package import Manifest
from auditor.people import Person, Role
from auditor.progress import Completed, Completion
from auditor.record import Line, Record, body_of, new_id
from auditor.standard_record import record_id
from auditor.station import Station, station_id
from auditor.use_cases import enrolling, settling, taking_back
from auditor.use_cases.following import completion_id
from auditor.use_cases.unpacking import Unpacked, release
from tests.db.dumping import dump
from tests.exchanging import Office, district, exchange, offices
from tests.making import STREET, TODAY, site


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office, Office]]:
    """A bureau and two stations it knows; the second lies."""
    with district(tmp_path) as (bureau, (one, two)):
        yield bureau, one, two


def line(station: str, record: Record, *parents: str, **changes: object) -> Line:
    """A line as somebody writes it who keeps no rules."""
    values: dict[str, object] = {
        "kind": record.KIND,
        "record": record.id,
        "parents": tuple(sorted(parents)),
        "station": station,
        "person": "",
        "at": "2026-11-22T03:00:00.000Z",
        "offset": 480,
        "street": record.street,
        "schema": 1,
        "body": body_of(record),
        **changes,
    }
    return Line(**values)  # type: ignore[arg-type]  # changes are of any field


def forge(liar: Office, *lines: Line, **changes: object) -> Path:
    """A package signed by the liar's own key, with whatever lines."""
    with liar.store.reading() as work:
        key, sign = work.setting(PUBLIC), signer(work)
    manifest = Manifest(
        id=new_id(), station=liar.station, key=key, to="", made="2026-11-22T03:00:00.000Z", lines=len(lines)
    )
    path = liar.folder / f"{new_id()}.sap"
    write_package(path, replace(manifest, **changes), [x.raw for x in lines], [], sign)  # type: ignore[arg-type]
    return path


def is_refused(bureau: Office, path: Path) -> str:
    """Why; nothing has changed."""
    before, held = dump(bureau.store), bureau.lines
    with pytest.raises(Refused) as refused:
        bureau.unpack(path)
    assert (dump(bureau.store), bureau.lines) == (before, held)
    return refused.value.problems[0].code


def takes(bureau: Office, path: Path) -> Unpacked:
    """It is taken, and the index is whole."""
    taken = bureau.unpack(path)
    assert taken.delivery.state is Fate.APPLIED
    assert bureau.store.check().faults == ()
    return taken


def test_a_line_of_another_station_is_refused_with_all_that_came_with_it(pair: tuple[Office, Office, Office]) -> None:
    bureau, one, two = pair
    own, others = line(two.station, site()), line(one.station, site("06-002"))
    assert is_refused(bureau, forge(two, own, others)) == "line_of_another"
    assert is_refused(bureau, forge(two, own, line(bureau.station, site()))) == "line_of_another"


def test_a_kind_nobody_knows_is_refused(pair: tuple[Office, Office, Office]) -> None:
    bureau, _one, two = pair
    assert is_refused(bureau, forge(two, line(two.station, site(), kind="licence"))) == "kind_unknown"


def test_a_package_for_another_is_refused(pair: tuple[Office, Office, Office]) -> None:
    bureau, one, two = pair
    assert is_refused(bureau, forge(two, line(two.station, site()), to=one.station)) == "package_for_another"


def test_a_station_of_a_revoked_key_is_not_believed_whatever_it_says(pair: tuple[Office, Office, Office]) -> None:
    bureau, _one, two = pair
    forged = forge(two, line(two.station, site()), made="2026-01-01T00:00:00.000Z")
    enrolling.revoke(bureau.store, two.station, "丢了")
    held = bureau.lines
    assert bureau.unpack(forged).delivery.state is Fate.WAITING
    assert bureau.lines == held


def test_a_role_that_a_station_gives_is_none(pair: tuple[Office, Office, Office]) -> None:
    bureau, _one, two = pair
    with bureau.store.reading() as work:
        (decider,) = [p for p in work.people.all() if p.role is Role.DECIDER]
    mine = Person(id=new_id(), name="自封的", role=Role.DECIDER)
    demoted = replace(decider, role=Role.INSPECTOR)
    takes(bureau, forge(two, line(two.station, mine), line(two.station, demoted, decider.version)))
    with bureau.store.reading() as work:
        assert [p.name for p in work.people.all() if p.role is Role.DECIDER] == [decider.name]
        assert work.people.state(decider.id) is State.SETTLED
        assert work.people.state(mine.id) is not State.SETTLED


def test_a_station_that_calls_itself_the_bureau_is_not(pair: tuple[Office, Office, Office]) -> None:
    bureau, one, two = pair
    mine, its = station_id(two.station), station_id(bureau.station)
    with bureau.store.reading() as work:
        before, me, chief = work.bureaux, work.stations.get(mine), work.stations.get(its)
    lies = [
        line(two.station, replace(me, bureau=True), me.version),
        line(two.station, replace(chief, revoked="下台"), chief.version),
    ]
    takes(bureau, forge(two, *lies))
    with bureau.store.reading() as work:
        assert work.bureaux == before
        again = work.stations.get(chief.id)
        assert (again.bureau, again.revoked) == (chief.bureau, "")
        assert not work.stations.get(me.id).bureau
    assert is_refused(bureau, forge(two, line(one.station, site()))) == "line_of_another"


def test_what_the_bureau_says_is_not_made_another_thing_incomplete_or_moved(
    pair: tuple[Office, Office, Office],
) -> None:
    """On top of the bureau's line, beside it, of a parent nobody has, in another street, of another kind."""
    bureau, one, two = pair
    its = station_id(one.station)
    with bureau.store.reading() as work:
        known = work.stations.get(its)
        (place,) = work.streets.all(STREET)
    forged = [
        line(two.station, known, known.version, street=STREET, at="2026-12-31T00:00:01.000Z"),
        line(two.station, known, "f" * 64, at="2026-12-31T00:00:00.000Z"),
    ]
    takes(bureau, forge(two, *forged))
    for other in (known, place):
        assert is_refused(bureau, forge(two, line(two.station, other, kind="audit"))) == "line_other_kind"
    with bureau.store.reading() as work:
        again = work.stations.get(known.id)
        assert (again.name, again.office, again.street) == (known.name, known.office, known.street)
        assert work.stations.state(known.id) is State.SETTLED
        assert [s.name for s in work.streets.all(STREET)] == [place.name]
        assert work.streets.state(place.id) is State.SETTLED
    assert isinstance(again, Station)


def test_an_id_that_follows_from_a_code_is_no_other_kinds_whoever_came_first(
    pair: tuple[Office, Office, Office],
) -> None:
    """Anybody can compute the ids of disputes, completions and standards to come; taken first by another kind, they
    would shut the honest station's package out and let nobody settle."""
    bureau, one, two = pair
    made, code = site(), "120104006001"
    with one.store.writing() as work:
        work.sites.save(made)
    takes(bureau, one.pack())
    ids = [dispute_id(made.id), completion_id(code), record_id("nankai-2023", 7, 1)]
    evil = forge(two, *(line(two.station, site(id=of, name=name)) for of in ids for name in ("甲", "乙")))
    lied = takes(bureau, evil)
    with bureau.store.writing() as work:  # on top of two lies in conflict
        done = Completion(
            id=ids[1],
            street=STREET,
            community=code,
            status=Completed.COMPLETED,
            document="津分[2025]7号",
            dated=date(2025, 12, 1),
            entered_on=TODAY,
        )
        work.completions.save(done)
    with one.store.reading() as work:
        person = work.setting("person")
    settling.assign(one.store, made.id, owner=person, due=None)  # one has not heard of the lie
    takes(bureau, one.pack())
    settling.assign(bureau.store, made.id, owner=person, due=TODAY)
    taking_back.take_back(bureau.store, lied.manifest.id)
    for _round in range(2):
        exchange(bureau, one)
    for office in (bureau, one):
        assert office.store.check().faults == ()
        with office.store.reading() as work:
            assert work.disputes.get(ids[0]).due == TODAY
            assert work.completions.get(ids[1]).document == done.document
            assert [work.sites.find(of) for of in ids[:2]] == [None, None]
    bureau.store.rebuild()
    assert bureau.store.check() == replace(one.store.check(), arrival=bureau.store.check().arrival)


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", "", "a/b", "x" * 300, "..", "con\n"])
def test_a_package_that_calls_itself_by_a_path_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can sign with a key of his own; what he writes into his manifest names no file of ours."""
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        with monkeypatch.context() as careless:
            careless.setattr("auditor.package._ID", re.compile(""))  # of the program that wrote it
            forged = forge(stranger, line(stranger.station, site()), id=name)
        before = {p for p in tmp_path.rglob("*") if p.is_file()}
        with pytest.raises(Refused):
            bureau.unpack(forged)
        assert {p for p in tmp_path.rglob("*") if p.is_file()} == before
        with bureau.store.reading() as work:
            assert work.deliveries.all() == []


def test_what_is_let_in_is_the_package_that_waited_and_no_other_put_in_its_place(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET, STREET) as (bureau, known, liar):
        waits = bureau.unpack(known.pack())
        Path(waits.delivery.file).write_bytes(forge(liar, line(liar.station, site())).read_bytes())
        held = bureau.lines
        with pytest.raises(Refused):
            release(bureau.store, waits.delivery.number, known.name)
        assert bureau.lines == held

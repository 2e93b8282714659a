"""An enrolled station with a program of its own: whatever it signs, nothing of the bureau's is said by it, and what is
no package of lines is refused with a reason and changes nothing."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit
from auditor.certificate import Certificate, DocumentKind
from auditor.delivery import Fate
from auditor.errors import Refused
from auditor.history import State
from auditor.kinds import KINDS
from auditor.package import LINES_IN_MEMBER, Member, Part
from auditor.people import Demonstration, Person, Role
from auditor.record import Line, new_id
from auditor.standard_file import STANDARDS, shipped
from auditor.standard_record import texts_of
from auditor.station import station_id
from auditor.use_cases import enrolling, scoring
from auditor.use_cases.unpacking import rehearse, unpack
from tests.db.dumping import dump
from tests.exchanging import Office, district, exchange
from tests.forging import AT, blank, forge, line_of, member, signed
from tests.making import STREET, TODAY, in_order, site

EVIL = b"x" * 100


def rows(office: Office) -> object:
    """Everything a database holds: the root over its lines, every index row, and the note of every package."""
    found = office.store.check()
    assert found.faults == ()
    with office.store.reading() as work:
        notes = work.deliveries.all()
    return found.root, dump(office.store), notes


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """The bureau, and a station it has accepted; each holds one site."""
    with district(tmp_path, 1) as (bureau, (station,)):
        with station.store.writing() as work:
            work.sites.save(site())
        exchange(bureau, station)
        yield bureau, station


def refused(office: Office, path: Path) -> str:
    """Why a package is refused; nothing has changed by it, nor by looking at it."""
    before = rows(office)
    for look in (rehearse, unpack):
        with pytest.raises(Refused) as told:
            look(office.store, path)
    assert rows(office) == before
    return told.value.problems[0].code


# -- the file --------------------------------------------------------------------------------------------------------


def _swapped(o: Office) -> Path:
    return forge(o, said=[member("lines/00000.jsonl", line_of(o, site()) + b"\n")], others={"lines/00000.jsonl": EVIL})


def _path_outside(o: Office) -> Path:
    return signed(o, blank(o), [("../../evil", EVIL)])


def _path_said(o: Office) -> Path:
    return forge(o, others={"lines/../../evil.jsonl": EVIL})


def _bomb(o: Office) -> Path:
    return forge(o, others={"lines/00000.jsonl": b"0" * 2**22})


def _bomb_of_line_ends(o: Office) -> Path:
    return forge(o, others={"lines/00000.jsonl": b"\n" * 30_000})


def _huge_member(o: Office) -> Path:
    return forge(o, [line_of(o, site())], said=[Member("lines/00000.jsonl", 2**30, "0" * 64)])


def _not_canonical(o: Office) -> Path:
    return forge(o, [line_of(o, site()).replace(b'"offset":480', b'"offset":480.0')])


def _other_photo(o: Office) -> Path:
    return forge(o, others={f"photos/{'0' * 64}": EVIL}, said=[Member(f"photos/{'0' * 64}", len(EVIL), "0" * 64)])


def _count(o: Office) -> Path:
    return forge(o, [line_of(o, site())], lines=2**53 - 1)


def _too_many_lines_in_one(o: Office) -> Path:
    raw = line_of(o, site())
    return forge(o, [raw] * (LINES_IN_MEMBER + 1))


def _id_is_a_path(o: Office) -> Path:
    return forge(o, [line_of(o, site())], id="../../../../tmp/evil")


def _made_never(o: Office) -> Path:
    return forge(o, [line_of(o, site())], made="yesterday")


def _station_of_another_key(o: Office) -> Path:
    return forge(o, [line_of(o, site())], station="0" * 32)


def _to_another(o: Office) -> Path:
    return forge(o, [line_of(o, site())], to="0" * 32)


def _demonstration(o: Office) -> Path:
    return forge(o, [line_of(o, site())], demonstration=True)


# -- lines -----------------------------------------------------------------------------------------------------------


def _of_another_station(o: Office) -> Path:
    return forge(o, [line_of(o, site()), line_of(o, site("06-002"), station="0" * 32)])


def _of_the_bureau(o: Office) -> Path:
    with o.store.reading() as work:
        bureau = work.bureau
    return forge(o, [line_of(o, site("06-002"), station=bureau)])


def _newer_line(o: Office) -> Path:
    return forge(o, [line_of(o, site(), schema=2)])


def _line_of_schema_0(o: Office) -> Path:
    return forge(o, [line_of(o, site(), schema=0)])


def _unknown_kind(o: Office) -> Path:
    return forge(o, [line_of(o, site(), kind="wish")])


def _other_kind(o: Office) -> Path:
    with o.store.reading() as work:
        (held,) = work.sites.all()
    audit = Audit(id=held.id, street=STREET, site=held.id, observed_at=AT, inspectors="王", standard="x 1", findings={})
    return forge(o, [line_of(o, audit)])


def _two_kinds_at_once(o: Office) -> Path:
    made = site("06-007")
    return forge(o, [line_of(o, made), line_of(o, made, kind="link")])


def _marks_it_a_demonstration(o: Office) -> Path:
    return forge(o, [line_of(o, Demonstration(id=new_id(), seed=1, size="small"))])


def _street_is_none(o: Office) -> Path:
    return forge(o, [line_of(o, site(), street="学府 街")])


def _street_all(o: Office) -> Path:
    return forge(o, [line_of(o, site(), street="all")])


def _record_is_no_id(o: Office) -> Path:
    return forge(o, [line_of(o, replace(site(), id="x" * 40_000))])


ATTACKS: dict[str, tuple[Callable[[Office], Path], str]] = {
    "a member swapped": (_swapped, "member_altered"),
    "a path outside": (_path_outside, "member_unknown"),
    "a path the manifest says": (_path_said, "member_unknown"),
    "a bomb": (_bomb, "package_too_big"),
    "a bomb of line ends": (_bomb_of_line_ends, "package_too_big"),
    "a member larger than any of ours": (_huge_member, "package_too_big"),
    "more lines in a member than one holds": (_too_many_lines_in_one, "package_too_big"),
    "not canonical": (_not_canonical, "line_not_canonical"),
    "a photograph of other bytes": (_other_photo, "member_altered"),
    "a count beyond all bounds": (_count, "lines_missing"),
    "an id that is a path": (_id_is_a_path, "manifest_unreadable"),
    "made at no moment": (_made_never, "manifest_unreadable"),
    "a station of another key": (_station_of_another_key, "key_of_another"),
    "for another": (_to_another, "package_for_another"),
    "a demonstration": (_demonstration, "package_demonstration"),
    "a line of another station": (_of_another_station, "line_of_another"),
    "a line of the bureau": (_of_the_bureau, "line_of_another"),
    "a newer line": (_newer_line, "line_newer"),
    "a line of no schema": (_line_of_schema_0, "line_newer"),
    "a kind nobody knows": (_unknown_kind, "kind_unknown"),
    "a record under the id of another kind": (_other_kind, "line_other_kind"),
    "a record of two kinds at once": (_two_kinds_at_once, "line_other_kind"),
    "a mark that all is a demonstration": (_marks_it_a_demonstration, "package_demonstration"),
    "a street that is none": (_street_is_none, "line_misshapen"),
    "a street that have would take for all": (_street_all, "line_misshapen"),
    "a record that is no id": (_record_is_no_id, "line_misshapen"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_and_nothing_changes(two: tuple[Office, Office], name: str) -> None:
    bureau, station = two
    make, code = ATTACKS[name]
    assert refused(bureau, make(station)) == code
    bureau.pack(station)  # and the bureau's own work goes on


# -- lines that are taken in, and say nothing ------------------------------------------------------------------------


def received(bureau: Office, path: Path) -> None:
    """The package is taken in: its lines are lines like any other."""
    assert unpack(bureau.store, path).new > 0
    assert bureau.store.check().faults == ()


def test_a_station_that_makes_itself_a_decider_or_the_bureau_says_nothing(two: tuple[Office, Office]) -> None:
    bureau, station = two
    name = station.station
    with station.store.reading() as work:
        me = work.people.get(work.setting("person"))
        own = work.stations.get(station_id(name))
        theirs = next(p for p in work.people.all() if p.role is Role.DECIDER)
        before, heads = work.bureaux, tuple(work.journal.names([own.id]))
    stranger = Person(id=new_id(), name="某人", role=Role.ADMINISTRATOR)
    forged = [
        line_of(station, replace(me, role=Role.DECIDER), parents=(me.version,)),
        line_of(station, replace(theirs, role=Role.INSPECTOR), parents=(theirs.version,)),
        line_of(station, stranger),
        line_of(station, replace(own, bureau=True), parents=heads, street=""),
        line_of(station, replace(own, office="120104001000"), street=""),
    ]
    received(bureau, forge(station, forged))
    exchange(bureau, station)  # the station reads its own words as the bureau does
    for office in (bureau, station):
        with office.store.reading() as work:
            assert work.bureaux == before
            assert {p.role for p in work.people.all() if p.id in (me.id, stranger.id)} == {Role.INSPECTOR}
            assert work.people.get(theirs.id).role is Role.DECIDER
            held = work.stations.get(own.id)
            assert (held.bureau, held.office, held.name) == (False, STREET, own.name)
            assert work.stations.state(own.id) is State.SETTLED


def test_a_standard_and_a_decision_of_a_station_say_nothing(two: tuple[Office, Office]) -> None:
    bureau, station = two
    (text, *_rest) = texts_of(shipped(), (STANDARDS / "nankai-2023.toml").read_bytes())
    forged = [
        line_of(station, replace(text, id=new_id(), number=9), street=""),
        line_of(station, site(), kind=Certificate.KIND, body={"kind": DocumentKind.HONOUR.value, "issuer": "某街道"}),
    ]
    received(bureau, forge(station, forged))
    with bureau.store.reading() as work:
        assert work.standards.all() == []
        assert work.certificates.all() == []
        assert [c for c in work.journal.stands([Line.read(forged[1]).record]).values() if c.body] == []


def test_an_old_package_brings_nothing_and_takes_nothing_back(two: tuple[Office, Office]) -> None:
    bureau, station = two
    with station.store.writing() as work:
        made = work.sites.save(site("06-002"))
    old = station.pack()
    bureau.unpack(old)
    with station.store.writing() as work:
        work.sites.save(replace(made, households=55))
    exchange(bureau, station)
    before = rows(bureau)
    assert unpack(bureau.store, old).new == 0
    assert rows(bureau) == before
    with bureau.store.reading() as work:
        assert work.sites.get(made.id).households == 55


def test_a_station_that_claims_to_hold_what_it_lacks_is_sent_it_all_the_same(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        with one.store.writing() as work:
            made = work.sites.save(site())
        exchange(bureau, one)
        key = (STREET, one.station)
        for claimed in (Part(1, "0" * 64), Part(2**40, "0" * 64), Part(0, "0" * 64)):
            bureau.unpack(forge(two, have={key: claimed}))
            two.unpack(bureau.pack(two))
            with two.store.reading() as work:
                assert work.sites.find(made.id) is not None


def test_what_holds_lines_of_others_waits_unread_whatever_its_station(two: tuple[Office, Office]) -> None:
    bureau, station = two
    with station.store.reading() as work:
        theirs = work.bureau
    forged = Person(id=new_id(), name="某人", role=Role.DECIDER)
    waits = unpack(bureau.store, forge(station, [line_of(station, forged, station=theirs)], of_others=True))
    assert (waits.delivery.state, waits.new) == (Fate.WAITING, 0)
    with bureau.store.reading() as work:
        assert work.people.find(forged.id) is None
    assert Path(waits.delivery.file).parent == bureau.store.package_folder() / "waiting"


def test_a_sealed_key_that_opens_nothing_and_a_key_of_no_round_are_left(two: tuple[Office, Office]) -> None:
    bureau, station = two
    done = unpack(bureau.store, forge(station, [line_of(station, site("06-003"))], others={f"keys/{new_id()}": EVIL}))
    assert done.new == 1
    with pytest.raises(Refused) as told:
        unpack(bureau.store, forge(station, others={f"keys/{new_id()}": b"x" * 5000}))
    assert told.value.problems[0].code == "package_too_big"


def test_a_photograph_no_record_shows_is_not_kept(two: tuple[Office, Office]) -> None:
    bureau, station = two
    done = unpack(bureau.store, forge(station, others={f"photos/{hashlib.sha256(EVIL).hexdigest()}": EVIL}))
    assert done.photos == 0
    assert bureau.store.photo_files.names() == set()


def test_thousands_of_parts_are_read_and_one_of_them_twice_is_found_in_a_moment(two: tuple[Office, Office]) -> None:
    bureau, station = two
    keys = {f"keys/{new_id()}": b"x" for _ in range(5_000)}
    started = time.perf_counter()
    assert unpack(bureau.store, forge(station, others=keys)).new == 0
    twice = tuple(member(name, b"x") for name in [*keys, list(keys)[-1]])
    made = replace(blank(station), members=twice)
    assert refused(bureau, signed(station, made, list(keys.items()))) == "member_twice"
    assert time.perf_counter() - started < 20  # quadratic, it would be minutes


HOSTILE: tuple[Any, ...] = ("", "\u202e\u0001", -1, 2**53 - 1, True, False, {}, {"x": {"y": "z"}}, {"x": 1})


def hostile_bodies(kind: str, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Bodies whose fields say something of a wrong type or size; long text is random, for engines compress it."""
    names = [f.name for f in fields(KINDS[kind]) if f.name not in {"id", "version", "street"}]
    for said in HOSTILE:
        yield dict.fromkeys(names, said)
        yield from ({name: said} for name in dice.sample(names, min(4, len(names))))
    for name in names:
        yield {name: "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(4_000))}


def test_whatever_a_body_says_is_taken_in_marked_and_stops_nothing(place: str, tmp_path: Path) -> None:
    dice = random.Random(3)
    with district(tmp_path, 1, bureau=place) as (bureau, (station,)):
        for kind in sorted(set(KINDS) - {Demonstration.KIND}):
            bodies = hostile_bodies(kind, dice)
            lines = [line_of(station, site(), kind=kind, body=body) for body in bodies]
            assert unpack(bureau.store, forge(station, lines)).new > 0
        assert rehearse(bureau.store, station.pack()).own == 0
        scoring.score_all(bureau.store, shipped(), TODAY)
        enrolling.waiting_stations(bureau.store)
        exchange(bureau, station)
        assert bureau.store.check() == replace(station.store.check(), arrival=bureau.store.check().arrival)
        bureau.store.rebuild()
        assert bureau.store.check().faults == ()


def test_a_moment_past_the_end_of_the_calendar_is_refused_or_marked_and_stops_nothing(
    two: tuple[Office, Office],
) -> None:
    """In China it is the year 10000 by then; a page, a score and the index would all ask for its day."""
    bureau, station = two
    end = "9999-12-31T16:00:00.000Z"
    made = site()
    audit = replace(in_order(made)[3], observed_at=end)
    assert refused(bureau, forge(station, [line_of(station, made, at=end)])) == "line_not_canonical"
    received(bureau, forge(station, [line_of(station, made), line_of(station, audit)]))
    with bureau.store.reading() as work:
        assert work.audits.state(audit.id) is State.BROKEN
    scoring.score_all(bureau.store, shipped(), TODAY)
    assert bureau.store.check().faults == ()


# -- the file, by chance ---------------------------------------------------------------------------------------------


def test_flipped_bits_and_cut_ends_change_nothing_through_the_real_door(two: tuple[Office, Office]) -> None:
    bureau, station = two
    path = forge(station, [line_of(station, site(f"06-{n:03}")) for n in range(5)])
    good, dice, before = path.read_bytes(), random.Random(4), rows(bureau)
    for _n in range(150):
        changed = bytearray(good)
        changed[dice.randrange(len(good))] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        with pytest.raises(Refused):
            unpack(bureau.store, path)
    for _n in range(50):
        path.write_bytes(good[: dice.randrange(len(good))])
        with pytest.raises(Refused):
            unpack(bureau.store, path)
    assert rows(bureau) == before
    path.write_bytes(good)
    assert unpack(bureau.store, path).new == 5

"""The golden package of schema 1, written once, is read for ever; what stands after it is what stood then."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auditor.delivery import Fate
from auditor.errors import Refused
from auditor.formats.package_zip import OpenPackage, write_package
from auditor.history import State
from auditor.kinds import KINDS
from auditor.package import SCHEMA
from auditor.record import Line, canonical
from auditor.station import Station, station_id
from auditor.trust import CONCERNED
from auditor.use_cases.unpacking import look_into, rehearse, release, unpack
from db.standing import STANDING, body_from
from tests.auditor.data.golden import standing_of
from tests.auditor.formats.test_package_zip import KEY, blank, lines
from tests.exchanging import offices
from tests.making import fresh_store

DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = DATA / "golden-schema-1.sap"
SHA256 = "611be9927ac4424ce321acd390957317594d62e16e1fbc0f250d2158d5d1da7f"  # of the file: it is never written again


@pytest.fixture(scope="module")
def told() -> Any:
    """What was written down beside it."""
    return json.loads((DATA / "golden-schema-1.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def golden() -> list[Line]:
    """Its lines."""
    with OpenPackage(GOLDEN) as package:
        return list(package.lines())


def test_the_file_is_the_one_that_was_written() -> None:
    assert hashlib.sha256(GOLDEN.read_bytes()).hexdigest() == SHA256


def test_its_manifest_lines_and_photograph_are_read_as_they_were_written(told: Any) -> None:
    with OpenPackage(GOLDEN) as package:
        package.check()
        manifest = package.manifest
        assert json.loads(manifest.encode()) == told["manifest"]
        assert (manifest.most_schema, manifest.photos_left, manifest.demonstration) == (1, 1, True)
        assert [line.name for line in package.lines()] == told["lines"]
        (sha,) = package.photos()
        picture = package.photo(sha)
        assert hashlib.sha256(picture).hexdigest() == sha == told["photos"][0]
        assert picture.startswith(b"\xff\xd8\xff")
        assert {round_: raw.decode() for round_, raw in package.sealed().items()} == told["sealed"]


def test_it_holds_every_kind_of_schema_1_and_every_state(golden: list[Line], told: Any) -> None:
    assert {line.kind for line in golden} <= set(KINDS)
    states = Counter(of["state"] for of in told["standing"].values())
    assert set(states) == set(State)
    assert max(len(of["heads"]) for of in told["standing"].values()) == 3


def test_what_stands_is_what_stood_then(golden: list[Line], told: Any) -> None:
    found = standing_of(golden)
    assert set(found) == set(told["standing"])
    for record, stood in told["standing"].items():
        assert canonical_of(found[record]) == canonical_of(stood), record


def canonical_of(standing: dict[str, Any]) -> str:
    """For comparing by bytes; == would take 1 for True."""
    return json.dumps(standing, sort_keys=True)


def test_a_database_that_receives_it_stands_as_it_stood_then(golden: list[Line], told: Any) -> None:
    with fresh_store() as store:
        with store.writing() as work:
            assert work.journal.receive(golden, "golden") == len(golden)
            rows = {row.record: row for row in work.conn.execute(select(STANDING))}
        assert set(rows) == set(told["standing"])
        for record, stood in told["standing"].items():
            row = rows[record]
            assert [row.kind, row.version, row.state] == [stood["kind"], stood["version"], stood["state"]]
            if not stood["conflicts"]:
                assert canonical(body_from(row.body)) == canonical(stood["body"])
        assert store.check().faults == ()


def test_a_bureau_that_lets_it_in_holds_what_stood_then(tmp_path: Path, golden: list[Line], told: Any) -> None:
    with offices(tmp_path, "") as (bureau,):
        waits = bureau.unpack(GOLDEN)
        assert (waits.delivery.state, waits.delivery.reason) == (Fate.WAITING, "station_unknown")
        taken = release(bureau.store, waits.delivery.number, told["manifest"]["name"])
        assert (taken.new, taken.photos) == (len(golden), 1)
        with bureau.store.reading() as work:
            rows = {row.record: row for row in work.conn.execute(select(STANDING))}
        for record, stood in told["standing"].items():
            if stood["kind"] not in CONCERNED | {
                "street",
                "community",
            }:  # its word alone is none; published here anyway
                assert [rows[record].version, rows[record].state] == [stood["version"], stood["state"]]
        assert bureau.store.check().faults == ()
        assert unpack(bureau.store, GOLDEN).new == 0


# -- newer than the program -------------------------------------------------------------------------------------------


def newer_package(folder: Path, *, says: int) -> Path:
    """A package whose lines are of the next schema, and whose manifest says so or not."""
    newer = [raw.replace(b'"schema":1', b'"schema":%d' % (SCHEMA + 1)) for raw in lines(2)]
    write_package(folder / "newer.sap", blank(most_schema=says, lines=2, name="新"), newer, [], KEY.sign)
    return folder / "newer.sap"


def test_one_with_newer_lines_has_a_manifest_that_is_read_and_waits_for_the_update(tmp_path: Path) -> None:
    with offices(tmp_path, "") as (bureau,):
        with bureau.store.writing() as work:
            work.stations.save(Station(id=station_id(blank().station), key=blank().key, name="新"))
        before = bureau.lines
        manifest = look_into(bureau.store, newer_package(tmp_path, says=SCHEMA + 1))
        assert (manifest.name, manifest.most_schema, manifest.lines) == ("新", SCHEMA + 1, 2)
        noted = bureau.unpack(tmp_path / "newer.sap")
        assert (noted.delivery.state, noted.new) == (Fate.NEWER, 0)
        assert bureau.lines == before
        with pytest.raises(Refused) as refused:
            rehearse(bureau.store, tmp_path / "newer.sap")
        assert refused.value.problems[0].code == "package_lines_newer"


def test_newer_lines_under_a_manifest_that_hides_them_are_refused(tmp_path: Path) -> None:
    with offices(tmp_path, "") as (bureau,):
        before = bureau.lines
        waits = bureau.unpack(newer_package(tmp_path, says=SCHEMA))
        with pytest.raises(Refused) as refused:
            release(bureau.store, waits.delivery.number, "新")
        assert refused.value.problems[0].code == "line_newer"
        assert bureau.lines == before

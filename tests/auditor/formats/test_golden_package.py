"""The golden package of schema 1, written once, is read for ever; what stands after it is what stood then."""

import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auditor.formats.package_zip import OpenPackage, write_package
from auditor.history import State
from auditor.kinds import KINDS
from auditor.package import FORMAT, SCHEMA, VERSION
from auditor.record import Line, canonical
from db.standing import STANDING, body_from
from tests.auditor.data.golden import standing_of
from tests.auditor.formats.test_package_zip import KEY, blank, lines
from tests.making import fresh_store

DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = DATA / "golden-schema-1.sap"
SHA256 = "8da1aefb6cb03b9678f7abc771da68009ff06bbedd90d23ab7af8ac3e01f3ea7"  # of the file: it is never written again


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
        out = io.BytesIO()
        package.copy_photo(sha, out)
        assert hashlib.sha256(out.getvalue()).hexdigest() == sha == told["photos"][0]
        assert out.getvalue().startswith(b"\xff\xd8\xff")


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


def test_one_with_newer_lines_has_a_manifest_that_is_read_all_the_same(tmp_path: Path) -> None:
    newer = [raw.replace(b'"schema":1', b'"schema":2') for raw in lines(2)]
    write_package(tmp_path / "a.sap", blank(most_schema=SCHEMA + 1, lines=2), newer, [], KEY.sign)
    with OpenPackage(tmp_path / "a.sap") as package:
        said = json.loads(package.manifest.encode())
    assert (said["format"], said["version"], said["most_schema"]) == (FORMAT, VERSION, 2)

"""How `golden-schema-1.sap` was written, once: `python -m tests.auditor.data.make_golden FOLDER`.

Kept to be read. It is not run again after a release: the file in this folder is what programs have written, and stays.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.correction import Correction
from auditor.division import new_community, new_street
from auditor.formats.package_zip import OpenPackage, write_package
from auditor.kinds import KINDS
from auditor.package import Manifest, Part, part_of
from auditor.people import Demonstration, Person, Role, station_of
from auditor.photo import Photo
from auditor.progress import Completed, Completion
from auditor.recheck import Drawn, Recheck, Subject
from auditor.record import Line, Record, body_of, stamp
from auditor.site import Assignment, Category, Container, Link, Point, Site
from auditor.standard_record import StandardText
from auditor.station import Station, station_id
from auditor.survey import Mode, Outcome, Response, Round, Stratum
from tests.auditor.data.golden import standing_of
from tests.auditor.test_certificate import certificate
from tests.auditor.test_notice import notice
from tests.photographs import drawn

STREET = "120104006000"
COMMUNITY = "120104006001"
START = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"golden package of schema 1").digest())
PUBLIC = KEY.public_key().public_bytes_raw()
STATION = station_of(PUBLIC)
SEALED = b"what only its receiver can open"  # in earnest an age file
PEOPLE = [f"019a0000-0000-7000-8000-9{n:011}" for n in range(3)]


def made(number: int) -> str:
    """A record's id."""
    return f"019a0000-0000-7000-8000-{number:012}"


class Pen:
    """Writes lines, one a minute."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def write(self, record: Record, *parents: Line, **changes: Any) -> Line:
        """A line of a record with some fields changed, on top of others."""
        record = replace(record, **changes)
        line = Line(
            kind=record.KIND,
            record=record.id,
            parents=tuple(sorted(p.name for p in parents)),
            station=STATION,
            person=PEOPLE[len(self.lines) % len(PEOPLE)],
            at=stamp(START + timedelta(minutes=len(self.lines))),
            offset=480,
            street=record.street,
            schema=record.SCHEMA,
            body=body_of(record),
        )
        self.lines.append(line)
        return line


def picture() -> bytes:
    """A photograph of bins."""
    out = BytesIO()
    drawn((320, 240)).save(out, "JPEG", quality=70)
    return out.getvalue()


def records(photo: bytes) -> Iterator[Record]:
    """At least one of every kind, as a street would hold them."""
    street: dict[str, Any] = {"street": STREET}
    yield new_street(STREET, "学府街道", "Xuefu Subdistrict")
    yield new_community(COMMUNITY, "第一社区居委会", STREET)
    for who, name, role in zip(
        PEOPLE, ("王㛃", "张𬱖", "李𫖯"), (Role.INSPECTOR, Role.OFFICE, Role.DECIDER), strict=True
    ):
        yield Person(id=who, name=name, role=role)
    yield Demonstration(id=made(1), seed=1, size="small")
    yield Station(id=station_id(STATION), key=PUBLIC.hex(), name="1 号笔记本", office=STREET)
    quarter = Site(
        id=made(10), **street, code="06-001", name="龙兴里𫖯小区", community=COMMUNITY,
        place_type="residential_managed", households=100, latitude=39_086_700, longitude=117_182_400,
        since=date(2020, 1, 1),
    )  # fmt: skip
    yield quarter
    yield replace(quarter, id=made(11), code="06-002", name="照湖里", households=40)
    yield replace(quarter, id=made(12), code="06-003", name="龙兴里小区", households=0, same_as=made(10))
    yield replace(quarter, id=made(13), code="06-004", name="湘潭里", households=60)
    yield replace(quarter, id=made(14), code="06-005", name="卧龙里", households=0, same_as="")
    containers = {c.value: Container(category=c, count=2) for c in (Category.FOOD, Category.RESIDUAL)}
    yield Point(id=made(20), **street, code="1", site=made(10), containers=containers)
    yield Assignment(id=made(21), **street, site=made(10), organisation="某物业", since=date(2025, 1, 1))
    yield Link(id=made(22), **street, point=made(20), site=made(10), households=100)
    seen = {SITE: {"notice": Finding(answer=Answer.PASS)}, made(20): {"lid": Finding(answer=Answer.FAIL, note="破损")}}
    yield Audit(
        id=made(23), **street, site=made(10), observed_at="2026-11-01T02:00:00.000Z", inspectors="王㛃、张𬱖",
        standard="nankai-2023 1", findings=seen, note="雨后",
    )  # fmt: skip
    yield Round(
        id=made(30), **street, name="秋季轮", mode=Mode.SAMPLE, standard="nankai-2023 1", key_hash="ab" * 32,
        frozen_on=date(2026, 10, 20), frame={COMMUNITY: {made(10): 100}},
        strata={COMMUNITY: Stratum(population=100, planned=2)},
    )  # fmt: skip
    yield Response(
        id=made(31), **street, round=made(30), community=COMMUNITY, outcome=Outcome.COMPLETE, interviewer="王㛃",
        observed_at="2026-11-01T11:00:00.000Z", slot="cd" * 16, answers={"k1": "yes"}, seconds=300,
    )  # fmt: skip
    yield replace(certificate(), id=made(40), **street)
    yield Completion(
        id=made(41), **street, community=COMMUNITY, status=Completed.COMPLETED, document="津南城管〔2025〕3号",
        dated=date(2025, 12, 1), entered_on=date(2026, 11, 1),
    )  # fmt: skip
    sha = hashlib.sha256(photo).hexdigest()
    yield Photo(id=made(42), **street, site=made(10), sha256=sha, audit=made(23), unit=made(20), item="lid")
    yield Correction(
        id=made(43), **street, site=made(10), unit=made(20), item="lid", audit=made(23), found="桶盖破损",
        asked="换桶盖", opened_on=date(2026, 11, 1), due_on=date(2026, 11, 8),
    )  # fmt: skip
    yield replace(notice(made(44)), site=made(10))
    yield Recheck(
        id=made(45), **street, subject=Subject.SITE, standard="nankai-2023 1", drawn_on=date(2026, 11, 1),
        drawn_at="2026-11-01T02:00:00.000Z", inspector="李𫖯", drawn={made(10): Drawn(place=1, first_by="王㛃、张𬱖")},
        seed="00" * 16, population=1, list_hash="0" * 64,
    )  # fmt: skip
    text = "# 一个不完整的标准\n"
    yield StandardText(
        id=made(46), code="golden", number=1, in_force_from=date(2026, 1, 1), part=1, parts=1,
        sha256=hashlib.sha256(text.encode()).hexdigest(), text=text,
    )  # fmt: skip


def lines_of(photo: bytes) -> list[Line]:
    """Every record once; then what people do to records at the same time."""
    pen, first = Pen(), {}
    for record in records(photo):
        first[record.id] = (record, pen.write(record))
    assert {record.KIND for record, _line in first.values()} == set(KINDS), "one of every kind"

    site, root = first[made(10)]  # two fields by two people: both right; a group; withdrawn and lifted
    left, right = pen.write(site, root, households=101), pen.write(site, root, name="龙兴里二区")
    gone = pen.write(site, left, right, households=101, name="龙兴里二区", withdrawn="录错了")
    pen.write(site, gone, households=101, name="龙兴里二区")

    site, root = first[made(11)]  # a conflict in one field and one group, settled, and settled again otherwise
    left = pen.write(site, root, name="照湖里东区", until=date(2026, 12, 31))
    right = pen.write(site, root, name="照湖里西区", until=date(2027, 12, 31))
    pen.write(site, left, right, name="照湖里东区", until=date(2026, 12, 31))
    pen.write(site, left, right, name="照湖里西区", until=date(2026, 12, 31))

    site, root = first[made(13)]  # three heads: an edit, a withdrawal, and an edit of another field
    pen.write(site, root, households=61)
    pen.write(site, root, withdrawn="拆迁")
    pen.write(site, root, address="湘潭道 3 号")

    site, root = first[made(14)]  # a parent that is in no package
    pen.lines.remove(root)
    pen.write(site, root, households=8)

    link, root = first[made(22)]  # a body that breaks its kind's rules
    pen.write(link, root, households=-1)

    answer, root = first[made(31)]  # an interview is settled as a whole
    pen.write(answer, root, seconds=301)
    pen.write(answer, root, answers={"k1": "no"})
    return pen.lines


def main(folder: Path) -> None:
    """Write the package and what stands after it beside each other."""
    photo = picture()
    sha = hashlib.sha256(photo).hexdigest()
    lines = lines_of(photo)
    streets = sorted({line.street for line in lines})
    have = {(street, STATION): part_of([x.name for x in lines if x.street == street]) for street in streets}
    manifest = Manifest(
        id="019a0000-0000-7000-8000-777777777777",
        station=STATION,
        key=PUBLIC.hex(),
        to="",
        made=stamp(START + timedelta(days=1)),
        lines=len(lines),
        photos_left=1,
        demonstration=True,
        name="1 号笔记本",
        wants=("12" * 32,),
        have={**have, ("120104001000", "6" * 32): Part(2, "ef" * 32)},
    )
    file = folder / "golden-schema-1.sap"
    file.unlink(missing_ok=True)
    write_package(file, manifest, [x.raw for x in lines], [(sha, photo)], KEY.sign, sealed={made(30): SEALED})
    with OpenPackage(file) as package:
        package.check()
        document = {
            "manifest": json.loads(package.manifest.encode()),
            "lines": [line.name for line in package.lines()],
            "photos": list(package.photos()),
            "sealed": {round_: raw.decode() for round_, raw in package.sealed().items()},
            "standing": standing_of(list(package.lines())),
        }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "golden-schema-1.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""A package comes out as it went in; whatever is cut, changed or forged in its file is refused with a reason."""

import hashlib
import io
import os
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auditor.errors import Cancelled, Refused, Unavailable
from auditor.formats import package_zip
from auditor.formats.package_zip import MANIFEST, SIGNATURE, OpenPackage, peek, write_package
from auditor.package import Manifest, Member
from auditor.people import station_of
from auditor.record import Line, new_id

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
PICTURE = bytes(range(256)) * 40
SHA = hashlib.sha256(PICTURE).hexdigest()


def lines(n: int) -> list[bytes]:
    """Canonical lines of one station, invented."""
    station = station_of(PUBLIC)
    return [
        Line(
            kind="site",
            record=new_id(),
            parents=(),
            station=station,
            person="",
            at="2026-11-22T02:00:00.000Z",
            offset=480,
            street="120104006000",
            schema=1,
            body={"code": f"06-{i:03}", "name": "小区𫖯"},
        ).raw
        for i in range(n)
    ]


def blank(**changes: object) -> Manifest:
    """The manifest before anything is written."""
    values: dict[str, object] = {
        "id": "0" * 36,
        "station": station_of(PUBLIC),
        "key": PUBLIC.hex(),
        "to": "",
        "made": "2026-11-22T02:00:00.000Z",
        "lines": 3,
    }
    return Manifest(**{**values, **changes})  # type: ignore[arg-type]  # changes are of any field


def code_of(path: Path) -> str:
    """Why the file is refused, read to its end; "" where it is not."""
    try:
        with OpenPackage(path) as package:
            package.check()
    except Refused as refused:
        return refused.problems[0].code
    return ""


def test_it_comes_out_as_it_went_in_and_can_be_read_by_hand(tmp_path: Path) -> None:
    put = lines(3)
    made = write_package(tmp_path / "a.sap", blank(), put, [(SHA, PICTURE)], KEY.sign)
    with OpenPackage(tmp_path / "a.sap") as package:
        package.check()
        assert package.manifest == made
        assert [line.raw for line in package.lines()] == put
        assert package.photos() == (SHA,)
        out = io.BytesIO()
        package.copy_photo(SHA, out)
        assert out.getvalue() == PICTURE
        with pytest.raises(KeyError):
            package.copy_photo("00" * 32, out)
    with zipfile.ZipFile(tmp_path / "a.sap") as by_hand:
        assert by_hand.testzip() is None
        assert by_hand.read("lines/00000.jsonl").split(b"\n")[:-1] == put
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sap"]


def test_equal_content_makes_equal_files(tmp_path: Path) -> None:
    put = lines(4)
    for name in ("a.sap", "b.sap"):
        write_package(tmp_path / name, blank(), put, [], KEY.sign)
    assert (tmp_path / "a.sap").read_bytes() == (tmp_path / "b.sap").read_bytes()


def test_many_lines_stand_in_several_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_zip, "LINES_IN_MEMBER", 10)
    put = lines(25)
    made = write_package(tmp_path / "a.sap", blank(), put, [], KEY.sign)
    assert [m.name for m in made.members] == [f"lines/{i:05}.jsonl" for i in range(3)]
    assert made.lines == 25
    with OpenPackage(tmp_path / "a.sap") as package:
        assert [line.raw for line in package.lines()] == put


def test_one_without_lines_is_a_receipt(tmp_path: Path) -> None:
    write_package(tmp_path / "a.sap", blank(), [], [], KEY.sign)
    assert code_of(tmp_path / "a.sap") == ""


def test_an_existing_file_is_not_written_over_and_stopping_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.sap").write_text("mine")
    with pytest.raises(Refused):
        write_package(tmp_path / "a.sap", blank(), lines(1), [], KEY.sign)
    assert (tmp_path / "a.sap").read_text() == "mine"

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_package(tmp_path / "b.sap", blank(), lines(1), [], KEY.sign, tell=stop)

    def gone(_sha: str) -> tuple[str, bytes]:
        raise Unavailable("photo_missing", path="gone")

    with pytest.raises(Unavailable):
        write_package(tmp_path / "c.sap", blank(), lines(1), map(gone, [SHA]), KEY.sign)
    assert [p.name for p in tmp_path.iterdir()] == ["a.sap"]


def test_a_photograph_that_is_not_its_name_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_package(tmp_path / "a.sap", blank(), [], [("00" * 32, PICTURE)], KEY.sign)
    assert not (tmp_path / "a.sap").exists()


# -- damage on the way ------------------------------------------------------------------------------------------------


@cache
def whole() -> bytes:
    """A package of a few lines and a photograph."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"package-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    try:
        write_package(folder / "a.sap", blank(), lines(5), [(SHA, PICTURE)], KEY.sign)
        return (folder / "a.sap").read_bytes()
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_of_10_000_single_bit_flips_none_passes(tmp_path: Path) -> None:
    file, good = tmp_path / "a.sap", whole()
    dice = random.Random(1)
    for _n in range(10_000):
        place, bit = dice.randrange(len(good)), dice.randrange(8)
        changed = bytearray(good)
        changed[place] ^= 1 << bit
        file.write_bytes(changed)
        assert code_of(file) in {"package_damaged", "no_package"}, (place, bit)


def test_of_1_000_truncations_none_passes(tmp_path: Path) -> None:
    file, good = tmp_path / "a.sap", whole()
    dice = random.Random(2)
    for _n in range(1_000):
        file.write_bytes(good[: dice.randrange(len(good))])
        assert code_of(file) in {"package_damaged", "no_package"}


# -- attacks: whoever makes them repairs every hash that can be repaired ----------------------------------------------


def forged(change: Callable[[dict[str, bytes]], None], *, signed: bool = False) -> bytes:
    """The package with its members changed, and the hash in its comment made right; signed anew with another key."""
    with zipfile.ZipFile(io.BytesIO(whole())) as book:
        members = {info.filename: book.read(info) for info in book.infolist()}
    change(members)
    if signed:
        members[SIGNATURE] = Ed25519PrivateKey.generate().sign(members[MANIFEST]).hex().encode()
    return packed(list(members.items()))


def packed(members: list[tuple[str, bytes]]) -> bytes:
    """A zip of these with the right hash in its comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, raw in members:
            book.writestr(name, raw)
        book.comment = b"0" * 64
    raw = out.getvalue()[:-64]
    return raw + hashlib.sha256(raw).hexdigest().encode()


def of_manifest(raw: bytes, **changes: object) -> bytes:
    """A manifest with other parts, its own rules kept."""
    from dataclasses import replace

    return replace(Manifest.decode(raw), **changes).encode()  # type: ignore[arg-type]  # changes are of any field


def own(members: list[tuple[str, bytes]], said: list[Member], **changes: object) -> bytes:
    """A package somebody signs with the right key, holding what the program would not write."""
    raw = blank(members=tuple(said), **changes).encode()
    return packed([*members, (MANIFEST, raw), (SIGNATURE, KEY.sign(raw).hex().encode())])


def member(name: str, raw: bytes) -> Member:
    """As the manifest names it."""
    return Member(name, len(raw), hashlib.sha256(raw).hexdigest())


def _other_lines(members: dict[str, bytes]) -> None:
    members["lines/00000.jsonl"] = b"".join(line + b"\n" for line in lines(5))


def _other_picture(members: dict[str, bytes]) -> None:
    members[f"photos/{SHA}"] = PICTURE[::-1]


def _other_manifest(members: dict[str, bytes]) -> None:
    members[MANIFEST] = of_manifest(members[MANIFEST], photos_left=7)


def _one_more(members: dict[str, bytes]) -> None:
    members["lines/00001.jsonl"] = members["lines/00000.jsonl"]


def _one_less(members: dict[str, bytes]) -> None:
    del members[f"photos/{SHA}"]


def _a_path(members: dict[str, bytes]) -> None:
    members["../../evil"] = b"x"


def _no_signature(members: dict[str, bytes]) -> None:
    del members[SIGNATURE]


def _no_hex(members: dict[str, bytes]) -> None:
    members[SIGNATURE] = b"zz"


ATTACKS: dict[str, tuple[Callable[[dict[str, bytes]], None], bool, str]] = {
    "lines of another": (_other_lines, False, "member_altered"),
    "a picture of another": (_other_picture, False, "member_altered"),
    "a forged manifest": (_other_manifest, False, "signature_wrong"),
    "a forged manifest, signed by somebody": (_other_manifest, True, "signature_wrong"),
    "one member more": (_one_more, False, "member_unknown"),
    "one member less": (_one_less, False, "member_unknown"),
    "a path outside": (_a_path, False, "member_unknown"),
    "no signature": (_no_signature, False, "no_package"),
    "a signature that is none": (_no_hex, False, "signature_wrong"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_somebody_changed_and_hashed_anew_is_refused(tmp_path: Path, name: str) -> None:
    change, signed, code = ATTACKS[name]
    file = tmp_path / "a.sap"
    file.write_bytes(forged(change, signed=signed))
    assert code_of(file) == code


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    zeros = b"0" * (64 * 2**20)
    file = tmp_path / "a.sap"
    file.write_bytes(own([("lines/00000.jsonl", zeros)], [member("lines/00000.jsonl", zeros)]))
    assert code_of(file) == "package_too_big"


def test_a_member_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    raw = lines(1)[0] + b"\n"
    file = tmp_path / "a.sap"
    file.write_bytes(own([("lines/00000.jsonl", raw * 2)], [member("lines/00000.jsonl", raw)], lines=1))
    assert code_of(file) == "member_altered"


def test_a_member_twice_is_refused(tmp_path: Path) -> None:
    raw = lines(1)[0] + b"\n"
    said = [member("lines/00000.jsonl", raw)]
    file = tmp_path / "a.sap"
    with pytest.warns(UserWarning, match="Duplicate"):
        file.write_bytes(own([("lines/00000.jsonl", raw)] * 2, said, lines=1))
    assert code_of(file) == "member_unknown"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"kind":"site"}\n', "line_not_canonical"),
        (b" " + lines(1)[0] + b"\n", "line_not_canonical"),
        (lines(1)[0] + b"\n\n", "line_not_canonical"),
        (lines(1)[0], "member_altered"),
        (b"x" * 70_000 + b"\n", "line_not_canonical"),
        (lines(1)[0].replace(b'"offset":480', b'"offset":480.0') + b"\n", "line_not_canonical"),
    ],
    ids=["no line", "a blank before", "an empty line", "no end", "too long", "a float"],
)
def test_lines_that_are_not_canonical_are_refused_though_signed(tmp_path: Path, raw: bytes, code: str) -> None:
    file = tmp_path / "a.sap"
    file.write_bytes(own([("lines/00000.jsonl", raw)], [member("lines/00000.jsonl", raw)], lines=1))
    assert code_of(file) == code


def test_a_count_that_is_not_so_is_refused(tmp_path: Path) -> None:
    raw = lines(1)[0] + b"\n"
    file = tmp_path / "a.sap"
    file.write_bytes(own([("lines/00000.jsonl", raw)], [member("lines/00000.jsonl", raw)], lines=2))
    assert code_of(file) == "lines_missing"


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x03\x04", b"dear reader " * 20, b"PK\x03\x04" + b"x" * 200])
def test_what_is_no_package_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "a.sap"
    file.write_bytes(raw)
    assert code_of(file) in {"no_package", "package_damaged"}
    with pytest.raises(Unavailable):
        OpenPackage(tmp_path / "gone.sap")


def test_bytes_changed_anywhere_with_the_hash_repaired_change_no_content_or_are_refused(tmp_path: Path) -> None:
    """Dates and attributes of a zip mean nothing here; whatever means something is signed."""
    file, good, dice = tmp_path / "a.sap", whole()[:-64], random.Random(5)
    file.write_bytes(whole())
    with OpenPackage(file) as package:
        held = [line.raw for line in package.lines()]
    for _n in range(3_000):
        changed = bytearray(good)
        for _m in range(dice.choice((1, 1, 2, 5))):
            changed[dice.randrange(len(good))] = dice.randrange(256)
        file.write_bytes(bytes(changed) + hashlib.sha256(changed).hexdigest().encode())
        if not code_of(file):
            with OpenPackage(file) as package:
                assert [line.raw for line in package.lines()] == held


def test_a_list_of_millions_of_members_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can hand one in: zipfile makes eight times as much memory of it as it has bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for n in range(1_000):
            book.writestr(f"lines/{n:05}.jsonl", b"")
        book.comment = b"0" * 64
    raw = out.getvalue()[:-64]
    path = tmp_path / "long.sap"
    path.write_bytes(raw + hashlib.sha256(raw).hexdigest().encode())
    monkeypatch.setattr(package_zip, "_PIECE", 10_000)
    monkeypatch.setattr(package_zip, "MOST_DIRECTORY", 50_000, raising=False)
    read: list[int] = []
    monkeypatch.setattr(zipfile.ZipInfo, "_decodeExtra", lambda *_a: read.append(1))
    assert peek(path) is None
    with pytest.raises(Refused) as told:
        OpenPackage(path)
    assert (told.value.problems[0].code, read) == ("package_damaged", [])

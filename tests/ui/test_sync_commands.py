"""Two laptops and a bureau, wholly by the terminal: every step is a command as a person types it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from db import open_store
from tests.making import STREET, site

Said = pytest.CaptureFixture[str]


class Desk:
    """One computer with its database; what it says is kept until the next command."""

    def __init__(self, folder: Path, name: str, said: Said) -> None:
        self.place, self.name, self._said = folder / f"{name}.sqlite3", name, said
        self.folder = folder
        self.out = self.err = ""

    def run(self, *words: object) -> int:
        """A command line."""
        self._said.readouterr()
        code = main.main(["--db", str(self.place), *(str(w) for w in words)])
        self.out, self.err = self._said.readouterr()
        return code

    def json(self, *words: object) -> Any:
        """What a command prints with `--json`."""
        self.run(*words, "--json")
        return json.loads(self.out)

    def mark(self) -> str:
        """What people read to each other by telephone."""
        assert self.run("enrol") == 0
        found = re.search(r"标记 (\w{4} \w{4})", self.out)
        assert found
        return found[1]

    def save(self, *codes: str) -> None:
        """Sites as a person in the window would register them."""
        store = open_store(str(self.place))
        with store.writing() as work:
            for code in codes:
                work.sites.save(site(code))
        store.close()

    def root(self) -> str:
        """What all its lines come to."""
        assert self.run("check", "--json") == 0
        return str(json.loads(self.out)["root"])


@pytest.fixture
def desk(tmp_path: Path, capsys: Said) -> Callable[[str], Desk]:
    """A computer by its name."""
    return lambda name: Desk(tmp_path, name, capsys)


def enrol(bureau: Desk, laptop: Desk) -> None:
    """A laptop is set up in its street, and the bureau lets it in."""
    asks, starter = laptop.folder / f"{laptop.name}-asks.sap", laptop.folder / f"{laptop.name}-start.sap"
    assert laptop.run("enrol", "--out", asks, "--name", laptop.name, "--street", STREET) == 0
    assert bureau.run("enrol", asks, "--mark", *laptop.mark().split(), "--out", starter) == 0
    assert laptop.run("enrol", starter, "--mark", *bureau.mark().split()) == 0


def test_two_laptops_and_a_bureau_come_to_hold_the_same_by_commands_alone(desk: Callable[[str], Desk]) -> None:
    bureau, one, two = desk("bureau"), desk("one"), desk("two")
    assert bureau.run("--person", "王决定", "enrol", "--name", "区分类办") == 0
    assert "标记" in bureau.out
    for laptop in (one, two):
        enrol(bureau, laptop)
    one.save("06-001", "06-002")
    two.save("06-003")
    for laptop in (one, two):
        out = laptop.folder / f"{laptop.name}-1.sap"
        assert laptop.run("pack", "--out", out) == 0
        preview = bureau.json("rehearse", out)
        assert preview["new"] == {"site": 2 if laptop is one else 1}
        assert bureau.json("unpack", out)["new"] == preview["fresh"]
        assert bureau.json("unpack", out)["again"] is True
    for laptop in (one, two):
        back = laptop.folder / f"{laptop.name}-back.sap"
        assert bureau.run("pack", "--out", back, "--for", laptop.name) == 0
        assert laptop.run("unpack", back) == 0
        assert laptop.err == ""
    one.run("pack", "--out", one.folder / "last.sap")
    bureau.run("unpack", one.folder / "last.sap")
    assert len({d.root() for d in (bureau, one, two)}) == 1
    told = bureau.json("stations")
    assert sorted(s["name"] for s in told["stations"]) == ["one", "two", "区分类办"]
    assert all(s["heard"] for s in told["stations"] if not s["bureau"])
    assert told["waiting"] == []


def test_a_stranger_waits_is_told_why_and_is_let_in_by_name_or_turned_away(desk: Callable[[str], Desk]) -> None:
    bureau, stranger = desk("bureau"), desk("stranger")
    assert bureau.run("enrol", "--name", "区") == 0
    assert stranger.run("enrol", "--name", "六号", "--street", STREET, "--out", stranger.folder / "a.sap") == 0
    assert bureau.run("unpack", stranger.folder / "a.sap") == 1
    assert "六号" in bureau.err
    assert "还没有登记" in bureau.err
    (waits,) = bureau.json("deliveries")["deliveries"]
    assert (waits["state"], waits["reason"]) == ("waiting", "station_unknown")
    (asking,) = bureau.json("stations")["waiting"]
    assert (asking["name"], asking["packages"]) == ("六号", [waits["number"]])
    assert bureau.run("release", waits["number"], "--name", "七号") == 1
    assert "七号" in bureau.err
    assert bureau.run("release", waits["number"], "--name", "六号") == 0
    assert "并入" in bureau.out
    stranger.save("06-001")
    assert stranger.run("pack", "--out", stranger.folder / "b.sap") == 0
    assert bureau.json("unpack", stranger.folder / "b.sap")["state"] == "waiting"
    newest = bureau.json("deliveries")["deliveries"][0]
    assert bureau.run("turn-away", newest["number"], "--reason", "不认识") == 0
    assert bureau.run("unpack", stranger.folder / "b.sap") == 1
    assert "不认识" in bureau.err


def test_a_package_is_undone_and_the_undoing_undone(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    one.save("06-001")
    one.run("pack", "--out", one.folder / "a.sap")
    took = bureau.json("unpack", one.folder / "a.sap")
    undone = bureau.json("undo", took["package"][-8:])
    assert (undone["withdrawn"], undone["of"]) == (1, took["package"])  # named by its end, noted whole
    assert bureau.run("undo", took["package"]) == 1
    assert "已经撤销过" in bureau.err
    again = bureau.json("undo", undone["package"])
    assert (again["back"], again["withdrawn"]) == (1, 0)


def test_the_mark_of_another_and_a_missing_one_let_nobody_in(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("enrol", "--name", "区")
    one.run("enrol", "--out", one.folder / "a.sap", "--street", STREET)
    assert bureau.run("enrol", one.folder / "a.sap", "--mark", "0000", "0000") == 1
    assert one.mark() in bureau.err
    assert len(bureau.json("stations")["stations"]) == 1
    assert bureau.run("enrol", one.folder / "a.sap", "--out", one.folder / "b.sap", "--name", "一号") == 0
    assert one.run("enrol", one.folder / "b.sap") == 1
    assert "--mark" in one.err
    assert one.run("enrol", one.folder / "b.sap", "--mark", "00000000") == 1
    assert one.run("enrol", "--mark", bureau.mark(), one.folder / "b.sap") == 0
    assert one.run("enrol", "--street", "120104001000") == 1
    assert bureau.run("enrol", "--out", one.folder / "c.sap") == 1


def test_a_revoked_key_waits_and_is_never_let_in_again(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    assert bureau.run("revoke", one.mark(), "--reason", "丢了") == 0
    one.save("06-001")
    one.run("pack", "--out", one.folder / "late.sap")
    assert bureau.run("unpack", one.folder / "late.sap") == 1
    assert "密钥已停用" in bureau.err
    assert bureau.run("enrol", one.folder / "one-asks.sap") == 1
    assert "丢了" in bureau.err
    assert bureau.run("pack", "--for", "nobody", "--out", one.folder / "x.sap") == 1
    assert "nobody" in bureau.err


def test_a_laptop_put_back_from_a_file_copy_is_told_and_so_is_the_bureau(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    copy = one.place.read_bytes()
    one.save("06-001", "06-002")
    one.run("pack", "--out", one.folder / "a.sap")
    bureau.run("unpack", one.folder / "a.sap")
    one.place.write_bytes(copy)
    one.run("pack", "--out", one.folder / "b.sap")
    bureau.run("unpack", one.folder / "b.sap")
    bureau.run("pack", "--for", "one", "--out", one.folder / "c.sap")
    assert one.run("unpack", one.folder / "c.sap") == 0
    assert "本机自己写过" in one.err
    one.run("pack", "--out", one.folder / "d.sap")
    bureau.run("unpack", one.folder / "d.sap")
    lost = {s["name"]: s["recovered"] for s in bureau.json("stations")["stations"]}
    assert lost["one"] >= 2
    bureau.run("stations")
    assert "补回过自己的" in bureau.out


def test_a_damaged_file_and_a_wrong_call_end_with_their_codes(desk: Callable[[str], Desk], capsys: Said) -> None:
    bureau = desk("bureau")
    bureau.run("enrol", "--name", "区")
    wrong = bureau.folder / "wrong.sap"
    wrong.write_bytes(b"PK\x03\x04" + b"x" * 200)
    for command in ("rehearse", "unpack", "enrol"):
        assert bureau.run(command, wrong) == 1
        assert "wrong.sap" in bureau.err
    for words in (("pack",), ("release", "x"), ("pack", "--out", "a", "--most-bytes", "-1"), ("turn-away", "1")):
        with pytest.raises(SystemExit) as ended:
            bureau.run(*words)
        assert ended.value.code == 2
    capsys.readouterr()


def test_as_a_program_of_its_own_it_keeps_standard_output_to_one_document(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]

    def program(*words: str) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, "main.py", "--db", str(tmp_path / "a.sqlite3"), *words]
        return subprocess.run(line, cwd=root, capture_output=True, text=True, timeout=120, check=False)

    ran = program("enrol", "--name", "六号", "--street", STREET)
    assert ran.returncode == 0, ran.stderr
    ran = program("pack", "--out", str(tmp_path / "a.sap"), "--json")
    assert json.loads(ran.stdout)["file"] == str(tmp_path / "a.sap")
    assert ran.stderr == ""
    assert program("unpack", str(tmp_path / "b.sap")).returncode == 1
    assert program("unpack").returncode == 2

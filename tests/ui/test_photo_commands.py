"""Photographs by terminal: a folder by time or for one site, rehearsed or written; what stays out is told."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import main
from auditor.errors import Unavailable
from auditor.record import stamp
from tests.making import NOW, STREET, audit_of, fresh_store, site, street
from tests.photographs import phone_file


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A street with one site, seen at ten in the morning of 22 November, and a folder of three pictures."""
    place = tmp_path / "street.db"
    with fresh_store(str(place)) as store, store.writing() as work:
        work.streets.save(street())
        one = work.sites.save(site("06-001"))
        work.audits.save(replace(audit_of(one, []), observed_at=stamp(NOW - timedelta(hours=1))))
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(phone_file((64, 48), 1, taken="2026:11:22 09:10:00"))
    (folder / "2.jpg").write_bytes(phone_file((64, 48), 2, taken="2026:10:01 09:10:00"))
    (folder / "3.jpg").write_bytes(b"broken")
    return place


def run(database: Path, *words: str) -> int:
    """One call of the program."""
    return main.main(["--db", str(database), "import", "photos", str(database.parent / "card"), *words])


def photos(database: Path) -> int:
    """How many photographs the database knows."""
    with fresh_store(str(database)) as store, store.reading() as work:
        return len(work.photos.all(STREET))


def test_a_card_is_placed_by_time(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "--street", STREET, "--dry-run") == 1
    assert photos(database) == 0
    assert "什么都没有写" in capsys.readouterr().out
    assert run(database, "--street", STREET, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert [(row["site"], row["came"]) for row in said["files"]] == [("06-001", "new"), ("", ""), ("", "")]
    assert photos(database) == 1
    assert run(database, "--street", STREET) == 1
    told = capsys.readouterr()
    assert "3 张：新 0，早已有 1，找回文件 0，没有加 2" in told.out
    assert "2.jpg：三小时内没有检查" in told.err


def test_all_go_to_the_site_one_names(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "--street", STREET, "--site", "06-001") == 1
    told = capsys.readouterr()
    assert "3.jpg 不是能读的照片" in told.err
    assert photos(database) == 2
    (database.parent / "card" / "3.jpg").unlink()
    assert run(database, "--street", STREET, "--site", "06-001") == 0


def test_without_a_street_or_with_an_unknown_site_nothing_is_done(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database) == 1
    assert "--street" in capsys.readouterr().err
    assert run(database, "--street", STREET, "--site", "99") == 1
    assert "99" in capsys.readouterr().err
    assert photos(database) == 0


def test_check_and_backup_tell_of_photographs(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(database, "--street", STREET, "--site", "06-001")
    usb = database.parent / "usb"
    usb.mkdir()
    capsys.readouterr()
    assert main.main(["--db", str(database), "check"]) == 0
    assert "2 张照片的文件，都在" in capsys.readouterr().out
    assert main.main(["--db", str(database), "backup", str(usb / "a.sqlite3")]) == 0
    assert "新存照片 2 张" in capsys.readouterr().out
    files = sorted(f for f in Path(f"{database}.photos").rglob("*.jpg") if "small" not in f.name)
    files[0].unlink()
    assert main.main(["--db", str(database), "check"]) == 0  # it may lie on a disk that is not plugged in
    assert "1 张不在" in capsys.readouterr().err
    files[1].write_bytes(b"another")
    assert main.main(["--db", str(database), "check", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)["photos"]
    assert (said["named"], said["missing"], said["altered"]) == (2, [files[0].stem], [files[1].stem])


def test_a_folder_that_cannot_be_tidied_hinders_no_other_command(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(database, "--street", STREET, "--site", "06-001")

    def locked(_store: object) -> int:
        raise Unavailable("cannot_write", path="a.jpg", said="read-only")

    monkeypatch.setattr("ui.commands.photographing.let_go", locked)
    assert main.main(["--db", str(database), "check"]) == 0
    assert "a.jpg" in capsys.readouterr().err

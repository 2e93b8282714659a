"""`sync` through a shared folder, as a person or a timer calls it."""

from collections.abc import Callable
from pathlib import Path

from tests.ui.test_sync_commands import Desk, Said, desk, enrol

__all__ = ["desk"]


def test_a_laptop_and_the_bureau_exchange_by_one_folder_and_come_to_rest(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    share = one.folder / "share"
    share.mkdir()
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    one.save("06-001")
    assert one.run("sync", "--with", share) == 0
    assert "写出 1 个数据包" in one.out
    found = bureau.json("sync", "--with", share)
    assert (found["taken"], found["new"], found["told"]) == (1, 1, [])
    assert one.run("sync", "--with", share) == 0
    assert "收到 1 个数据包" in one.out
    one.run("sync", "--with", share)
    bureau.run("sync", "--with", share)
    assert one.run("sync", "--with", share) == 0
    assert one.out.strip() == "没有新的。"
    assert one.root() == bureau.root()


def test_a_stranger_in_the_folder_waits_and_the_exit_code_says_so(desk: Callable[[str], Desk]) -> None:
    bureau, stranger = desk("bureau"), desk("stranger")
    bureau.run("enrol", "--name", "区")
    stranger.run("enrol", "--name", "六号", "--street", "120104006000", "--out", stranger.folder / "a.sap")
    assert bureau.run("sync", "--with", bureau.folder) == 1
    assert "等着放行" in bureau.out
    assert bureau.run("sync", "--with", bureau.folder) == 0


def test_an_address_and_a_folder_that_is_not_there_are_refused_in_words(desk: Callable[[str], Desk]) -> None:
    one = desk("one")
    one.run("enrol", "--street", "120104006000")
    assert one.run("sync", "--with", "ftp://somewhere") == 1
    assert "ftp://somewhere" in one.err
    assert one.run("sync", "--with", one.folder / "gone") == 1
    assert "gone" in one.err


def test_what_is_said_of_a_copy_that_was_put_back(tmp_path: Path, capsys: Said) -> None:
    one, bureau = Desk(tmp_path, "one", capsys), Desk(tmp_path, "bureau", capsys)
    share = tmp_path / "share"
    share.mkdir()
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    one.save("06-001")
    copy = one.place.read_bytes()
    one.save("06-002")
    for side in (one, bureau, one):
        side.run("sync", "--with", share)
    one.place.write_bytes(copy)
    said = ""
    for side in (one, bureau, one, bureau):
        assert side.run("sync", "--with", share) == 0
        said += side.out
    assert "本机自己写过、这里却没有的 1 行补回来了" in said
    assert one.root() == bureau.root()

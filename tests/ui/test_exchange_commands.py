"""`sync` through a shared folder, as a person or a timer calls it."""

from collections.abc import Callable
from pathlib import Path

from auditor.use_cases import enrolling
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import release
from tests.exchanging import Office, district
from tests.inboxes import HOST
from tests.ui.test_inbox_bureau import inbox_of
from tests.ui.test_sync_commands import Desk, Said, desk, enrol

__all__ = ["desk"]


def root_of(office: Office) -> str:
    return office.store.check().root


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
    for address in ("ftp://somewhere", "https://", "https://host:1/path"):
        assert one.run("sync", "--with", address) == 1
        assert address in one.err
    assert one.run("sync", "--with", f"https://{HOST}:1") == 1
    assert "--certificate" in one.err
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


def test_a_laptop_exchanges_at_the_bureaus_inbox_and_knows_its_certificate_from_then_on(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    with district(tmp_path, 0, bureau="file") as (bureau, _none), inbox_of(bureau) as server:
        assert server.address is not None
        address = f"https://{server.address[0]}:{server.address[1]}"
        one = desk("one")
        one.run("enrol", "--name", "六号", "--street", "120104006000")
        pem = tmp_path / "inbox.pem"
        pem.write_bytes(server.key.certificate)
        assert one.run("sync", "--with", address, "--certificate", pem) == 1
        assert "放行" in one.err  # it is there, and waits
        (asking,) = enrolling.waiting_stations(bureau.store)
        enrolling.accept_station(bureau.store, asking)
        release(bureau.store, asking.waits[0].number)
        starter = bureau.folder / "start.sap"
        pack(bureau.store, starter, receiver=asking.station.station)
        assert one.run("enrol", starter, "--mark", bureau.station[:8]) == 0
        one.save("06-001")
        found = one.json("sync", "--with", address)
        assert (found["written"], found["taken"], found["told"]) == (1, 1, [])
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 1
        assert one.run("sync", "--with", address) == 0
        assert root_of(bureau) == one.root()

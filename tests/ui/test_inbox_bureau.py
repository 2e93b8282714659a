"""The whole way over the network: a station's work comes home, the bureau's comes back, and both know it."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.carrier import Carrier
from auditor.delivery import Fate, Way
from auditor.errors import Refused
from auditor.identity import PUBLIC, signer
from auditor.inbox import Receipt, Stage
from auditor.inbox_key import inbox_key_of
from auditor.photo import Photo
from auditor.record import new_id
from auditor.site import Site
from auditor.use_cases import enrolling
from auditor.use_cases.unpacking import release, turn_away
from tests.exchanging import Office, district, offices
from tests.inboxes import HASTY, HOST, TIGHT
from tests.making import STREET, site
from ui.inbox_bureau import StoreBureau
from ui.inbox_server import InboxServer


@contextmanager
def inbox_of(bureau: Office) -> Iterator[InboxServer]:
    """The bureau's inbox, as the command opens it."""
    with bureau.store.writing() as work:
        key = inbox_key_of(work)
    server = InboxServer(StoreBureau(bureau.store, bureau.folder / "taken"), bureau.folder / "inbox", key, bounds=TIGHT)
    server.broken = lambda error: pytest.fail(repr(error))
    server.start(HOST, 0)
    try:
        yield server
    finally:
        server.stop()


def carrier_of(station: Office, server: InboxServer) -> Carrier:
    """The station's way there, with its own key."""
    assert server.address is not None
    with station.store.reading() as work:
        key, sign = bytes.fromhex(work.setting(PUBLIC)), signer(work)
    return Carrier(f"https://{HOST}:{server.address[1]}", server.key.certificate, key, sign, HASTY)


def delivered(station: Office, server: InboxServer, package: Path | None = None) -> Receipt:
    """Pack (or take a package), carry, wait."""
    with carrier_of(station, server) as carrier:
        return carrier.wait(carrier.send(package or station.pack()).sha256)


def synced(station: Office, server: InboxServer) -> tuple[Receipt, int]:
    """Both ways: the receipt, and how many lines were new at the station."""
    receipt = delivered(station, server)
    back = station.folder / f"{new_id()}.sap"
    with carrier_of(station, server) as carrier:
        assert carrier.fetch(back)
    return receipt, station.unpack(back).new


def waiting_at(station: Office) -> int:
    """How many of its own lines no bureau has said that it holds."""
    return station.packed().manifest.lines


def save(office: Office, *records: Site | Photo) -> None:
    """Kept at an office."""
    with office.store.writing() as work:
        for record in records:
            if isinstance(record, Photo):
                work.photos.save(record)
            else:
                work.sites.save(record)


def test_a_stations_work_comes_home_over_tls_and_both_say_that_it_is_at_the_bureau(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file") as (bureau, (one, two)), inbox_of(bureau) as server:
        made = [site(f"06-00{n}") for n in range(1, 7)]
        save(one, *made)
        assert waiting_at(one) > 0
        receipt, _back = synced(one, server)
        assert (receipt.state, receipt.counts["new"]) == (Stage.APPLIED, 6)
        assert waiting_at(one) == 0  # the bureau has said that it holds them
        with bureau.store.reading() as work:
            assert {s.id for s in work.sites.all()} == {s.id for s in made}
            assert next(d.file for d in work.deliveries.all() if d.way is Way.OUT) == ""
        receipt, back = synced(two, server)
        assert receipt.state is Stage.APPLIED
        assert back >= 6
        with two.store.reading() as work:
            assert {s.id for s in work.sites.all()} == {s.id for s in made}


def test_the_same_package_sent_again_goes_over_no_line_and_has_the_same_receipt(tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)):
        save(one, site())
        package = one.pack()
        with inbox_of(bureau) as server:
            first = delivered(one, server, package)
        with inbox_of(bureau) as server, carrier_of(one, server) as carrier:  # after a restart too
            sent = carrier.send(package)
            assert sent.sent == 0
            assert carrier.wait(sent.sha256) == first
    assert first.state is Stage.APPLIED


def test_a_restored_bureau_is_sent_again_what_it_lacks(tmp_path: Path) -> None:
    """PEERS 15: the restored side's receipts of its lost future must not be believed."""
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)):
        copy = str(tmp_path / "copy.db")
        bureau.store.backup(copy)
        save(one, site())
        package = one.pack()
        with inbox_of(bureau) as server:
            assert delivered(one, server, package).state is Stage.APPLIED
        bureau.store.restore(copy)
        with inbox_of(bureau) as server, carrier_of(one, server) as carrier:
            sent = carrier.send(package)
            assert sent.sent == package.stat().st_size
            assert carrier.wait(sent.sha256).counts["new"] == 1


def test_a_stranger_waits_for_a_decider_and_hears_it_until_he_is_let_in(tmp_path: Path) -> None:
    """PEERS 2: quarantine never counts as a receipt."""
    with offices(tmp_path, "", STREET, STREET) as (bureau, stranger, unwanted), inbox_of(bureau) as server:
        save(stranger, site())
        package, other = stranger.pack(), unwanted.pack()
        receipt = delivered(stranger, server, package)
        assert (receipt.state, receipt.code) == (Stage.QUARANTINED, "inbox_waits")
        assert waiting_at(stranger) > 0
        with carrier_of(stranger, server) as carrier, pytest.raises(Refused, match="inbox_said"):
            carrier.fetch(tmp_path / "nothing.sap")
        delivered(unwanted, server, other)
        with bureau.store.reading() as work:
            waits = {d.station: d for d in work.deliveries.all() if d.state is Fate.WAITING}
        asking = next(a for a in enrolling.waiting_stations(bureau.store) if a.station.station == stranger.station)
        enrolling.accept_station(bureau.store, asking, office=STREET)
        release(bureau.store, waits[stranger.station].number)
        turn_away(bureau.store, waits[unwanted.station].number, "不认识")
        assert delivered(stranger, server, package).state is Stage.APPLIED
        no = delivered(unwanted, server, other)
        assert (no.state, no.code) == (Stage.REFUSED, "inbox_turned_away")
        enrolling.revoke(bureau.store, stranger.station, "笔记本丢了")
        with pytest.raises(Refused) as refused:
            delivered(stranger, server)
        assert "停用" in str(refused.value)


def bomb(path: Path) -> None:
    """A small file that unpacks to twice what may be unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("manifest.json", "w") as member:
            for _ in range(64):
                member.write(bytes(2**20))
        book.writestr("signature", "00")
    raw = path.read_bytes()
    sealed = raw[:-2] + (64).to_bytes(2, "little")
    path.write_bytes(sealed + hashlib.sha256(sealed).hexdigest().encode())


def truncated(path: Path) -> None:
    """Half of it."""
    os.truncate(path, path.stat().st_size // 2)


def altered(path: Path) -> None:
    """One bit."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("harm", [bomb, truncated, altered])
def test_a_bad_package_is_refused_with_its_sentence_and_changes_nothing(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)), inbox_of(bureau) as server:
        save(one, site())
        package, before = one.pack(), bureau.lines
        harm(package)
        receipt = delivered(one, server, package)
        assert receipt.state is Stage.REFUSED
        assert "没有读入" in receipt.sentence
        assert package.name in receipt.sentence or "数据包" in receipt.sentence
        assert receipt.code in {"package_too_big", "package_damaged", "member_altered", "member_unknown"}
        assert bureau.lines == before
        assert list((bureau.folder / "inbox" / "spooled").iterdir()) == []
        assert delivered(one, server).state is Stage.APPLIED  # and the next one comes in


def test_a_photograph_goes_to_stations_of_its_street_and_comes_when_a_record_lacks_it(tmp_path: Path) -> None:
    streets = (STREET, "120104001000")
    with district(tmp_path, 2, streets=streets) as (bureau, (one, other)), inbox_of(bureau) as server:
        raw = os.urandom(50_000)
        name = hashlib.sha256(raw).hexdigest()
        file = tmp_path / "p.jpg"
        file.write_bytes(raw)
        with carrier_of(one, server) as carrier:
            assert not carrier.send_photo(file, name)  # nobody has heard of it
            save(bureau, Photo(id=new_id(), street=STREET, site="s", sha256=name))
            assert carrier.fetch_photo(name) is None
            assert carrier.send_photo(file, name)
            assert carrier.fetch_photo(name) == raw
        with carrier_of(other, server) as carrier:
            assert carrier.fetch_photo(name) is None
        with bureau.store.writing() as work:
            (photo,) = work.photos.all()
            work.photos.save(replace(photo, erased="有人脸"))
        bureau.store.photo_files.remove(name)
        with carrier_of(one, server) as carrier:
            assert not carrier.send_photo(file, name)  # what was erased never comes again

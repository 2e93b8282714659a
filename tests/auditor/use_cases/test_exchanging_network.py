"""A station at the bureau's inbox: both ways in one round, gone on with after a break, one certificate and no other."""

from pathlib import Path

import pytest

from auditor.carrier import Carrier
from auditor.errors import Refused, Unavailable
from auditor.exchanged import Exchanged
from auditor.inbox_key import new_inbox_key
from auditor.use_cases.exchanging_network import exchange, pin
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import unpack
from tests.exchanging import Office, district
from tests.inboxes import HASTY, HOST
from tests.making import STREET, site
from tests.ui.test_inbox_bureau import inbox_of
from ui import network_exchange
from ui.inbox_server import InboxServer


def address_of(server: InboxServer) -> str:
    assert server.address is not None
    return f"https://{server.address[0]}:{server.address[1]}"


def save(office: Office, *codes: str) -> None:
    with office.store.writing() as work:
        for code in codes:
            work.sites.save(site(code))


def synced(station: Office, server: InboxServer) -> Exchanged:
    """One round, by the fingerprint as the bureau would say it."""
    return network_exchange.exchange(station.store, address_of(server), certificate=server.key.fingerprint)


def lying(station: Office) -> list[Path]:
    return [p for p in (station.store.package_folder() / "network").rglob("*") if p.is_file()]


def test_two_stations_come_to_hold_the_same_by_the_inbox_alone(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file") as (bureau, (one, two)), inbox_of(bureau) as server:
        save(one, "06-001", "06-002")
        save(two, "06-003")
        found = synced(one, server)
        assert (found.taken, found.told) == (1, ())
        assert synced(two, server).new >= 2
        assert synced(one, server).new >= 1
        assert lying(one) == lying(two) == []
        assert one.lines == two.lines
        held = one.lines
        assert synced(one, server).written == 0  # nothing new: nothing is handed in
        assert one.lines == held


def test_a_package_that_could_not_be_sent_is_sent_the_next_time_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)), inbox_of(bureau) as server:
        save(one, "06-001")

        def broken(*_: object) -> None:
            raise Unavailable("inbox_later", address="x", said="x")

        with monkeypatch.context() as patched:
            patched.setattr(Carrier, "send", broken)
            with pytest.raises(Unavailable):
                synced(one, server)
        (left,) = lying(one)
        with monkeypatch.context() as patched:
            patched.setattr(Carrier, "fetch", broken)
            with pytest.raises(Unavailable):
                synced(one, server)
        assert not left.exists()
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 1
        assert synced(one, server).taken == 1


def test_what_was_fetched_and_not_taken_in_is_taken_in_the_next_time(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file") as (bureau, (one, two)), inbox_of(bureau) as server:
        save(two, "06-001")
        synced(two, server)

        def dies(*_: object) -> None:
            raise Unavailable("disk_full", path="x")

        certificate = pin(one.store, address_of(server), server.key.fingerprint)
        with pytest.raises(Unavailable):
            exchange(one.store, address_of(server), certificate, pack, dies, patience=HASTY)  # type: ignore[arg-type]
        assert [p.name for p in lying(one)] == ["bureau.sap"]
        found = exchange(one.store, address_of(server), certificate, pack, unpack, patience=HASTY)
        assert found.new >= 1
        assert lying(one) == []


def test_only_the_certificate_that_was_said_is_trusted_and_it_is_remembered(tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)), inbox_of(bureau) as server:
        address = address_of(server)
        with pytest.raises(Refused) as refused:
            pin(one.store, address)
        assert refused.value.problems[0].code == "certificate_needed"
        with pytest.raises(Unavailable) as other:
            pin(one.store, address, new_inbox_key().fingerprint)
        assert other.value.code == "inbox_other"
        words = tmp_path / "words.pem"
        words.write_text("words", encoding="utf-8")
        with pytest.raises(Refused) as refused:
            pin(one.store, address, str(words))
        assert refused.value.problems[0].code == "no_certificate"
        grouped = " ".join(server.key.fingerprint[i : i + 4] for i in range(0, 64, 4)).upper()
        assert pin(one.store, address, grouped) == server.key.certificate
        assert pin(one.store, address) == server.key.certificate
        with pytest.raises(Unavailable):
            network_exchange.exchange(one.store, f"https://{HOST}:1", certificate=server.key.fingerprint)


def test_the_bureaus_own_record_may_say_which_certificate_it_shows(tmp_path: Path) -> None:
    from dataclasses import replace

    from auditor.station import station_id

    with district(tmp_path, 1, bureau="file") as (bureau, (one,)), inbox_of(bureau) as server:
        own = station_id(bureau.station)
        with bureau.store.writing() as work:
            mine = work.stations.get(own)
            said = replace(mine, address=address_of(server)[8:], certificate=server.key.fingerprint)
            work.stations.save(said)
        one.unpack(bureau.pack(one))
        assert pin(one.store, address_of(server)) == server.key.certificate


def test_the_bureau_itself_goes_to_no_inbox(tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)):
        assert one.street == STREET
        with pytest.raises(Refused) as refused:
            pin(bureau.store, f"https://{HOST}:1", "0" * 64)
        assert refused.value.problems[0].code == "network_of_station"

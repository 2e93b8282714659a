"""The inbox as strangers, stations and enemies find it: a real server on this computer, over TLS."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from auditor.errors import Refused, Unavailable
from auditor.inbox import LENGTH, MOST_REQUEST, OFFSET, STATE, Receipt, Stage, to_sign
from auditor.inbox_key import pinned_context
from auditor.people import sign
from tests.inboxes import HOST, FolderBureau, Station, inbox_key, listening, noise
from ui.inbox import Bounds
from ui.inbox_partials import Room
from ui.inbox_server import InboxServer

if TYPE_CHECKING:
    import httpx

RAW = b"PK\x03\x04 a package"
NAME = hashlib.sha256(RAW).hexdigest()


@pytest.fixture
def bureau(tmp_path: Path) -> FolderBureau:
    """A bureau that knows nobody yet."""
    return FolderBureau(tmp_path / "bureau")


@pytest.fixture
def server(bureau: FolderBureau, tmp_path: Path) -> Iterator[InboxServer]:
    """Its inbox, in no hurry but for silence."""
    bounds = Bounds(room=Room(spare=0, of_unknown=2), most_package=2**20, stall=0.5, quiet=0.2)
    with listening(bureau, tmp_path / "inbox", bounds=bounds) as up:
        yield up


@pytest.fixture
def station(bureau: FolderBureau) -> Station:
    """One the bureau knows."""
    made = Station()
    bureau.known.add(made.name)
    return made


class Hand:
    """HTTP by hand."""

    def __init__(self, server: InboxServer, station: Station | None = None) -> None:
        import httpx

        assert server.address is not None
        self.http = httpx.Client(
            base_url=f"https://{HOST}:{server.address[1]}",
            verify=pinned_context(server.key.certificate),
            timeout=10,
            trust_env=False,
        )
        if station is not None:
            token = self.session(station).json()["token"]
            self.http.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def challenge(self) -> str:
        """A fresh one."""
        return str(self.http.get("/v1/challenge").json()["challenge"])

    def letter(self, station: Station, challenge: str) -> dict[str, str]:
        """What a station sends to be let in."""
        signed = sign(station.private, to_sign(inbox_key().fingerprint, challenge)).hex()
        return {"station": station.name, "key": station.public.hex(), "challenge": challenge, "signature": signed}

    def session(self, who: Station, **other: str) -> "httpx.Response":
        """Let in, or not."""
        return self.http.post("/v1/session", json=self.letter(who, self.challenge()) | other)

    def put(self, name: str, raw: bytes, offset: int = 0, length: int | None = None) -> "httpx.Response":
        """One slice."""
        headers = {OFFSET: str(offset), LENGTH: str(len(raw) if length is None else length)}
        return self.http.patch(f"/v1/p/{name}", content=raw, headers=headers)


def code(answer: "httpx.Response") -> tuple[int, str]:
    """How it was refused; always with a sentence."""
    said: dict[str, Any] = answer.json()
    assert "。" in said["sentence"], said
    return answer.status_code, said["code"]


# -- who comes in -----------------------------------------------------------------------------------------------------


def test_without_a_pass_nothing_is_told_and_nothing_taken(server: InboxServer, bureau: FolderBureau) -> None:
    with Hand(server) as hand:
        for forged in ("", "Bearer", "Bearer x", "Basic eDp4", "Bearer " + "p." * 3):
            hand.http.headers["Authorization"] = forged
            assert hand.http.head(f"/v1/p/{NAME}").status_code == 401
            assert code(hand.http.get(f"/v1/p/{NAME}")) == (401, "pass_stale")
            assert code(hand.http.post("/v1/pull")) == (401, "pass_stale")
            assert code(hand.put(NAME, RAW)) == (401, "pass_stale")
            assert code(hand.http.get(f"/v1/b/{NAME}")) == (401, "pass_stale")
    assert bureau.taken == {}


def test_wrong_signatures_and_replayed_challenges_are_refused(server: InboxServer, station: Station) -> None:
    other = Station()
    with Hand(server) as hand:
        letter = hand.letter(station, hand.challenge())
        assert hand.http.post("/v1/session", json=letter).status_code == 200
        assert code(hand.http.post("/v1/session", json=letter)) == (401, "challenge_stale")
        assert code(hand.session(station, signature="00" * 64)) == (401, "not_that_station")
        assert code(hand.session(station, key=other.public.hex())) == (401, "not_that_station")
        assert code(hand.session(other, station=station.name)) == (401, "not_that_station")
        for odd in (b"", b"[]", b"{", b"[" * 3000, b'{"key":1}', b"x" * 5000):
            assert hand.http.post("/v1/session", content=odd).status_code == 400


def test_a_pass_of_another_life_of_the_server_is_worth_nothing(server: InboxServer, station: Station) -> None:
    with Hand(server, station) as hand:
        assert hand.http.head(f"/v1/p/{NAME}").status_code == 200
        old = hand.http.headers["Authorization"]
    assert server.address is not None
    port = server.address[1]
    server.stop()
    server.start("127.0.0.1", port)
    with Hand(server) as hand:
        hand.http.headers["Authorization"] = old
        assert hand.http.head(f"/v1/p/{NAME}").status_code == 401


def test_a_stranger_may_deliver_and_is_given_nothing(server: InboxServer, bureau: FolderBureau) -> None:
    raw = b"far from here"
    name = hashlib.sha256(raw).hexdigest()
    bureau.photos[NAME] = b"a face"
    with Hand(server, Station()) as hand:
        assert hand.put(name, raw).status_code == 201
        assert code(hand.http.post("/v1/pull")) == (403, "inbox_stranger")
        assert code(hand.http.get(f"/v1/o/{NAME}")) == (403, "inbox_stranger")
        assert code(hand.http.get(f"/v1/b/{NAME}")) == (403, "inbox_stranger")
        assert hand.http.head(f"/v1/b/{NAME}").status_code == 403


def test_strangers_together_have_one_small_room(server: InboxServer) -> None:
    for number in range(2):
        with Hand(server, Station()) as hand:
            assert hand.put(f"{number:064x}", b"0123", length=100).status_code == 204
    with Hand(server, Station()) as hand:
        assert code(hand.put("f" * 64, b"0123", length=100)) == (429, "inbox_too_many")


def test_a_revoked_station_is_told_so(server: InboxServer, bureau: FolderBureau, station: Station) -> None:
    bureau.revoked.add(station.name)
    with Hand(server) as hand:
        assert code(hand.session(station)) == (403, "inbox_revoked")
    with station.at(server) as carrier, pytest.raises(Refused, match="inbox_said"):
        carrier.fetch(Path("never"))


# -- what it takes ----------------------------------------------------------------------------------------------------


def test_a_file_goes_in_slices_and_every_offset_but_the_right_one_is_put_right(
    server: InboxServer, station: Station, bureau: FolderBureau
) -> None:
    with Hand(server, station) as hand:
        first = hand.put(NAME, RAW[:5], 0, len(RAW))
        assert (first.status_code, first.headers[OFFSET], first.headers[STATE]) == (204, "5", "partial")
        for wrong in (0, 4, 6):
            again = hand.put(NAME, RAW[wrong:], wrong, len(RAW))
            assert (again.status_code, again.headers[OFFSET]) == (409, "5")
        assert hand.http.head(f"/v1/p/{NAME}").headers[OFFSET] == "5"
        assert hand.put(NAME, RAW[5:], 5, len(RAW)).status_code == 201
        with station.at(server) as carrier:
            assert carrier.wait(NAME) == Receipt(state=Stage.APPLIED, counts={"lines": 1})
        assert hand.http.head(f"/v1/p/{NAME}").headers[STATE] == "applied"
        assert hand.put(NAME, RAW).status_code == 200
    assert bureau.taken == {NAME: len(RAW)}


def test_what_is_too_large_is_refused_before_it_comes(server: InboxServer, station: Station, tmp_path: Path) -> None:
    import httpx

    with Hand(server, station) as hand:
        assert code(hand.put(NAME, b"x", 0, 2**20 + 1)) == (413, "inbox_large")
        assert code(hand.put(NAME, b"x" * 20, 0, 10)) == (413, "inbox_large")
        assert code(hand.put(NAME, b"x", 10**14, 10**14 + 1)) == (413, "inbox_large")
        raw = b"x" * (MOST_REQUEST + 1)
        with suppress(httpx.TransportError):  # closed at it while it still spoke
            assert hand.put(NAME, raw).status_code == 413
        for bad in ({}, {OFFSET: "-1", LENGTH: "9"}, {OFFSET: "0", LENGTH: "9e9"}, {OFFSET: "٣", LENGTH: "9"}):
            odd = {k.encode(): v.encode() for k, v in bad.items()}
            assert code(hand.http.request("PATCH", f"/v1/p/{NAME}", headers=odd, content=b"x")) == (400, "inbox_words")

        def endless() -> Iterator[bytes]:
            yield b"x"

        headers = {OFFSET: "0", LENGTH: "9"}  # and no length of its own
        assert hand.http.request("PATCH", f"/v1/p/{NAME}", headers=headers, content=endless()).status_code == 400
    assert list((tmp_path / "inbox" / "partial").rglob("*-*")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/p/../../../../etc/passwd",
        "/v1/p/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        f"/v1/p/{NAME}/..",
        f"/v1/p/{NAME}%00",
        f"/v1/p/{NAME.upper()}",
        "/v1/p/C:%5Cwindows",
        "/v1/p/",
        "/v1/o/" + "0" * 64,
        "//v1/p/x",
        "/",
        "/v2/p/" + NAME,
    ],
)
def test_no_address_leads_out_of_the_folder(server: InboxServer, station: Station, path: str) -> None:
    import httpx

    with Hand(server, station) as hand:
        for method in ("GET", "HEAD", "PATCH", "PUT", "DELETE", "POST", "OPTIONS", "TRACE"):
            url = httpx.URL(str(hand.http.base_url)).copy_with(raw_path=path.encode())
            answer = hand.http.request(method, url, headers={OFFSET: "0", LENGTH: "1"}, content=b"")
            assert answer.status_code in (400, 404), (method, answer.status_code)


def test_bytes_that_are_others_than_their_name_are_dropped(server: InboxServer, station: Station) -> None:
    with Hand(server, station) as hand:
        assert code(hand.put(NAME, b"something else")) == (422, "upload_differs")
        assert hand.http.head(f"/v1/p/{NAME}").headers[OFFSET] == "0"
        assert hand.put(NAME, RAW).status_code == 201


def test_a_package_that_is_none_is_refused_with_the_sentence_of_the_bureau(
    server: InboxServer, station: Station, tmp_path: Path
) -> None:
    package = noise(tmp_path / "x.sap", 100, begins=b"bad")
    with station.at(server) as carrier:
        receipt = carrier.wait(carrier.send(package).sha256)
    assert receipt.state is Stage.REFUSED
    assert "不是数据包" in receipt.sentence


def test_a_full_disk_answers_so_and_keeps_what_was_there(
    bureau: FolderBureau, station: Station, tmp_path: Path
) -> None:
    package = noise(tmp_path / "x.sap", 3 * 2**20)
    folder = tmp_path / "inbox"
    with listening(bureau, folder, bounds=Bounds(room=Room(spare=0))) as up, Hand(up, station) as hand:
        name = hashlib.sha256(package.read_bytes()).hexdigest()
        assert hand.put(name, package.read_bytes()[: 2**20], 0, 3 * 2**20).status_code == 204
    with listening(bureau, folder, bounds=Bounds(room=Room(spare=2**62))) as up:
        with Hand(up, station) as hand:
            assert code(hand.put(name, b"x", 2**20, 3 * 2**20)) == (507, "inbox_full")
            assert hand.http.head(f"/v1/p/{name}").headers[OFFSET] == str(2**20)
        with station.at(up) as carrier, pytest.raises(Unavailable, match="inbox_full_there"):
            carrier.send(package)
    with listening(bureau, folder) as up, station.at(up) as carrier:
        sent = carrier.send(package)
        assert sent.sent == 2 * 2**20
        assert carrier.wait(sent.sha256).state is Stage.APPLIED


# -- time and crowds --------------------------------------------------------------------------------------------------


def test_a_sender_who_falls_silent_is_let_go_and_what_came_stays(server: InboxServer, station: Station) -> None:
    import httpx

    with Hand(server, station) as hand:

        def slow() -> Iterator[bytes]:
            yield RAW[:5]
            time.sleep(1.0)
            yield RAW[5:]

        headers = {OFFSET: "0", LENGTH: str(len(RAW)), "Content-Length": str(len(RAW))}
        begun = time.monotonic()
        try:
            answer = hand.http.request("PATCH", f"/v1/p/{NAME}", headers=headers, content=slow())
            assert answer.status_code == 204
        except httpx.TransportError:
            pass
        assert time.monotonic() - begun < 3
    with Hand(server, station) as hand:
        assert hand.http.head(f"/v1/p/{NAME}").headers[OFFSET] == "5"


def test_one_file_from_two_connections_is_one_file(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    package = noise(tmp_path / "x.sap", 2**20)
    names = []

    def send(who: Station) -> None:
        with who.at(server) as carrier:
            names.append(carrier.send(package).sha256)

    colleague = Station()
    threads = [threading.Thread(target=send, args=(who,)) for who in (station, station, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(names) == 3
    with station.at(server) as carrier:
        assert carrier.wait(names[0]).state is Stage.APPLIED
        again = carrier.send(package)
    assert again.sent == 0
    assert bureau.taken == {names[0]: 2**20}
    assert not bureau.crowded


def test_a_second_connection_waits_while_the_first_sends_and_goes_on_when_it_is_dead(
    bureau: FolderBureau, station: Station, tmp_path: Path
) -> None:
    bounds = Bounds(room=Room(spare=0), stall=60, quiet=1.0)
    whole = noise(tmp_path / "x.sap", 600_000).read_bytes()
    name = hashlib.sha256(whole).hexdigest()
    with listening(bureau, tmp_path / "inbox", bounds=bounds) as server, Hand(server, station) as hand:
        token = hand.http.headers["Authorization"]
        assert server.address is not None
        raw = socket.create_connection((HOST, server.address[1]), 5)
        with pinned_context(server.key.certificate).wrap_socket(raw) as half:
            head = f"PATCH /v1/p/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n{OFFSET}: 0\r\n"
            half.sendall(f"{head}{LENGTH}: {len(whole)}\r\nContent-Length: {len(whole)}\r\n\r\n".encode())
            half.sendall(whole[:300_000])
            while not (offset := int(hand.http.head(f"/v1/p/{name}").headers[OFFSET])):
                time.sleep(0.01)
            half.sendall(whole[300_000:300_100])
            assert code(hand.put(name, whole[offset:], offset, len(whole))) == (423, "inbox_two_at_once")
            end = time.monotonic() + 20
            while (answer := hand.put(name, whole[offset:], offset, len(whole))).status_code == 423:
                assert time.monotonic() < end
                time.sleep(0.05)
            assert answer.status_code == 201
            with suppress(OSError):  # too late: it writes no more, and is told so or let go
                half.sendall(whole[300_100:])
        with station.at(server) as carrier:
            assert carrier.wait(name).state is Stage.APPLIED
    assert bureau.taken == {name: len(whole)}


# -- what it gives ----------------------------------------------------------------------------------------------------


def test_a_station_is_given_its_own_package_and_no_other(
    server: InboxServer, bureau: FolderBureau, station: Station, tmp_path: Path
) -> None:
    other = Station()
    bureau.known.add(other.name)
    bureau.answers[station.name] = b"for the first" * 100_000
    bureau.answers[other.name] = b"for the second"
    with station.at(server) as carrier:
        assert carrier.fetch(tmp_path / "mine.sap")
        with pytest.raises(Refused, match="file_exists"):
            carrier.fetch(tmp_path / "mine.sap")
    assert (tmp_path / "mine.sap").read_bytes() == bureau.answers[station.name]
    name = hashlib.sha256(bureau.answers[station.name]).hexdigest()
    with Hand(server, other) as hand:
        assert code(hand.http.get(f"/v1/o/{name}")) == (404, "no_such_address")
    with Hand(server, station) as hand:
        part = hand.http.get(f"/v1/o/{name}", headers={"Range": "bytes=13-25"})
        assert (part.status_code, part.content) == (206, b"for the first")
    del bureau.answers[station.name]
    with station.at(server) as carrier:
        assert not carrier.fetch(tmp_path / "nothing.sap")
    assert not (tmp_path / "nothing.sap").exists()


def test_photographs_come_when_they_are_wanted_and_go_to_those_who_are_known(
    server: InboxServer, bureau: FolderBureau, station: Station, tmp_path: Path
) -> None:
    photo = noise(tmp_path / "p.jpg", 300_000)
    name = hashlib.sha256(photo.read_bytes()).hexdigest()
    with station.at(server) as carrier:
        assert not carrier.send_photo(photo, name)  # nobody has asked for it
        assert carrier.fetch_photo(name) is None
        bureau.wanted.add(name)
        assert carrier.send_photo(photo, name)
        assert not carrier.send_photo(photo, name)
        assert carrier.fetch_photo(name) == photo.read_bytes()
    assert list(bureau.photos) == [name]
    assert list((tmp_path / "inbox" / "partial").rglob("*-*")) == []
    with Hand(server, station) as hand:
        headers = {OFFSET: "0", LENGTH: "4", "Content-Type": "image/jpeg"}
        answer = hand.http.patch(f"/v1/b/{NAME}", content=b"rude", headers=headers)
        assert code(answer) == (404, "photo_not_wanted")


def test_every_refusal_is_json_and_its_sentence_can_be_read(server: InboxServer) -> None:
    with Hand(server) as hand:
        answer = hand.http.get("/v1/p/x")
        assert json.loads(answer.content)["sentence"] == "登录已过期。再来一次。"

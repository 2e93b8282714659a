"""Challenges and passes at the inbox's door."""

import pytest

from auditor.errors import Refused
from auditor.inbox import to_sign
from auditor.people import new_station_key, sign
from tests.inboxes import Station
from ui.inbox_passes import CHALLENGE_SECONDS, PASS_SECONDS, Holder, Passes


class Clock:
    """A clock that is turned by hand."""

    now = 1000.0

    def __call__(self) -> float:
        """The moment."""
        return self.now


def answer(station: Station, challenge: str, fingerprint: str = "ff") -> str:
    """What the station signs."""
    return sign(station.private, to_sign(fingerprint, challenge)).hex()


def test_a_station_proves_itself_once_with_one_challenge() -> None:
    station, passes = Station(), Passes("ff")
    challenge = passes.challenge()
    signed = answer(station, challenge)
    assert passes.prove(station.public.hex(), challenge, signed) == station.name
    with pytest.raises(Refused, match="challenge_stale"):
        passes.prove(station.public.hex(), challenge, signed)


def test_a_challenge_lives_a_minute_and_a_pass_a_quarter_of_an_hour() -> None:
    station, clock = Station(), Clock()
    passes = Passes("ff", clock)
    challenge, given = passes.challenge(), passes.give(Holder(station.name, True))
    clock.now += CHALLENGE_SECONDS - 1
    assert passes.prove(station.public.hex(), challenge, answer(station, challenge)) == station.name
    late = passes.challenge()
    clock.now += CHALLENGE_SECONDS
    with pytest.raises(Refused, match="challenge_stale"):
        passes.prove(station.public.hex(), late, answer(station, late))
    assert passes.holder(given) == Holder(station.name, True)
    clock.now += PASS_SECONDS
    assert passes.holder(given) is None


def test_a_signature_by_another_key_or_for_another_server_is_refused() -> None:
    station, passes = Station(), Passes("ff")
    challenge = passes.challenge()
    for signed in (
        answer(Station(), challenge),
        answer(station, challenge, "fe"),
        sign(new_station_key()[0], b"x").hex(),
        "",
        "zz",
        "00" * 64,
    ):
        with pytest.raises(Refused, match="not_that_station"):
            passes.prove(station.public.hex(), challenge, signed)
    assert passes.prove(station.public.hex(), challenge, answer(station, challenge)) == station.name


@pytest.mark.parametrize(
    "forged", ["", ".", "..", "c.x.9999999999999.00", "汉.字.1.2", "p." + "0" * 32 + "k.99999999999999."]
)
def test_what_carries_no_seal_of_ours_is_neither_challenge_nor_pass(forged: str) -> None:
    passes = Passes("ff")
    assert passes.holder(forged) is None
    assert passes.holder(passes.challenge()) is None
    for challenge in (forged, passes.give(Holder("0" * 32, True)), Passes("ff").challenge()):
        with pytest.raises(Refused, match="challenge_stale"):
            passes.prove("00" * 32, challenge, "00" * 64)


def test_a_pass_says_whether_the_station_is_known_and_that_cannot_be_changed() -> None:
    passes = Passes("ff")
    given = passes.give(Holder("0" * 32, False))
    assert passes.holder(given) == Holder("0" * 32, False)
    assert passes.holder(given.replace("u.", "k.", 1)) is None


def test_asking_for_challenges_fills_no_memory_and_answered_ones_are_forgotten_when_they_expire() -> None:
    station, clock = Station(), Clock()
    passes = Passes("ff", clock)
    for _ in range(500):
        passes.challenge()
    for _ in range(20):
        challenge = passes.challenge()
        passes.prove(station.public.hex(), challenge, answer(station, challenge))
    assert len(passes._answered) == 20
    clock.now += CHALLENGE_SECONDS
    challenge = passes.challenge()
    passes.prove(station.public.hex(), challenge, answer(station, challenge))
    assert len(passes._answered) == 1

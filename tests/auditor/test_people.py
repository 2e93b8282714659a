"""People have names; a station is named by its key."""

import hashlib

from auditor.people import Demonstration, Person, Role, new_station_key, station_of


def test_a_person_has_a_name() -> None:
    assert [p.code for p in Person(id="1", name=" ").problems()] == ["empty"]
    assert Person(id="1", name="王㛃", role=Role.REVIEWER).problems() == []
    assert Demonstration(id="1", seed=7, size="small").problems() == []


def test_a_station_is_the_first_sixteen_bytes_of_its_keys_hash() -> None:
    secret, public = new_station_key()
    assert (len(secret), len(public)) == (32, 32)
    assert station_of(public) == hashlib.sha256(public).digest()[:16].hex()
    assert new_station_key()[0] != secret

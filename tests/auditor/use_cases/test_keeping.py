"""Setting up: a station with a key, a person, the published divisions; once."""

from contextlib import closing
from pathlib import Path

import pytest

from auditor.errors import Refused
from auditor.identity import STATION_KEY
from auditor.people import Role, station_of
from auditor.use_cases import keeping
from auditor.use_cases.packing import pack
from db import open_store
from tests.making import STREET, Clock


def test_a_first_start_makes_a_station_key_a_person_and_the_171_published_communities() -> None:
    store = open_store(":memory:", Clock())
    person = keeping.set_up(store, person=" 李𬱖 ", role=Role.OFFICE, street=STREET)
    with store.reading() as work:
        assert work.people.get(person.id).name == "李𬱖"
        assert len(work.streets.all()) == 12
        assert len(work.communities.all()) == 171
        public = bytes.fromhex(work.setting("station_public"))
        assert work.setting("station") == station_of(public)
        secret = work.secret(STATION_KEY)
        assert secret is not None
        assert len(secret) == 32
        line = work.people.history(person.id)[0]
        assert (line.station, line.person) == (station_of(public), person.id)
    store.close()


def test_a_database_is_set_up_once_and_not_without_a_name_or_for_a_street_that_is_none() -> None:
    store = open_store(":memory:", Clock())
    for person, street, code in ((" ", "", "empty"), ("某人", "999999999999", "no_such_street")):
        with pytest.raises(Refused) as told:
            keeping.set_up(store, person=person, street=street)
        assert [p.code for p in told.value.problems] == [code]
        with store.reading() as work:
            assert work.journal.count() == 0
            assert not keeping.is_set_up(work)
    keeping.set_up(store, person="某人")
    with pytest.raises(Refused):
        keeping.set_up(store, person="某人")
    store.close()


def test_another_person_is_known_again_by_name() -> None:
    store = open_store(":memory:", Clock())
    first = keeping.set_up(store, person="王㛃")
    second = keeping.change_person(store, "赵𫖯")
    assert keeping.current_person(store) == second
    assert keeping.change_person(store, "王㛃").id == first.id
    store.close()


def test_only_settings_that_a_person_may_change_are_changed() -> None:
    store = open_store(":memory:", Clock())
    keeping.change_setting(store, "issuer", " 某办事处 ")
    assert keeping.read_settings(store)["issuer"] == "某办事处"
    with pytest.raises(ValueError, match="station"):
        keeping.change_setting(store, "station", "x")
    keeping.keep_draft(store, "audit:1", "{}")
    with store.reading() as work:
        assert [d.form for d in work.drafts()] == ["audit:1"]
    assert not keeping.is_demonstration(store)
    store.close()


def test_the_street_may_be_changed_until_packages_went_and_a_street_is_no_bureau(tmp_path: Path) -> None:
    with closing(open_store(":memory:", Clock())) as store:
        keeping.set_up(store, person="王㛃", role=Role.DECIDER)
        with store.reading() as work:
            assert work.bureau == work.setting("station")
        keeping.change_setting(store, "street", STREET)
        with store.reading() as work:
            assert (work.bureau, work.bureaux) == ("", frozenset())
        pack(store, tmp_path)
        keeping.change_setting(store, "street", STREET)
        with pytest.raises(Refused) as refused:
            keeping.change_setting(store, "street", "")
        assert refused.value.problems[0].code == "street_exchanged"
        assert store.check().faults == ()

"""How others lost data (PEERS 2, items 1 to 18): for each that concerns exchange a test here, or where it stands."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.history import State
from auditor.photo import Photo
from auditor.record import new_id
from tests.exchanging import district, exchange
from tests.making import STREET, site
from tests.photographs import phone_file

TESTS = Path(__file__).resolve().parent
HERE = "test_how_others_lost_data.py"
PLACES = {
    1: ("test_exchange_on_a_full_disk.py", "test_a_small_disk_that_is_really_full_takes_all_of_a_package_or_nothing"),
    2: ("auditor/use_cases/test_unpacking.py", "test_a_package_of_a_station_nobody_accepted_waits_unread"),
    3: ("auditor/use_cases/test_unpacking.py", "test_a_revoked_key_waits_from_its_arrival_on_whatever_day_it_claims"),
    4: ("auditor/use_cases/test_unpacking.py", "test_taken_in_again_it_changes_nothing"),
    5: ("test_attacks.py", "test_an_old_package_brings_nothing_and_takes_nothing_back"),
    6: (HERE, "test_6_two_laptops_that_give_one_code_to_two_sites_are_merged"),
    7: ("auditor/test_history.py", "test_withdrawing_says_every_field_so_an_edit_beside_it_is_a_conflict"),
    8: (HERE, "test_8_both_sides_do_the_same_change_and_nobody_is_asked"),
    9: ("auditor/use_cases/test_settling.py", "test_a_conflict_has_an_owner_and_a_due_date"),
    10: ("auditor/test_history.py", "test_random_histories_hold_every_feature_and_no_order_matters"),
    11: (HERE, "test_11_not_to_have_a_record_is_not_to_delete_it"),
    12: ("test_unpacked_at_once.py", "test_on_a_server_they_queue_and_every_record_is_there_once"),
    14: ("auditor/use_cases/test_joining.py", "test_the_pair_is_found_compared_and_joined_and_the_other_counts_for_it"),
    15: ("auditor/use_cases/test_unpacking.py", "test_a_bureau_put_back_gets_everything_again"),
    16: ("db/test_restore.py", "test_what_is_no_whole_copy_changes_nothing"),
    17: ("db/test_engine.py", "test_a_network_share_is_refused"),
    18: (HERE, "test_18_a_photograph_that_did_not_come_is_asked_for_and_comes"),
}  # 13, two interviews for one household, is a rule of the survey: slots, not packages


@pytest.mark.parametrize("item", PLACES)
def test_each_has_a_test(item: int) -> None:
    file, name = PLACES[item]
    assert re.search(rf"^def {name}", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_6_two_laptops_that_give_one_code_to_two_sites_are_merged(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, stations):
        for station in stations:
            with station.store.writing() as work:
                work.sites.save(site("07-012", name=station.name))
            exchange(bureau, station)
        with bureau.store.reading() as work:
            assert [s.code for s in work.sites.all()] == ["07-012"] * 2
            assert work.sites.unsettled() == frozenset()


def test_8_both_sides_do_the_same_change_and_nobody_is_asked(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        with one.store.writing() as work:
            made = work.sites.save(site())
        exchange(bureau, one)
        exchange(bureau, two)
        for station in (one, two):
            with station.store.writing() as work:
                work.sites.save(replace(work.sites.get(made.id), households=120))
            exchange(bureau, station)
        with bureau.store.reading() as work:
            assert work.sites.get(made.id).households == 120
            assert work.sites.state(made.id) is State.SETTLED


def test_11_not_to_have_a_record_is_not_to_delete_it(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        with one.store.writing() as work:
            made = work.sites.save(site())
        exchange(bureau, one)
        bureau.unpack(two.pack())  # it has never seen that site, and says so
        exchange(bureau, one)
        for office in (bureau, one):
            with office.store.reading() as work:
                assert work.sites.get(made.id).withdrawn == ""


def test_18_a_photograph_that_did_not_come_is_asked_for_and_comes(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        shas = [one.store.photo_files.keep(phone_file((64, 48), n)) for n in range(3)]
        with one.store.writing() as work:
            made = work.sites.save(site())
            for sha in shas:
                work.photos.save(Photo(id=new_id(), street=STREET, site=made.id, sha256=sha))
        first = one.packed(most_bytes=one.store.photo_files.size(shas[0]) + 10)
        assert first.manifest.photos_left == 2
        assert bureau.unpack(first.path).photos_missing == 2
        answer = bureau.packed(one)
        assert len(answer.manifest.wants) == 2
        one.unpack(answer.path)
        assert bureau.unpack(one.pack()).photos == 2
        assert bureau.store.photo_files.names() == set(shas)

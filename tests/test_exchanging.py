"""Whatever befalls a bureau and its stations: nothing is lost, and once they meet all hold the same."""

from pathlib import Path
from typing import Any

import pytest

from auditor.history import State
from auditor.site import Site
from auditor.use_cases.unpacking import release
from db.photo_files import FOLDER_SETTING
from tests.db.dumping import dump
from tests.exchanging import Office, district, exchange
from tests.exchanging_machine import DUMP, SEEN, hunt, lacking, told
from tests.handing_in import handed_in, orders
from tests.making import site
from tests.postgres import dump as dump_server
from tests.postgres import empty_database, put_back

RUNS, STEPS = 50, 22  # of each part, so that none is long; a thousand runs of 40 steps: `python3 dev.py soak`


@pytest.mark.parametrize("part", [9, 11])  # seeds under which all that must happen does
def test_nothing_is_lost_and_all_hold_the_same_once_they_meet(part: int, capsys: Any) -> None:
    SEEN.clear()
    hunt(RUNS, STEPS, part)
    for further in range(1, 9):  # nothing that must happen may be left to chance
        if lacking():
            hunt(5, STEPS, 10 * part + further)
    with capsys.disabled():
        print(f"\nexchanging: {SEEN['runs']} runs\n{told(SEEN)}")
    assert lacking() == []


def test_a_bureau_on_a_server_that_is_put_back_by_pg_dump_loses_nothing_either(postgresql: str) -> None:
    SEEN.clear()
    for number in range(1, 9):
        if not SEEN[DUMP]:
            hunt(2, STEPS, number, server=postgresql)
    assert SEEN[DUMP] > 0


def test_six_packages_with_conflicts_end_in_one_state_in_whatever_order_they_are_taken_in(tmp_path: Path) -> None:
    with handed_in(tmp_path) as six:
        wanted = six.end_of(six.packages)
        assert six.states() == {State.CONFLICT}  # settled thrice, each time differently; one nobody settled
        assert six.gaps() == 0
        for order in orders(six.packages, 20):
            assert six.end_of(order) == wanted
        six.end_of(six.packages[3:])
        assert six.gaps() > 0  # on the way there what they stand on has not come yet


def test_a_bureau_on_postgresql_put_back_by_pg_dump_gets_everything_again(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PEERS 2.15: a restored database must not silently drop what was written since."""
    monkeypatch.setenv(FOLDER_SETTING, str(tmp_path / "photos"))
    empty_database(postgresql)
    with district(tmp_path, 2, bureau=postgresql) as (home, (one, two)):
        made = [site(f"06-00{n}") for n in range(4)]
        for station, mine in ((one, made[0]), (two, made[1])):
            _save(station, mine)
            exchange(home, station)
        copy = tmp_path / "bureau.dump"
        dump_server(postgresql, copy)
        _save(one, made[2])
        _save(home, made[3])  # lines of the bureau's own are lost with it, too
        for _ in "12":
            for station in (one, two):
                exchange(home, station)
        held = home.lines
        home.store.close()
        put_back(postgresql, copy)
        home.reopen()
        assert home.lines < held
        for _ in "12":
            for station in (one, two):
                exchange(home, station)
        rescue = one.packed(of_others=True)
        assert rescue.manifest.lines == 1
        release(home.store, home.unpack(rescue.path).delivery.number, one.name)
        for station in (one, two):
            exchange(home, station)
        assert home.lines == one.lines == two.lines == held
        assert dump(home.store) == dump(one.store) == dump(two.store)
        assert home.store.check().faults == ()


def _save(office: Office, made: Site) -> None:
    with office.store.writing() as work:
        work.sites.save(made)

"""What the simulation calls equal is equal: a byte of a line, a row of the index or a missing line is seen."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from tests.exchanging import Office, district, exchange
from tests.handing_in import raw_of
from tests.making import site
from tests.simulation.alike import apart, compare

CHANGES = {
    "DELETE FROM line WHERE name = (SELECT max(name) FROM line WHERE kind = 'site')": "another line",
    "UPDATE line SET raw = raw || ' ' WHERE arrival = (SELECT max(arrival) FROM line)": "another line",
    "UPDATE site SET households = households + 1": "another row",
    "DELETE FROM standing WHERE kind = 'person'": "another row",
}


@dataclass
class Holder:
    """A station."""

    office: Office


def test_whatever_differs_is_seen(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (home, stations):
        with stations[0].store.writing() as work:
            work.sites.save(site("06-001"))
        for station in (*stations, *stations):
            exchange(home, station)
        holders = [Holder(station) for station in stations]
        assert apart(home, holders) == []
        assert compare(home, holders)["sites"] == 1
        kept = sqlite.connect(":memory:")
        raw_of(stations[1]).backup(kept)
        for change, told in CHANGES.items():
            with stations[1].store.writing() as work:
                work.conn.exec_driver_sql(change)
            assert apart(home, holders) == ([holders[1]] if change.startswith("DELETE FROM line") else [])
            with pytest.raises(AssertionError, match=told):
                compare(home, holders)
            kept.backup(raw_of(stations[1]))
        assert compare(home, holders)["sites"] == 1

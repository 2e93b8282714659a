"""Which stations speak for the bureau, as far as this database knows; kept beside the index, for every entry asks."""

from sqlalchemy import Connection

from auditor.station import Station
from auditor.trust import CONCERNED, bureaux_of
from db import local as _local
from db.journal import lines_of_kind, records_of_kinds

BUREAU = "bureau"  # setting: the station that a person here has accepted as the bureau's
KNOWN = "bureaux"  # setting: all that speak for it, by the lines held


def known_bureaux(conn: Connection) -> frozenset[str]:
    """Every station that speaks for the bureau; none in a database that was never enrolled."""
    return frozenset(_local.setting(conn, KNOWN).split())


def find_bureaux(conn: Connection) -> list[str]:
    """Look anew which stations speak for the bureau; the records whose lines may say more or less for it."""
    before = _local.setting(conn, KNOWN)
    found = bureaux_of(lines_of_kind(conn, Station.KIND), _local.setting(conn, BUREAU))
    now = " ".join(sorted(found))
    if now == before:
        return []
    _local.set_setting(conn, KNOWN, now)
    return records_of_kinds(conn, sorted(CONCERNED))

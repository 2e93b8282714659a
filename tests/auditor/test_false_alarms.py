"""The shipped tables of the calibration: whole, and within what is promised."""

import csv

from auditor.false_alarms import ALARMS, FOUND, INTERVIEWS, PLACE, FalseAlarms, false_alarms
from auditor.flags import FlagKind
from tests.calibration.fakes import PLANTS
from tests.calibration.radar import RATES

PROMISED = ("too fast", "copied answers", "copied photograph", "impossible journey", "wrong clock", "one sitting")


def rows(name: str) -> list[dict[str, str]]:
    with (PLACE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_stands_in_the_table_at_every_item_rate() -> None:
    found = {(r["kind"], float(r["item_rate"])) for r in rows(ALARMS)}
    assert found == {(kind.value, rate) for kind in FlagKind for rate in RATES}
    assert all(a.units > 10_000 for a in false_alarms().values())


def test_the_table_keeps_the_promise_of_one_flag_in_200_clean_interviews_at_every_rate() -> None:
    for rate in RATES:
        mine = [r for r in rows(ALARMS) if float(r["item_rate"]) == rate]
        interviews = next(int(r["units"]) for r in mine if r["unit"] == INTERVIEWS)
        assert sum(int(r["flags"]) for r in mine) * 200 <= interviews, rate
        assert sum(int(r["records_flagged"]) for r in mine) * 200 <= interviews, rate


def test_the_table_keeps_the_promise_of_nine_in_ten_found() -> None:
    found = rows(FOUND)
    assert {r["planted"] for r in found} == set(PLANTS)
    for name in PROMISED:
        mine = [r for r in found if r["planted"] == name]
        assert sum(int(r["campaigns"]) for r in mine) >= 50
        assert sum(int(r["found"]) for r in mine) * 10 >= 9 * sum(int(r["campaigns"]) for r in mine), name


def test_rates_are_rounded_up() -> None:
    assert FalseAlarms(kind=FlagKind.CLOCK, unit=INTERVIEWS, units=30_000, flags=1).per_100_000 == 4
    assert FalseAlarms(kind=FlagKind.CLOCK, unit=INTERVIEWS, units=0, flags=0).per_100_000 == 0

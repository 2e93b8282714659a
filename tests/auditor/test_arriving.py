"""Which packages are taken in, which wait, and which are not for this database at all."""

from dataclasses import replace

import pytest

from auditor.arriving import Ruling, Side, refuse_line, rule_on
from auditor.errors import Refused
from auditor.package import SCHEMA, Manifest
from auditor.record import Line

RECORD = "01a2063a-8a76-73ab-b011-bd38f07bc25c"
BUREAU, MINE, OTHER = "b" * 32, "a" * 32, "c" * 32
PACKAGE = Manifest(id="p", station=OTHER, key="0" * 64, to="", made="2026-11-22T02:00:00.000Z", lines=0)
AT_BUREAU = Side(
    station=BUREAU, bureaux={BUREAU}, at_bureau=True, demonstration=False, empty=False, accepted=True, revoked=""
)
AT_STATION = replace(AT_BUREAU, station=MINE, at_bureau=False)


def code(manifest: Manifest, side: Side) -> str:
    with pytest.raises(Refused) as refused:
        rule_on(manifest, side)
    return refused.value.problems[0].code


def test_at_the_bureau_an_accepted_station_is_taken_in_and_the_others_wait() -> None:
    assert rule_on(PACKAGE, AT_BUREAU) == (Ruling.TAKE, "")
    assert rule_on(PACKAGE, replace(AT_BUREAU, accepted=False)) == (Ruling.WAIT, "station_unknown")
    assert rule_on(PACKAGE, replace(AT_BUREAU, revoked="丢了")) == (Ruling.WAIT, "key_revoked")
    assert rule_on(replace(PACKAGE, of_others=True), AT_BUREAU) == (Ruling.WAIT, "lines_of_others")
    second = replace(AT_BUREAU, bureaux={BUREAU, OTHER})
    assert rule_on(replace(PACKAGE, of_others=True), second) == (Ruling.TAKE, "")


def test_a_station_takes_from_its_bureau_and_from_itself() -> None:
    assert rule_on(replace(PACKAGE, station=BUREAU, to=MINE), AT_STATION) == (Ruling.TAKE, "")
    assert rule_on(replace(PACKAGE, station=MINE), AT_STATION) == (Ruling.TAKE, "")
    assert code(PACKAGE, AT_STATION) == "package_of_colleague"
    assert code(PACKAGE, replace(AT_STATION, bureaux=())) == "not_enrolled"
    assert code(replace(PACKAGE, station=BUREAU, to=OTHER), AT_STATION) == "package_for_another"
    assert code(replace(PACKAGE, to=MINE), AT_BUREAU) == "package_for_another"


def test_invented_and_real_records_never_mix() -> None:
    demo = replace(PACKAGE, demonstration=True)
    assert code(demo, AT_BUREAU) == "package_demonstration"
    assert code(PACKAGE, replace(AT_BUREAU, demonstration=True)) == "package_into_demonstration"
    assert rule_on(demo, replace(AT_BUREAU, demonstration=True))[0] is Ruling.TAKE
    assert rule_on(demo, replace(AT_BUREAU, empty=True))[0] is Ruling.TAKE


def test_a_newer_program_is_heard_and_not_taken_in() -> None:
    newer = replace(PACKAGE, station=BUREAU, most_schema=SCHEMA + 1)
    assert rule_on(newer, AT_STATION) == (Ruling.NEWER, "")
    assert rule_on(replace(newer, station=OTHER), AT_BUREAU) == (Ruling.NEWER, "")
    assert rule_on(replace(newer, station=MINE), AT_STATION) == (Ruling.NEWER, "")


def test_whose_word_does_not_count_is_not_heard_because_its_program_is_newer() -> None:
    """It would be noted, manifest and all, as often as a stranger likes; a revoked key would change what it holds."""
    newer = replace(PACKAGE, most_schema=SCHEMA + 1)
    assert rule_on(newer, replace(AT_BUREAU, accepted=False)) == (Ruling.WAIT, "station_unknown")
    assert rule_on(newer, replace(AT_BUREAU, revoked="丢了")) == (Ruling.WAIT, "key_revoked")
    assert rule_on(replace(newer, of_others=True), AT_BUREAU) == (Ruling.WAIT, "lines_of_others")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "spell"}, "kind_unknown"),
        ({"schema": SCHEMA + 1}, "line_newer"),
        ({"schema": 0}, "line_newer"),
        ({"station": MINE}, "line_of_another"),
        ({"kind": "demonstration"}, "package_demonstration"),
        ({"record": "r"}, "line_misshapen"),
        ({"street": "all"}, "line_misshapen"),
    ],
)
def test_a_line_nobody_may_say_is_refused_with_its_row(changes: dict[str, object], why: str) -> None:
    good = Line("site", RECORD, (), OTHER, "p", PACKAGE.made, 480, "", 1, {})
    refuse_line(good, 1, only_of=OTHER)
    refuse_line(replace(good, station=MINE), 1, only_of="")
    with pytest.raises(Refused) as refused:
        refuse_line(replace(good, **changes), 7, only_of=OTHER)  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert (problem.code, problem.facts["row"]) == (why, 7)

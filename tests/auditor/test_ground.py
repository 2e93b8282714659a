"""Distances and what is known of a point."""

from auditor.facts import SiteFact
from auditor.ground import metres


def at(latitude: int | None, longitude: int | None) -> SiteFact:
    return SiteFact(
        id="a",
        code="a",
        name="a",
        community="c",
        place_type="home",
        households=1,
        latitude=latitude,
        longitude=longitude,
    )


def test_a_minute_of_latitude_is_a_nautical_mile_and_shrinks_with_longitude() -> None:
    mile = metres(at(39_100_000, 117_000_000), at(39_116_667, 117_000_000))
    assert mile is not None
    assert abs(mile - 1853) < 3
    east = metres(at(60_000_000, 117_000_000), at(60_000_000, 117_016_667))
    assert east is not None
    assert abs(east - 1853 / 2) < 2
    assert metres(at(39_100_000, 117_000_000), at(39_100_000, 117_000_000)) == 0


def test_without_both_coordinates_there_is_no_distance() -> None:
    assert metres(at(None, None), at(39_100_000, 117_000_000)) is None

"""A photograph's record keeps its form, through the journal and back."""

import pytest

from auditor.photo import Photo, difference
from auditor.record import body_of, value_of
from tests.making import STREET, fresh_store


def photo(**changes: object) -> Photo:
    values: dict[str, object] = {"id": "p", "street": STREET, "site": "s", "sha256": "a" * 64, **changes}
    return Photo(**values)  # type: ignore[arg-type]  # by name


def test_a_photograph_without_likeness_or_time_is_in_order() -> None:
    assert photo().problems() == []
    assert photo(likeness="0123456789abcdef", taken_at="2026-11-01T02:00:00.000Z").problems() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site": ""}, "empty"),
        ({"sha256": "A" * 64}, "not_a_hash"),
        ({"sha256": "abc"}, "not_a_hash"),
        ({"likeness": "xyz"}, "not_a_hash"),
        ({"taken_at": "2026:11:01 10:00:00"}, "not_a_moment"),
    ],
)
def test_what_has_another_form_is_refused(changes: dict[str, object], code: str) -> None:
    assert [p.code for p in photo(**changes).problems()] == [code]


def test_likenesses_differ_by_bits() -> None:
    assert difference("0000000000000000", "000000000000000f") == 4
    assert difference("ffffffffffffffff", "0000000000000000") == 64


def test_a_photograph_is_kept_like_any_record() -> None:
    made = photo(audit="a", likeness="0123456789abcdef")
    assert value_of(Photo, body_of(made), id="p", street=STREET) == made
    with fresh_store() as store:
        with store.writing() as work:
            saved = work.photos.save(made)
        with store.reading() as work:
            assert work.photos.all(STREET) == [saved]
        assert store.check().faults == ()

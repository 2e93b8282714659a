"""What is typed for a field is read as the field's own kind of value, or refused with the field."""

import pytest

from auditor.errors import Refused
from auditor.field_values import as_typed, is_flag, may_be_typed, options_of, read_typed
from auditor.refusals import explain


@pytest.mark.parametrize(
    ("kind", "key", "text", "value"),
    [
        ("site", "name", " 月环里市场 ", "月环里市场"),
        ("site", "households", "1,204", 1204),
        ("site", "since", "2026-05-01", "2026-05-01"),
        ("site", "latitude", "39.108512", 39_108_512),
        ("site", "address", "  ", None),
        ("site", "withdrawn", "已拆", "已拆"),
        ("link", "alternative", "是", True),
        ("person", "role", "reviewer", "reviewer"),
    ],
)
def test_a_text_is_read_as_its_field_holds_it_and_shown_as_it_was_typed(
    kind: str, key: str, text: str, value: object
) -> None:
    assert read_typed(kind, key, text) == value
    assert read_typed(kind, key, as_typed(key, value)) == value


@pytest.mark.parametrize(
    ("kind", "key", "text", "code"),
    [
        ("site", "households", "很多", "count_not_number"),
        ("site", "since", "2026-13-01", "day_impossible"),
        ("site", "latitude", "139.1", "degrees_beyond"),
        ("person", "role", "king", "choice_unknown"),
        ("link", "alternative", "也许", "flag_unreadable"),
        ("site", "same_as", "06-001", "not_typed"),
        ("audit", "findings", "x", "not_typed"),
        ("response", "interviewer", "x", "not_typed"),  # a visit is settled as a whole
        ("nothing", "name", "x", "not_typed"),
    ],
)
def test_what_it_cannot_be_is_refused_in_a_sentence(kind: str, key: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_typed(kind, key, text)
    assert [(p.field, p.code) for p in refused.value.problems] == [(key, code)]
    assert explain(refused.value).endswith("。")


def test_closed_lists_and_flags_are_known() -> None:
    assert "reviewer" in options_of("person", "role")
    assert options_of("site", "name") == []
    assert is_flag("link", "alternative")
    assert may_be_typed("site", "withdrawn")
    assert not may_be_typed("point", "containers")

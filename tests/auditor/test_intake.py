"""What an import would do, as a value."""

from dataclasses import replace
from datetime import date

from auditor.form_reading import Row, Sheet
from auditor.forms import register_form
from auditor.intake import FieldChange, Harvest, changed, changes_between, natural_key
from auditor.site import Assignment
from tests.making import site, standard


def row() -> Row:
    return Row(Sheet(register_form(standard()).sheets[0], "点位", {}), 2, {})


def test_only_fields_that_differ_are_changes() -> None:
    one = site("06-001", since=date(2023, 5, 1))
    assert changes_between(one, one) == ()
    assert changes_between(one, replace(one, version="x" * 64)) == ()
    other = replace(one, households=7, since=None)
    assert changes_between(one, other) == (
        FieldChange("households", "100", "7"),
        FieldChange("since", "2023-05-01", ""),
    )


def test_a_record_without_news_is_itself() -> None:
    one = site()
    assert changed(one, {"name": one.name}) is one
    assert changed(one, {"name": "新"}).name == "新"


def test_a_harvest_sorts_new_changed_and_unchanged() -> None:
    harvest, one = Harvest(), site()
    harvest.put(row(), one, None)
    harvest.put(row(), replace(one, name="新"), one)
    harvest.put(row(), one, one)
    assert (len(harvest.new), len(harvest.changed), harvest.unchanged) == (1, 1, 1)
    assert harvest.new[0].row == 2


def test_the_same_code_in_another_street_is_another_site() -> None:
    one = site("06-001")
    assert natural_key(one) == natural_key(site("06-001", name="别的"))
    assert natural_key(one) != natural_key(site("06-001", street="120104001000"))
    first = Assignment(id="1", site=one.id, organisation="甲")
    assert natural_key(first) != natural_key(replace(first, since=date(2025, 1, 1)))

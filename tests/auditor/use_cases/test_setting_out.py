"""An outing is kept in this database alone, one for each street."""

from datetime import date

from auditor.outing import Outing, outing_key, read_outing
from auditor.use_cases.setting_out import keep_outing
from db import SqlStore
from tests.making import STREET, TODAY


def test_the_outing_of_a_street_takes_the_place_of_the_one_before_and_makes_no_record(any_store: SqlStore) -> None:
    before = any_store.check().lines
    keep_outing(any_store, STREET, Outing(date(2026, 11, 21), ("x",)))
    kept = keep_outing(any_store, STREET, Outing(TODAY, ("a", "b")))
    with any_store.reading() as work:
        assert read_outing(work.setting(outing_key(STREET)), TODAY) == kept
        assert work.setting(outing_key("120104001000")) == ""
    assert any_store.check().lines == before

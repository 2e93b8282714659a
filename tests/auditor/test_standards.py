"""Which standard it is: by number, by day, whole or not at all; and what ships stands before what is held."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from auditor.errors import Refused
from auditor.standard_file import parse_standard, shipped
from auditor.standard_record import MOST_PARTS, StandardText, assemble, record_id, texts_of
from auditor.standards import SETTING, asked_for, in_force, standard_named, standard_of, standards_of
from db import SqlStore
from tests.auditor.standard_files import SHIPPED, second
from tests.making import fresh_store

LATER = date(2027, 1, 1)


def kept(store: SqlStore, raw: bytes) -> list[StandardText]:
    """The records of a standard's file, in the store."""
    with store.writing() as work:
        return work.standards.save_all(texts_of(parse_standard("x.toml", raw), raw))


def test_a_higher_number_supersedes_from_its_day() -> None:
    with fresh_store() as store:
        kept(store, second(since="2026-12-01"))
        with store.reading() as work:
            assert in_force(work).number == 1  # today is 2026-11-22
            assert standard_of(work, "nankai-2023", on=date(2026, 11, 30)).number == 1
            assert standard_of(work, "nankai-2023", on=date(2026, 12, 1)).number == 2
            assert standard_of(work, "nankai-2023", on=date(2020, 1, 1)).number == 1  # before any was in force
            assert [s.name for s in standards_of(work) if s.id == "nankai-2023"] == ["nankai-2023 1", "nankai-2023 2"]


def test_records_and_people_name_a_standard_by_id_and_number() -> None:
    with fresh_store() as store:
        kept(store, second())
        with store.reading() as work:
            assert standard_named(work, "nankai-2023 1") == shipped()
            assert standard_named(work, "nankai-2023 2").number == asked_for(work, "nankai-2023:2").number == 2
            assert asked_for(work, "").number == in_force(work).number == 2
            for unknown in ("nankai-2023 3", "nowhere-1999", "nankai-2023 two"):
                with pytest.raises(Refused) as refused:
                    standard_named(work, unknown)
                assert refused.value.problems[0].code == "standard_not_found"


def test_the_setting_chooses_which_id_the_database_works_by() -> None:
    with fresh_store() as store:
        with store.writing() as work:
            work.set_setting(SETTING, "zhonglou-2022")
        with store.reading() as work:
            assert in_force(work).name == "zhonglou-2022 1"


def test_a_long_file_is_held_in_parts_and_read_whole_or_not_at_all() -> None:
    raw = second(text=SHIPPED)
    standard = parse_standard("x.toml", raw)
    texts = texts_of(standard, raw)
    assert len(texts) == 2
    assert [t.id for t in texts] == [record_id("nankai-2023", 2, n) for n in (1, 2)]
    assert "".join(t.text for t in texts).encode() == raw
    (found,) = assemble(reversed(texts))
    assert (found.hash, found.name) == (standard.hash, "nankai-2023 2")
    assert set(found.records) == {t.id for t in texts}
    assert list(assemble(texts[:1])) == []
    assert list(assemble([texts[0], replace(texts[1], text=texts[1].text + "\n")])) == []
    assert list(assemble([replace(t, number=3) for t in texts])) == []  # it is not the standard it says it is


def test_the_parts_fit_into_lines() -> None:
    with fresh_store() as store:
        saved = kept(store, second(text=SHIPPED + "# 注\n" * 30_000))
        assert 3 <= len(saved) <= MOST_PARTS
        with store.reading() as work:
            lines = work.journal.raw(work.journal.names(t.id for t in saved))
    assert len(lines) == len(saved)


@pytest.mark.parametrize("more", ["# " + "长" * 20_000, "# 注\n" * 200_000])
def test_a_file_too_long_for_the_journal_is_refused(more: str) -> None:
    raw = second(text=SHIPPED + more)
    with pytest.raises(Refused) as refused:
        texts_of(parse_standard("x.toml", raw), raw)
    assert refused.value.problems[0].code == "standard_too_long"


def test_one_that_this_program_cannot_read_is_not_held() -> None:
    raw = second()
    texts = texts_of(parse_standard("x.toml", raw), raw)
    broken = raw.replace(b"ratio = 300", b"ratio = -1")
    with fresh_store() as store:
        with store.writing() as work:
            work.standards.save_all(
                replace(t, text=broken.decode(), parts=1, sha256=hashlib.sha256(broken).hexdigest()) for t in texts[:1]
            )
        with store.reading() as work:
            assert in_force(work).number == 1

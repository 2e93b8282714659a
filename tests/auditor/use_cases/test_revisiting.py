"""Places gone to lately: the newest first, each once, eight at most; what cannot be read is forgotten."""

from auditor.use_cases.revisiting import MOST, SETTING, recent_places, remember_place
from db import SqlStore


def test_the_newest_comes_first_and_each_place_once(any_store: SqlStore) -> None:
    assert recent_places(any_store) == []
    for place in ("a", "b", "a"):
        remember_place(any_store, "site", place)
    assert recent_places(any_store) == [("site", "a"), ("site", "b")]
    for i in range(20):
        remember_place(any_store, "round", str(i))
    assert len(recent_places(any_store)) == MOST
    assert recent_places(any_store)[0] == ("round", "19")


def test_it_is_no_record_and_a_torn_note_is_no_trouble(store: SqlStore) -> None:
    told: list[object] = []
    with store.reading() as work:
        before = work.journal.root()
    store.told = lambda *what: told.append(what)
    remember_place(store, "site", "a")
    with store.writing() as work:
        assert work.journal.root() == before
        work.set_setting(SETTING, "[[")
    assert recent_places(store) == []
    assert told == []

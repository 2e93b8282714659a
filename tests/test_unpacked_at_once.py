"""Five processes take in one package at once (PEERS 12): a server lets them queue, a file is one process's alone."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from db import open_store
from tests.child import Child, child
from tests.exchanging import Office, district
from tests.making import Clock, site
from tests.postgres import empty_database

FIVE, LINES = 5, 300


def lay_package(bureau: Office, station: Office) -> tuple[Path, str]:
    """A package of many lines for a bureau that nobody has open any more, and the root over all lines."""
    with station.store.writing() as work:
        work.sites.save_all(site(f"06-{n:04}") for n in range(LINES))
    path, root = station.pack(), station.store.check().root
    bureau.store.close()
    bureau.store = open_store(":memory:")  # the district closes it
    return path, root


@contextmanager
def five(place: str, path: Path) -> Iterator[list[Child]]:
    """Five processes that wait for the word."""
    with ExitStack() as stack:
        started = [stack.enter_context(child(["-m", "tests.unpacked_at_once", place, str(path)])) for _ in range(FIVE)]
        for one in started:
            assert one.read("its start").split()[0] == "ready"
        yield started


def test_on_a_server_they_queue_and_every_record_is_there_once(postgresql: str, tmp_path: Path) -> None:
    empty_database(postgresql)
    with district(tmp_path, 1, bureau=postgresql) as (bureau, (station,)):
        path, root = lay_package(bureau, station)
        with five(postgresql, path) as children:
            for one in children:
                one.tell("go")
            said = [one.read("what it did").split() for one in children]
        assert sorted(said) == [["done", "0", "1"]] * 4 + [["done", str(LINES), "0"]]
        store = open_store(postgresql, Clock())
        found = store.check()
        assert (found.root, found.faults) == (root, ())
        with store.reading() as work:
            assert sum(d.new == LINES for d in work.deliveries.all()) == 1
        store.close()


def test_on_a_file_four_are_told_who_has_it_and_can_do_it_later(tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (station,)):
        path, root = lay_package(bureau, station)
        with five(bureau.place, path) as children:
            for one in children:
                one.tell("go")
            said = {one.pid: one.read("what it did").split() for one in children}
        assert Counter(words[0] for words in said.values()) == {"done": 1, "told": 4}
        assert {words[1] for words in said.values() if words[0] == "told"} == {"database_in_use"}
        bureau.store = open_store(bureau.place, Clock())
        assert bureau.store.check().root == root
        again = bureau.unpack(path)
        assert (again.new, again.again) == (0, True)
        assert bureau.store.check().root == root

"""Killing what packs, unpacks, takes back, restores and rebuilds, at any moment; and what stands afterwards."""

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from auditor.delivery import Fate, Way
from auditor.errors import Refused
from auditor.photo import Photo
from auditor.record import new_id
from auditor.use_cases import unpacking
from auditor.use_cases.unpacking import look_into
from db import SqlStore, open_store
from db.standing import STANDING
from tests.child import Child, child
from tests.exchanging import Office, district
from tests.killed_exchange import WORKS, small_batches
from tests.making import STREET, Clock, site
from tests.photographs import phone_file

LINES, PHOTOS = 300, 4


Content = list[tuple[Any, ...]]


def content(store: SqlStore) -> Content:
    """What stands of every record, without names of lines: they hold the moment."""
    with store.reading() as work:
        columns = (c for c in STANDING.c if c.name not in {"version", "heads", "at"})
        return sorted(tuple(row) for row in work.conn.execute(select(*columns)))


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder as one kind of work finds it, what the work is told, and what stands before and after it."""

    work: str
    folder: Path
    more: str = ""

    def laid_out(self, to: Path) -> Path:
        """A copy to be worked on."""
        shutil.copytree(self.folder, to)
        (to / "out").mkdir(exist_ok=True)
        return to


def scenes(folder: Path) -> dict[str, Scene]:
    """For each kind of work a folder with `work.db` and what it needs."""
    small_batches()
    folder.mkdir(parents=True, exist_ok=True)
    with district(folder / "district", 1, bureau="file", place="file") as (bureau, (station,)):
        stranger = Office(folder, "陌生", street=STREET).set_up()
        fill(station, 0)
        first, before = bureau.unpack(station.pack()), folder / "before"
        fill(station, LINES)
        made, sealed = station.packed(), station.packed(sealed=True)
        strange = stranger.pack()
        stranger.store.close()
        copy = folder / "copy.db"
        bureau.store.backup(str(copy))
        bureau.store.close()
        station.store.close()
        for office, name in ((bureau, "bureau"), (station, "station")):
            lay(office, folder / name)
        for place in (folder / "bureau", folder / "station"):
            shutil.copy(made.path, place / "in.sap")
            shutil.copy(sealed.path, place / "in.sap.age")
            shutil.copy(strange, place / "stranger.sap")
            shutil.copy(copy, place / "copy.db")
        after = shutil.copytree(folder / "bureau", folder / "after")
        store = open_store(str(after / "work.db"), Clock())
        unpacking.unpack(store, after / "in.sap")
        store.close()
        bureau.store, station.store = open_store(":memory:"), open_store(":memory:")  # closed by the district
    assert first.photos == 0
    assert not before.exists()
    told = {"pack": folder / "station", "pack sealed": folder / "station", "undo": after, "restore": after}
    told |= {"rebuild": after}
    return {
        name: Scene(name, told.get(name, folder / "bureau"), made.manifest.id if name == "undo" else "")
        for name in WORKS
    }


def lay(office: Office, to: Path) -> None:
    """An office's database and photographs under the names the child knows."""
    to.mkdir()
    shutil.copy(office.place, to / "work.db")
    photos = Path(f"{office.place}.photos")
    if photos.exists():
        shutil.copytree(photos, to / "work.db.photos")


def fill(office: Office, lines: int) -> None:
    """Sites, and photographs of some of them."""
    with office.store.writing() as work:
        made = [work.sites.save(site(f"06-{n:04}")) for n in range(lines)]
    for n, one in enumerate(made[:PHOTOS]):
        sha = office.store.photo_files.keep(phone_file((64, 48), n))
        with office.store.writing() as work:
            work.photos.save(Photo(id=new_id(), street=STREET, site=one.id, sha256=sha))


class Killer:
    """A process that works and dies: by its own hand at the n-th touch, or by ours after a while."""

    def __init__(self, made: Child) -> None:
        self._child = made

    def work(self, scene: Scene, folder: Path, *, at: int = 0, after: float = 0.0) -> tuple[str, int, float]:
        """Let it work; "done", how often it touched anything and how many seconds it took, or "killed". `at`: dies at
        that touch; `after`: so many seconds after it began."""
        told = {"work": scene.work, "folder": str(folder), "at": at, "more": scene.more}
        self._child.tell(json.dumps(told))
        pid, found, begun = 0, ("killed", 0, 0.0), 0.0
        while True:
            words = self._child.read(scene.work).split()
            if words[0] == "pid":
                pid = int(words[1])
            elif words[0] == "begun":
                begun = time.monotonic()
                if after:
                    time.sleep(after)
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            elif words[0] == "done":
                found = ("done", int(words[1]), time.monotonic() - begun)
            elif words[0] == "dead":
                return found


def kill_one_kind(scene: Scene, folder: Path, kills: int, seed: int) -> Counter[str]:
    """Kill one kind of work so often, half of the times at a touch drawn at random, half after a random while; each
    time what is left is sound, and doing it again completes it. What was seen, for the record."""
    rng, seen = random.Random(seed), Counter[str]()
    with child(["-m", "tests.killed_exchange"]) as made:
        killer = Killer(made)
        whole = scene.laid_out(folder / "whole")
        before = content_of(whole)
        word, touches, lasts = killer.work(scene, whole)
        assert word == "done"
        wanted = content_of(whole)
        for n in range(kills):
            place = scene.laid_out(folder / f"{n}")
            if n % 2:
                word, *_rest = killer.work(scene, place, after=rng.uniform(0, lasts))
            else:  # a part of the work each, so that the kills are spread over all of it
                part = rng.uniform(n, n + 2) / (kills + 1)
                word, *_rest = killer.work(scene, place, at=1 + int(part * touches))
            seen[word] += 1
            if word == "killed":
                look_again(scene, place, (before, wanted), seen)
                if n == 0:
                    look_later(scene, place)
            shutil.rmtree(place)
    seen["touches"] = touches
    return seen


def content_of(place: Path) -> Content:
    """What stands in the database of a folder."""
    store = open_store(str(place / "work.db"), Clock())
    try:
        return content(store)
    finally:
        store.close()


def look_again(scene: Scene, place: Path, wanted: tuple[Content, Content], seen: Counter[str]) -> None:
    """What was killed left nothing half, and doing it again completes it."""
    store = open_store(str(place / "work.db"), Clock())
    try:
        assert store.check().faults == ()
        found = content(store)
        assert found in wanted
        seen["had been done"] += found == wanted[1] != wanted[0]
        for written in (place / "out").glob("*.sap"):
            look_into(store, written)  # under its name it is whole, though nobody noted it
            seen["named and whole"] += 1
        seen["left aside"] += sum(1 for _part in place.rglob("*.part"))
        again(scene, store, place)
        assert store.check().faults == ()
        assert content(store) == wanted[1]
        if scene.work.startswith("unpack"):
            with store.reading() as work:
                assert len(store.photo_files.names()) == PHOTOS
                notes = [d for d in work.deliveries.all() if d.lines >= LINES]
            assert [(d.way, d.state) for d in notes] == [(Way.IN, Fate.APPLIED)]
    finally:
        store.close()


def look_later(scene: Scene, place: Path) -> None:
    """What was left an hour ago is cleared by whoever does the same again."""
    age(place)
    store = open_store(str(place / "work.db"), Clock())
    again(scene, store, place)
    store.close()
    left = [p for p in place.rglob("*") if p.suffix in {".part", ".open", ".inner"}]
    assert left == []


def age(place: Path) -> None:
    """An hour and more goes by."""
    for file in place.rglob("*"):
        os.utime(file, (time.time() - 5000,) * 2)


def again(scene: Scene, store: SqlStore, place: Path) -> None:
    """Do it once more, where it was not done."""
    code = ""
    try:
        WORKS[scene.work](store, place, scene.more)
    except Refused as refused:
        code = refused.problems[0].code
    assert code in ({"", "undone_already"} if scene.work == "undo" else {""})


def kill_every_kind(folder: Path, kills: int, seed: int) -> dict[str, dict[str, int]]:
    """Each kind of work killed so often; what was seen of each."""
    laid_out, seen = scenes(folder / "scenes"), {}
    for work in WORKS:
        (folder / work).mkdir()
        seen[work] = dict(kill_one_kind(laid_out[work], folder / work, kills, seed))
    return seen

"""Exchange by a folder (交换文件夹): a share or a synchronised drive that both sides read and write.

What others wrote for this side is taken in; what this side has to tell is written; own files that the other side has
confirmed are removed. Files of others are never changed and never removed.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Problem, Refused, Unavailable
from auditor.exchanged import Exchanged, Pack, Taken, Unpack
from auditor.folder_files import (
    AGAIN,
    DONE,
    LEFT,
    OTHERS,
    SETTING,
    SETTLED,
    TROUBLE,
    Noted,
    is_candidate,
    own_leftovers,
    read_notes,
    trouble,
    write_notes,
)
from auditor.identity import is_bureau
from auditor.out_box import (
    LOOKED_BACK,
    OwnFile,
    compare,
    is_worth_writing,
    lying_of,
    may_go,
    newest_of,
    on_the_way,
    sent_to,
    sides_of,
    wanted_photos,
)
from auditor.own_copy import own_copy
from auditor.package import Manifest
from auditor.record import moment_of, stamp
from auditor.refusals import problem_text
from auditor.sealing import is_sealed
from auditor.store import Store, Work
from auditor.telling import Tell, part, quiet

COPIED = "from-folder"  # where files of the folder lie while they are taken in
MOST_BYTES = 2**30  # of photographs in one package: FAT32 ends at four times that, and a line may be slow
NOT_WHOLE = frozenset(
    {"package_damaged", "no_package", "member_altered", "member_unknown", "manifest_unreadable", "lines_missing"}
)
ELSEWHERE = frozenset({"package_for_another", "package_of_colleague", "sealed_to_another"})
OF_THE_FILE = frozenset({"no_file", "cannot_read"})  # troubles that are not this computer's own


def exchange(
    store: Store, folder: Path, pack: Pack, unpack: Unpack, *, sealed: bool = False, tell: Tell = quiet
) -> Exchanged:
    """One round: take in, write, clear up. Unavailable where the folder is not there or the own disk does not serve;
    what a single file does never hinders the others. Stopped, what was taken in stays taken in."""
    folder = folder.absolute()
    found = _take_in(store, folder, unpack, part(tell, 0, 2, 3))
    found = _put_out(store, folder, pack, found, sealed=sealed, tell=part(tell, 2, 3, 3))
    tell(3, 3)
    return found


# -- what others wrote -------------------------------------------------------------------------------------------------


def _take_in(store: Store, folder: Path, unpack: Unpack, tell: Tell) -> Exchanged:
    box = _InBox(store, folder)
    try:
        for number, (path, manifest) in enumerate(box.due()):
            box.look(path, manifest, unpack, part(tell, number, number + 1, max(1, len(box.marks))))
        box.clear_leftovers()
    finally:
        box.keep_notes()
    return box.outcome()


class _InBox:
    """The files of a folder as one round sees them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.found = Exchanged()
        with store.reading() as work:
            self.station, self.bureau, self.now = work.setting("station"), work.bureau, work.now()
            self.text = work.setting(SETTING)
            own = {Path(d.file).name for d in work.deliveries.all(LOOKED_BACK) if d.way is Way.OUT and d.file}
        self.before = read_notes(self.text, str(folder), self.bureau)
        self.marks = _listing(folder)
        self.notes = {n: Noted(mark=mark, what=DONE) for n, mark in self.marks.items() if n in own}

    def due(self) -> Iterator[tuple[Path, Manifest | None]]:
        """The files to be looked at, in the order in which their packages were made; those that do not say so last."""
        from auditor.formats.package_zip import peek

        seen = []
        for name, mark in self.marks.items():
            before = self.before.get(name)
            if before is not None and before.what != LEFT and not before.is_due(mark, self.now):
                self.notes[name] = before
            elif name not in self.notes and is_candidate(name):
                seen.append((self.folder / name, peek(self.folder / name)))
        yield from sorted(seen, key=lambda one: (one[1] is None, one[1].made if one[1] else "", one[0]))

    def look(self, path: Path, manifest: Manifest | None, unpack: Unpack, tell: Tell) -> None:
        """Take one file in, if it is for this side and not known; note what came of it."""
        mark = self.marks[path.name]
        with self.store.reading() as work:
            what = _what_is_it(work, self.store, manifest) if manifest else ""
        if not what:
            try:
                taken = self._take(path, manifest, unpack, tell)
            except Refused as error:
                self._refused(path.name, error.problems[0])
                return
            except Unavailable as error:
                if error.code not in OF_THE_FILE:
                    raise
                self._trouble(path.name, error.code, error.facts, whole=False)
                return
            self._count(taken)
        self.notes[path.name] = Noted(mark=mark, what=what or DONE)

    def _take(self, path: Path, manifest: Manifest | None, unpack: Unpack, tell: Tell) -> Taken:
        """From the own disk: taking in shuts everybody out, and a share may stop answering in the middle. A sealed file
        is unsealed there anyway, before anything else; what is no package is refused where it lies."""
        from auditor.formats.package_zip import OpenPackage

        if is_sealed(path):
            return unpack(self.store, path, tell)
        if manifest is None:
            OpenPackage(path).__exit__()
        with own_copy(path, self.store.package_folder() / COPIED, part(tell, 0, 1, 4)) as copy:
            return unpack(self.store, copy, part(tell, 1, 4, 4))

    def _refused(self, name: str, problem: Problem) -> None:
        if problem.code in ELSEWHERE:
            self.notes[name] = Noted(mark=self.marks[name], what=OTHERS)
        else:
            self._trouble(name, problem.code, {"file": name, **problem.facts}, whole=problem.code not in NOT_WHOLE)

    def _trouble(self, name: str, code: str, facts: Mapping[str, object], *, whole: bool) -> None:
        self.notes[name] = trouble(self.before.get(name), self.marks[name], self.now, code, facts, whole=whole)

    def _count(self, taken: Taken) -> None:
        found, state = self.found, taken.delivery.state
        if state in (Fate.WAITING, Fate.TURNED_AWAY):
            self.found = replace(found, waiting=found.waiting + 1)
        elif state is Fate.NEWER:
            made = taken.manifest
            facts = {"station": made.station[:8], "name": made.name, "schema": made.most_schema}
            told = problem_text(Problem("file", "package_lines_newer", facts))
            self.found = replace(found, told=(*found.told, told))
        else:
            self.found = replace(
                found,
                taken=found.taken + (not taken.again),
                new=found.new + taken.new,
                own=found.own + taken.own,
                photos=found.photos + taken.photos,
            )

    def clear_leftovers(self) -> None:
        """Remove what this station's program left when it died while writing: a file that did not change for an hour;
        so many of them would fill a share."""
        for name in own_leftovers(self.marks, self.station):
            held, mark = self.before.get(name), self.marks[name]
            same = held is not None and held.mark == mark and moment_of(held.since) <= self.now
            since = held.since if same and held is not None else stamp(self.now)
            if self.now - moment_of(since) >= AGAIN and _remove(self.folder / name):
                self.found = replace(self.found, removed=self.found.removed + 1)
            else:
                self.notes[name] = Noted(mark=mark, what=LEFT, since=since)

    def keep_notes(self) -> None:
        """Keep what was noted, where it is something else than before."""
        text = write_notes(str(self.folder), self.bureau, self.notes)
        if text != self.text:
            with self.store.writing() as work:
                work.set_setting(SETTING, text)

    def outcome(self) -> Exchanged:
        """What the round found, and every file that gives trouble, in words."""
        troubles = [one for _name, one in sorted(self.notes.items()) if one.what == TROUBLE]
        told = tuple(problem_text(_settled(one)) for one in troubles if one.is_told(self.now))
        return replace(
            self.found,
            told=(*self.found.told, *told),
            pending=sum(not one.is_told(self.now) for one in troubles),
            elsewhere=sum(one.what == OTHERS for one in self.notes.values()),
        )


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    """The files in a folder, by name, with size and time."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    if entry.is_file():
                        held = entry.stat()
                        found[entry.name] = (held.st_size, held.st_mtime_ns)
                except OSError:
                    continue  # gone, or held by its synchroniser: the next round sees it
    except OSError as error:
        raise Unavailable("exchange_folder", path=str(folder), said=error.strerror or str(error)) from error
    return found


def _settled(one: Noted) -> Problem:
    """What is said of a file that did not get better: what to do about it in a folder."""
    if one.whole or one.code not in NOT_WHOLE:
        return one.problem()
    minutes = int(SETTLED.total_seconds() // 60)
    return Problem("file", "folder_file_torn", {"file": one.facts.get("file", ""), "minutes": minutes})


def _what_is_it(work: Work, store: Store, manifest: Manifest) -> str:
    """DONE for a package of this side or one that is known here, whatever its file is called; OTHERS for one that is
    for somebody else; "" for one to be taken in, or taken in again for the photographs that did not get here. What the
    file says is not proved yet: it is only passed over."""
    mine = work.setting("station")
    if manifest.station == mine:
        return DONE
    noted = (d for d in work.deliveries.of_package(manifest.id) if d.station == manifest.station)  # ids can be copied
    if any(d.way is Way.IN and d.state is not Fate.NEWER for d in noted):
        carried = [m.sha256 for m in manifest.members if m.name.startswith("photos/")]
        shown = {sha for _arrival, sha in work.photos.arrivals()} if carried else set()
        return "" if any(sha in shown and not store.photo_files.holds(sha) for sha in carried) else DONE
    meant = not manifest.to or manifest.to == mine or (is_bureau(work) and manifest.to in work.bureaux)
    return "" if meant else OTHERS


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # somebody reads it just now: the next round
        return False
    return True


# -- what this side writes -------------------------------------------------------------------------------------------


def _put_out(store: Store, folder: Path, pack: Pack, found: Exchanged, *, sealed: bool, tell: Tell) -> Exchanged:
    names = frozenset(store.photo_files.names())
    sizes = _sizes(folder)
    with store.reading() as work:
        sides = sides_of(work)
        compare(work.journal.holdings(), sides)
        sent = sent_to(work, sides)
        lying = _lying(work, sizes, sent)
        newest = {station: newest_of(work, of) for station, of in sent.items()}
        wants, held = wanted_photos(work.photos.arrivals(), names), names - work.photos.gone()
    due = [s for s in sides if is_worth_writing(s, newest[s.station], lying[s.station], wants=wants, held=held)]
    for number, side in enumerate(due):
        tell(number, len(due))
        try:
            made = pack(
                store,
                folder,
                receiver="" if side.only else side.station,
                sealed=sealed and bool(side.station),  # an introduction is read by whoever is asked to let it in
                most_bytes=MOST_BYTES,
                leave=on_the_way(side, lying[side.station]),
                tell=part(tell, number, number + 1, len(due)),
            )
        except Refused as error:  # of one other side: the others are served
            found = replace(found, told=(*found.told, *(problem_text(p) for p in error.problems)))
            continue
        found = replace(found, written=found.written + 1, others=found.others + made.others)
    sizes = _sizes(folder)
    with store.reading() as work:
        lying = _lying(work, sizes, sent_to(work, sides))
    gone = [one for side in sides for one in may_go(side, lying[side.station])]
    return replace(found, removed=found.removed + sum(_remove(folder / one.name) for one in gone))


def _sizes(folder: Path) -> dict[str, int]:
    """The files in a folder, by name, with size."""
    return {name: size for name, (size, _changed) in _listing(folder).items()}


def _lying(work: Work, sizes: Mapping[str, int], sent: Mapping[str, Sequence[Delivery]]) -> dict[str, list[OwnFile]]:
    """By other side the own packages that lie in the folder."""
    return {station: lying_of(work, of, sizes) for station, of in sent.items()}

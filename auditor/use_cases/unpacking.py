"""Unpacking (并入): look into a package, rehearse it, take it in whole or not at all; or let it wait for a decider."""

import gc
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.arriving import Preview, Ruling, Side, refuse_line, rule_on
from auditor.copying import copy_before_merge
from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Problem, Refused, Unavailable
from auditor.identity import RECOVERED, SEAL, is_bureau, known_station, refuse_undeciding
from auditor.leftovers import clear_leftovers, drop
from auditor.package import Manifest
from auditor.record import Line, new_id, stamp
from auditor.rehearsal import Rehearsal
from auditor.sealing import is_sealed, unseal, unseal_file
from auditor.slots import secret_name
from auditor.store import Store, Work
from auditor.survey import key_hash
from auditor.telling import Tell, part, quiet

if TYPE_CHECKING:
    from auditor.formats.package_zip import OpenPackage

TAKEN = frozenset({Fate.APPLIED, Fate.RELEASED, Fate.UNDONE})
AT_ONCE = 5_000  # lines held in memory, and a step of the progress
WAITING = "waiting"  # folder of the packages that wait
UNKNOWN = "station_unknown"  # why it waits: nobody has accepted its station
ENDED = "key_revoked"  # or its key counts no more: whoever found the laptop has it
MOST_OF_ONE = (20, 2 * 2**30)  # packages and bytes that wait for one such station
MOST_OF_ALL = (200, 4 * 2**30)  # and for all of them: anybody can make a key and hand in


class _RolledBack(Exception):
    """The end of a rehearsal: everything it did goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What became of a package. `own`: lines this station itself had written and had lost (a copy was put back, or two
    machines run as one station). `photos` came along and were kept; `photos_missing` are shown by records and not
    here. `again`: it had been taken in before."""

    delivery: Delivery
    manifest: Manifest
    new: int = 0
    own: int = 0
    photos: int = 0
    photos_missing: int = 0
    again: bool = False


def look_into(store: Store, path: Path, tell: Tell = quiet) -> Manifest:
    """The manifest of a package whose every byte was checked; nothing is kept. Refused or Unavailable in words."""
    with _opened(store, path) as package:
        package.check(tell)
        return package.manifest


def rehearse(store: Store, path: Path, tell: Tell = quiet) -> Preview:
    """What taking it in would do: it is done, looked at and rolled back. Refused as `unpack` would refuse it, and for
    one that would wait."""
    found = Preview(lines=0, fresh=0)
    with _opened(store, path) as package:
        package.check_photos()
        total = package.manifest.lines
        streets = sorted({line.street for line in package.lines()})
        try:
            with store.writing() as work:
                ruling, reason = rule_on(package.manifest, _side(work, package.manifest))
                if ruling is not Ruling.TAKE:
                    raise Refused(Problem("file", reason or "package_lines_newer", _told(package.manifest)))
                seen = Rehearsal(work, streets)
                only_of = _only_of(work, package.manifest)
                for batch in _batches(package, only_of, part(tell, 0, 9, 10), total):
                    seen.before(batch)
                    work.journal.receive(batch, package.manifest.id, one_kind=bool(only_of))
                tell(9 * total // 10, total)
                found = seen.after(set(package.photos()), store.photo_files)
                raise _RolledBack
        except _RolledBack:
            pass
    tell(total, total)
    return found


def unpack(store: Store, path: Path, tell: Tell = quiet) -> Unpacked:
    """Take a package in, in one transaction; or keep it until a decider lets it in, where nobody vouches for it. Before
    anything new comes in there is a checked copy of the database.

    Taken in again it changes nothing, and brings what was missing. Refused, with nothing changed: a file that is not
    whole or not signed, one for another, lines nobody may say. Unavailable: the file or the disk does not serve, or the
    copy cannot be made.
    """
    with _opened(store, path) as package:
        manifest = package.manifest
        with store.reading() as work:
            ruling, reason = rule_on(manifest, _side(work, manifest))
        if ruling is Ruling.WAIT:
            return _keep_waiting(store, package, reason)
        if ruling is Ruling.NEWER:
            return _note_newer(store, package)
        return _take(store, package, tell)


def release(store: Store, number: int, name: str = "", tell: Tell = quiet) -> Unpacked:
    """A decider lets a waiting package in; `name` is typed to say which: the name its writer calls itself, or the first
    eight digits of its station. One that would not wait any more (its station was accepted since) needs none.

    Refused for another name or for somebody who may not decide."""
    with store.writing() as work:
        waiting = _waiting(work, number)
        manifest = work.deliveries.manifest(number)
        assert manifest is not None  # every package that waits was noted with its own
        refuse_undeciding(work)
        waits = rule_on(manifest, _side(work, manifest))[0] is Ruling.WAIT
        if waits and name.strip() not in {manifest.name, manifest.station[:8]} - {""}:
            raise Refused(Problem("name", "release_not_named", {"value": name, "name": manifest.name}))
    with _opened(store, Path(waiting.file)) as package:
        if package.manifest != manifest:  # what was shown and named is let in, not what was put in its place
            raise Refused(Problem("file", "package_damaged", {"file": package.path.name}))
        taken = _take(store, package, tell, released=waiting)
    drop(Path(waiting.file))
    return taken


def turn_away(store: Store, number: int, reason: str) -> Delivery:
    """A decider says no to a waiting package; its file stays where it is, and its station is not told that it came."""
    with store.writing() as work:
        waiting = _waiting(work, number)
        refuse_undeciding(work)
        if not reason.strip():
            raise Refused(Problem("reason", "empty"))
        work.deliveries.change(number, state=Fate.TURNED_AWAY, reason=reason.strip())
        return replace(waiting, state=Fate.TURNED_AWAY, reason=reason.strip())


def _noted_in(work: Work, manifest: Manifest) -> list[Delivery]:
    """What is noted here of a package that came, newest first; its id alone could be copied by another station."""
    found = work.deliveries.of_package(manifest.id)
    return [d for d in found if d.way is Way.IN and d.station == manifest.station]


def _waiting(work: Work, number: int) -> Delivery:
    found = work.deliveries.one(number)
    if found is None or found.state is not Fate.WAITING:
        raise Refused(Problem("package", "does_not_wait", {"value": number}))
    return found


@contextmanager
def _opened(store: Store, path: Path) -> Iterator["OpenPackage"]:
    """The package in a file, unsealed first where it is sealed; what was unsealed does not stay."""
    from auditor.formats.package_zip import OpenPackage

    if not is_sealed(path):
        with OpenPackage(path) as package:
            yield package
        return
    with store.reading() as work:
        secret = work.secret(SEAL)
    if secret is None:
        raise Refused(Problem("file", "sealed_to_another", {"file": path.name}))
    clear_leftovers(store.package_folder(), "*.open")
    inner = store.package_folder() / f"{path.name}.{new_id()[-8:]}.open"  # two may unseal one file at once
    try:
        unseal_file(path, inner, secret.decode())
        with OpenPackage(inner) as package:
            yield package
    finally:
        drop(inner)


def _side(work: Work, manifest: Manifest) -> Side:
    known = known_station(work, manifest.station)
    return Side(
        station=work.setting("station"),
        bureaux=work.bureaux,
        at_bureau=is_bureau(work),
        demonstration=bool(work.demonstrations.all()),
        empty=not work.sites.counts(),
        accepted=known is not None,
        revoked=known.revoked if known else "",
    )


def _told(manifest: Manifest) -> dict[str, object]:
    return {"station": manifest.station[:8], "name": manifest.name, "schema": manifest.most_schema}


def _only_of(work: Work, manifest: Manifest, *, released: bool = False) -> str:
    """Whose lines the package may hold: its signer's, or ("") anybody's where somebody vouches for them."""
    vouched = manifest.station in work.bureaux or (manifest.of_others and released)
    return "" if vouched else manifest.station


@contextmanager
def _uncollected() -> Iterator[None]:
    """Lines make no rings: looking for some among all that a window holds would take a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _batches(package: "OpenPackage", only_of: str, tell: Tell, total: int) -> Iterator[list[Line]]:
    lines, done = iter(package.lines()), 0
    while batch := list(islice(lines, AT_ONCE)):
        tell(done, total)
        for number, line in enumerate(batch, done + 1):
            refuse_line(line, number, only_of=only_of, demonstration=package.manifest.demonstration)
        yield batch
        done += len(batch)
    if done != package.manifest.lines:
        raise Refused(Problem("file", "lines_missing", {"said": package.manifest.lines, "found": done}))


def _own_lost(work: Work, batch: Sequence[Line], station: str) -> int:
    """How many of these lines this station wrote itself and does not hold."""
    mine = [line for line in batch if line.station == station]
    if not mine:
        return 0
    held = set(work.journal.names(line.record for line in mine))
    return sum(line.name not in held for line in mine)


def _take(store: Store, package: "OpenPackage", tell: Tell, released: Delivery | None = None) -> Unpacked:
    manifest = package.manifest
    package.check_photos()
    if copy_before_merge(store, lambda: _brings_new(store, package), part(tell, 0, 1, 2)):
        tell = part(tell, 1, 2, 2)
    with _uncollected(), store.writing() as work:
        station = work.setting("station")
        earlier = [d for d in _noted_in(work, manifest) if d.state in TAKEN]
        before = earlier[0] if earlier else None
        first = work.journal.last() + 1
        new = own = 0
        only_of = _only_of(work, manifest, released=released is not None)
        for batch in _batches(package, only_of, tell, manifest.lines):
            own += _own_lost(work, batch, station)
            new += work.journal.receive(batch, manifest.id, one_kind=bool(only_of))
        if own:
            work.set_setting(RECOVERED, str(int(work.setting(RECOVERED) or 0) + own))
        _keep_keys(work, package)
        made = _noted(work, package, before, released, new=new, first=first)
        shown = {sha for _arrival, sha in work.photos.arrivals()}
        gone = work.photos.gone()
    tell(manifest.lines, manifest.lines)
    photos = _keep_photos(store, package, shown - gone)
    missing = sum(1 for sha in shown if not store.photo_files.holds(sha)) if new or package.photos() else 0
    return Unpacked(
        delivery=made,
        manifest=manifest,
        new=new,
        own=own,
        photos=photos,
        photos_missing=missing,
        again=before is not None,
    )


def _brings_new(store: Store, package: "OpenPackage") -> bool:
    """Whether it holds a line that is not held here; read up to the first such line."""
    lines = iter(package.lines())
    while batch := list(islice(lines, AT_ONCE)):
        with store.reading() as work:
            held = set(work.journal.names(line.record for line in batch))
        if any(line.name not in held for line in batch):
            return True
    return False


def _noted(
    work: Work, package: "OpenPackage", before: Delivery | None, released: Delivery | None, *, new: int, first: int
) -> Delivery:
    """The note of a package taken in; of one that had been and brought nothing more, the first one stays."""
    last = work.journal.last()
    if released is not None:
        work.deliveries.change(released.number, state=Fate.RELEASED, file="", new=new, first=first, last=last)
        return next(d for d in work.deliveries.of_package(released.package) if d.number == released.number)
    if before is not None and not new:
        return before
    return work.deliveries.note(replace(_note(work, package, Fate.APPLIED), new=new, first=first, last=last))


def _note(work: Work, package: "OpenPackage", state: Fate) -> Delivery:
    manifest = package.manifest
    return Delivery(
        package=manifest.id,
        way=Way.IN,
        station=manifest.station,
        made=manifest.made,
        at=stamp(work.now()),
        state=state,
        lines=manifest.lines,
        size=package.path.stat().st_size,
        manifest=manifest,
    )


def _keep_keys(work: Work, package: "OpenPackage") -> None:
    """The rounds' keys that were sealed to this station, where they are those their rounds were drawn with."""
    secret = work.secret(SEAL)
    for round_id, sealed in package.sealed().items():
        round_ = next(iter(work.rounds.some([round_id])), None)
        key = unseal(sealed, secret.decode()) if secret else None
        if round_ is None or key is None or round_.key_destroyed_on or key_hash(key) != round_.key_hash:
            continue
        if work.secret(secret_name(round_)) is None:
            work.set_secret(secret_name(round_), key)


def _keep_photos(store: Store, package: "OpenPackage", shown: Iterable[str]) -> int:
    """Keep the photographs that records show; others are left in the file. How many were new here."""
    wanted, kept = set(shown), 0
    for sha in package.photos():
        if sha in wanted and not store.photo_files.holds(sha):
            store.photo_files.keep(package.photo(sha))
            kept += 1
    return kept


def _keep_waiting(store: Store, package: "OpenPackage", reason: str) -> Unpacked:
    manifest = package.manifest
    with store.reading() as work:
        held = _noted_in(work, manifest)
    before = held[0] if held and held[0].state in {*TAKEN, Fate.WAITING, Fate.TURNED_AWAY} else None
    if before is not None and (before.state is not Fate.WAITING or Path(before.file).is_file()):
        return Unpacked(delivery=before, manifest=manifest, again=True)
    if reason in (UNKNOWN, ENDED):
        size = max(package.path.stat().st_size, sum(m.size for m in manifest.members))  # unpacked: it is read whole
        with store.reading() as work:
            _refuse_crowd(work, manifest.station, size)
    package.check()
    folder = store.package_folder() / WAITING
    path = folder / f"{manifest.station[:8]}-{manifest.id}.sap"
    aside = path.with_suffix(".part")
    try:
        folder.mkdir(exist_ok=True)
        clear_leftovers(folder, "*.part")
        shutil.copyfile(package.path, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error
    finally:
        drop(aside)
    with store.writing() as work:
        if before is not None:  # a copy of the database was put back, here or elsewhere, and the file was gone
            work.deliveries.change(before.number, file=str(path))
            return Unpacked(delivery=replace(before, file=str(path)), manifest=manifest, again=True)
        made = replace(_note(work, package, Fate.WAITING), reason=reason, file=str(path))
        return Unpacked(delivery=work.deliveries.note(made), manifest=manifest)


def _refuse_crowd(work: Work, station: str, size: int) -> None:
    """Refuse one more package of a station nobody has accepted, or whose key counts no more, where too many of such
    wait already."""
    waits = [d for d in work.deliveries.waiting() if d.reason in (UNKNOWN, ENDED)]
    known = {s: known_station(work, s) for s in {d.station for d in waits}}
    accepted = {s for s, one in known.items() if one is not None and not one.revoked}
    all_ = [d.size for d in waits if d.station not in accepted]
    own = [d.size for d in waits if d.station == station]
    for sizes, (most, most_bytes) in ((own, MOST_OF_ONE), (all_, MOST_OF_ALL)):
        if len(sizes) >= most or sum(sizes) + size > most_bytes:
            raise Refused(Problem("file", "waiting_full", {"n": len(sizes), "size": sum(sizes)}))


def _note_newer(store: Store, package: "OpenPackage") -> Unpacked:
    """A newer program's package: of it only what its writer holds is noted, so that sending goes on."""
    manifest = package.manifest
    with store.writing() as work:
        held = _noted_in(work, manifest)
        made = held[0] if held else work.deliveries.note(_note(work, package, Fate.NEWER))
        return Unpacked(delivery=made, manifest=manifest, again=bool(held))

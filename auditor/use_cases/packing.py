"""Packing (装包): what the other side lacks, by what it last said it holds, into one file (DESIGN 5)."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.delivery import Delivery, Fate, Way
from auditor.division import PUBLISHED
from auditor.errors import Problem, Refused, Unavailable
from auditor.identity import NAME, PUBLIC, RECOVERED, introduce, is_bureau, known_station, signer
from auditor.leftovers import clear_leftovers, drop
from auditor.moved import refuse_moved
from auditor.out_box import wanted_photos
from auditor.package import Manifest, Part
from auditor.record import NotCanonical, new_id, stamp
from auditor.sealing import ENDING, seal, seal_file
from auditor.slots import secret_name
from auditor.store import Store, Work
from auditor.telling import Tell, quiet

SUFFIX = ".sap"
INNER = ".inner"  # a package on its way to be sealed
Bounds = tuple[int, frozenset[str]]  # of photographs: so many bytes, and none of these
READ = 5_000  # lines read at a time: others save between


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was written: the file, the note of it, and how many lines of others lie here that the bureau lacks."""

    path: Path
    delivery: Delivery
    manifest: Manifest
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What is to go into a package, decided in one moment."""

    manifest: Manifest
    arrivals: Sequence[int]
    photos: Sequence[str]
    sealed: dict[str, bytes]
    recipient: str
    sign: Callable[[bytes], bytes]
    others: int
    last: int


def pack(
    store: Store,
    to: Path,
    *,
    receiver: str = "",
    of_others: bool = False,
    sealed: bool = False,
    most_bytes: int = 0,
    leave: Collection[str] = (),
    tell: Tell = quiet,
) -> Packed:
    """Write a package for the other side; `to` is a file, or a folder where it gets a name of its own.

    At a street's station it goes to the bureau and holds the station's own lines (with `of_others`: those of others
    that the bureau lacks, which wait there for a decider). At the bureau it goes to `receiver` (a station; "" for
    another database of the bureau) and holds whatever concerns its street. Photographs fill up to `most_bytes` (0: no
    bound), those never sent first; what is left is said; those in `leave` are on their way already. `sealed`: only the
    receiver can open it.

    Refused: over an existing file; from a database that was moved; for a station nobody accepted; sealed for one that
    named no seal. Unavailable where it cannot be written. Stopped, it leaves nothing.
    """
    with store.writing() as work:
        refuse_moved(work)
        introduce(work)
        work.journal.note_holdings()
    with store.reading() as work:
        bounds = (most_bytes, frozenset(leave))
        load = _load(work, receiver, of_others=of_others, bounds=bounds, sealed=sealed, store=store)
    made = load.manifest
    path = to / _name(made) if to.is_dir() else to
    if sealed and path.suffix != ENDING:
        path = path.with_name(path.name + ENDING)
    if path.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(path)}))
    inner = path if not sealed else store.package_folder() / f"{made.id}{INNER}"
    clear_leftovers(path.parent, f".{made.station[:8]}-*.part")
    clear_leftovers(store.package_folder(), f"*{INNER}", f".*{INNER}.part")
    try:
        made = _write(store, inner, load, tell)
        if sealed:
            seal_file(inner, path, load.recipient)
    finally:
        if sealed:
            drop(inner)
    size = path.stat().st_size  # asked before the door is shut: a share may be long in answering
    with store.writing() as work:
        noted = work.deliveries.note(
            Delivery(
                package=made.id,
                way=Way.OUT,
                station=made.to,
                made=made.made,
                at=made.made,
                state=Fate.WRITTEN,
                lines=made.lines,
                last=load.last,
                size=size,
                file=str(path),
                manifest=made,
            )
        )
    return Packed(path=path, delivery=noted, manifest=made, others=load.others)


def _name(made: Manifest) -> str:
    """`<station>-<day>-<package>.sap`: whose it is and when, read by people; nobody's name in it."""
    return f"{made.station[:8]}-{made.made[:10]}-{made.id[-8:]}{SUFFIX}"


def _load(work: Work, receiver: str, *, of_others: bool, bounds: Bounds, sealed: bool, store: Store) -> _Load:
    mine = work.setting("station")
    vouching = is_bureau(work) or mine in work.bureaux
    if vouching and of_others:
        raise Refused(Problem("of_others", "bureau_vouches"))
    to = receiver if vouching else work.bureau
    known = known_station(work, to) if to else None
    if to and to != mine and vouching and known is None:
        raise Refused(Problem("station", "station_not_accepted", {"value": to}))
    if known is not None and known.revoked and vouching:
        raise Refused(Problem("station", "station_revoked", {"value": known.name or known.mark, "said": known.revoked}))
    recipient = known.recipient if known else ""
    if sealed and not recipient:
        raise Refused(Problem("sealed", "no_recipient"))
    streets = None if not vouching or known is None or not known.office else {"", known.office}
    theirs = work.deliveries.have(to) if to else None
    here = {"", work.setting("street")}  # of these streets the bureau has said what it holds
    have: dict[tuple[str, str], Part] = {}
    arrivals: list[int] = []
    others = 0
    for key, held in work.journal.holdings(streets, to):
        have[key] = held.part
        agreed = held.agreed(theirs.get(key) if theirs is not None else None)
        if agreed == held.part.count:
            continue
        own = key[1] == mine
        if vouching or (own if not of_others else not own and key[0] in here and key[1] != PUBLISHED):
            arrivals += held.after(agreed)
        if not vouching and not own and theirs is not None and key[1] != PUBLISHED and key[0] in here:
            others += held.part.count - agreed
    photos, left = _photos(work, store, to, sorted(arrivals), bounds)
    now = work.now()
    manifest = Manifest(
        id=new_id(),
        station=mine,
        key=work.setting(PUBLIC),
        to=to,
        made=stamp(now),
        lines=len(arrivals),
        photos_left=left,
        demonstration=bool(work.demonstrations.all()),
        name=work.setting(NAME) or work.setting("office"),
        of_others=of_others,
        recovered=int(work.setting(RECOVERED) or 0),
        wants=wanted_photos(work.photos.arrivals(), store.photo_files.names()),
        have=have,
    )
    return _Load(
        manifest=manifest,
        arrivals=sorted(arrivals),
        photos=photos,
        sealed=_sealed_keys(work, streets, recipient),
        recipient=recipient,
        sign=signer(work),
        others=others,
        last=0 if of_others else work.journal.last(),
    )


def _photos(work: Work, store: Store, to: str, arrivals: Sequence[int], bounds: Bounds) -> tuple[list[str], int]:
    """The photographs that go along, those never sent first; how many named ones do not."""
    going = set(arrivals)
    named = dict.fromkeys(sha for arrival, sha in work.photos.arrivals() if arrival in going)
    heard = work.deliveries.heard(to) if to else None
    gone = work.photos.gone()
    asked = dict.fromkeys(sha for sha in (heard.wants if heard else ()) if sha not in gone)
    most_bytes, leave = bounds
    wanted = [sha for sha in {**asked, **named} if sha not in leave]
    sent = _sent(work, to) - set(asked)
    room, taken = most_bytes, dict.fromkeys(leave)
    for sha in sorted(wanted, key=lambda sha: sha in sent):
        size = store.photo_files.size(sha)
        if size and (not most_bytes or size <= room):
            taken[sha] = None
            room -= size
    return [sha for sha in taken if sha not in leave], sum(1 for sha in named if sha not in taken)


def _sent(work: Work, to: str) -> set[str]:
    """The photographs in packages written for the other side since it was last heard."""
    found: set[str] = set()
    for one in work.deliveries.of_station(to):
        if one.way is Way.IN:
            break
        manifest = work.deliveries.manifest(one.number) if one.way is Way.OUT else None
        members = manifest.members if manifest else ()
        found |= {m.sha256 for m in members if m.name.startswith("photos/")}
    return found


def _sealed_keys(work: Work, streets: Collection[str] | None, recipient: str) -> dict[str, bytes]:
    """The keys of the rounds that live, sealed to the receiver; without a recipient none travels."""
    if not recipient:
        return {}
    found = {}
    for round_ in work.rounds.all():
        key = work.secret(secret_name(round_))
        if key is not None and round_.key_destroyed_on is None and (streets is None or round_.street in streets):
            found[round_.id] = seal(key, recipient)
    return found


def _write(store: Store, path: Path, load: _Load, tell: Tell) -> Manifest:
    from auditor.formats.package_zip import write_package

    def lines() -> Iterator[bytes]:
        for start in range(0, len(load.arrivals), READ):
            with store.reading() as work:
                try:
                    part = list(work.journal.arrived(load.arrivals[start : start + READ]))
                except NotCanonical as error:  # the disk has lost some of it
                    raise Unavailable("database_damaged", path=store.place, said=str(error)) from error
            yield from part

    bad: list[str] = []

    def photos() -> Iterator[tuple[str, bytes]]:
        for sha in load.photos:
            try:
                raw = store.photo_files.read(sha)
            except Unavailable:  # one file that went bad on the disk holds up no line; `check` tells which
                bad.append(sha)
                continue
            yield sha, raw

    return write_package(
        path, load.manifest, lines(), photos(), load.sign, sealed=load.sealed, left=lambda: len(bad), tell=tell
    )

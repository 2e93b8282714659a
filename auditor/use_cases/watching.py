"""Watching over quality: what a street's records give the radar to look at, and the flags it raises."""

from auditor.flags import Material, Radar
from auditor.photo import Photo
from auditor.quality import find_flags, reading_of
from auditor.standard import Standard
from auditor.store import Store, Work

KINDS = (
    "site",
    "assignment",
    "point",
    "link",
    "audit",
    "round",
    "response",
    "photo",
    "recheck",
)  # lines whose clocks count


def read_material(work: Work, street: str, standard: Standard) -> Material:
    """Everything of a street the radar looks at, as it stands now; withdrawn records are left out."""
    return Material(
        street=street,
        rounds={r.id: r for r in work.rounds.all(street)},
        responses=tuple(work.responses.all(street)),
        audits=tuple(work.audits.all(street)),
        photos=tuple(work.photos.all(street)),
        sites={s.id: s for s in work.sites.all(street, withdrawn=True)},
        writings=tuple(work.journal.writings(street, KINDS)),
        reading=reading_of(standard),
        names={p.id: p.name for p in work.people.all(withdrawn=True)},
    )


def watch_street(store: Store, street: str, standard: Standard) -> Radar:
    """Every flag on a street. It reads; nothing is kept and no score is touched."""
    with store.reading() as work:
        material = read_material(work, street, standard)
    return find_flags(material)


def watch_all(store: Store, standard: Standard) -> list[Radar]:
    """Every street that has a register, in order of code."""
    with store.reading() as work:
        streets = sorted(s.code for s in work.streets.all() if work.sites.counts(s.code))
    return [watch_street(store, street, standard) for street in streets]


def photos_of(work: Work, audit: str, street: str) -> list[Photo]:
    """The photographs of an audit, in order of id."""
    return [p for p in work.photos.all(street) if p.audit == audit]

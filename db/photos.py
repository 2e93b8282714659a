"""The photographs' index: by site, audit and correction, and by every hash that a photograph names."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.photo import Photo
from db.base import Base, name_type, table_of
from db.journal import LINE, batches
from db.records import RecordsOf
from db.sites import LONGEST_KEY, short, text
from db.standing import STANDING, Entry, Rows, indexed

SHOWN, ERASED, BEFORE, ORIGINAL = "shown", "erased", "before", "original"


class PhotoRow(Base):
    """What one photograph belongs to."""

    __tablename__ = "photo"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    site: Mapped[str] = mapped_column(name_type, index=True)
    audit: Mapped[str] = mapped_column(name_type, index=True)
    correction: Mapped[str] = mapped_column(name_type, index=True)
    withdrawn: Mapped[int] = mapped_column(Integer)


class PhotoHashRow(Base):
    """One hash that a photograph names, and as what: the bytes it shows or showed, or the file it was made from."""

    __tablename__ = "photo_hash"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    part: Mapped[str] = mapped_column(name_type, primary_key=True)
    name: Mapped[str] = mapped_column(name_type, primary_key=True, index=True)


PHOTO, PHOTO_HASH = table_of(PhotoRow), table_of(PhotoHashRow)


@indexed("photo", PHOTO, PHOTO_HASH)
def _index_photo(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    row = (entry.record, short(b, "site"), short(b, "audit"), short(b, "correction"), int(entry.withdrawn))
    rows.setdefault(PHOTO, []).append(row)
    named = {(ERASED if text(b, "erased") else SHOWN, short(b, "sha256")), (ORIGINAL, short(b, "original"))}
    named |= {(BEFORE, name[:LONGEST_KEY]) for name in text(b, "before").split()}
    rows.setdefault(PHOTO_HASH, []).extend((entry.record, part, name) for part, name in sorted(named) if name)


def _of(column: str) -> Select[Any]:
    return (
        select(STANDING)
        .join(PHOTO, PHOTO.c.id == STANDING.c.record)
        .where(PHOTO.c[column] == bindparam("wanted"), PHOTO.c.withdrawn == 0)
    )


_OF = {column: _of(column) for column in ("site", "audit", "correction")}
_NAMING = select(STANDING).where(
    STANDING.c.record.in_(
        select(PHOTO_HASH.c.id).where(PHOTO_HASH.c.name.in_(bindparam("names", expanding=True))).distinct()
    )
)
_SHOWN = select(PHOTO_HASH.c.name).where(PHOTO_HASH.c.part == SHOWN)
_GONE = select(PHOTO_HASH.c.name).where(
    (PHOTO_HASH.c.part == ERASED) | ((PHOTO_HASH.c.part == BEFORE) & PHOTO_HASH.c.name.not_in(_SHOWN))
)
_LINES = (  # not ordered: that would read all lines, in their order
    select(LINE.c.arrival, PHOTO_HASH.c.name)
    .join(PHOTO_HASH, PHOTO_HASH.c.id == LINE.c.record)
    .where(PHOTO_HASH.c.part == SHOWN)
)


class PhotosOf(RecordsOf[Photo]):
    """Photographs in one transaction."""

    def of_site(self, site: str) -> list[Photo]:
        """A site's photographs in order of the moment taken; those without one last."""
        return self._listed("site", site)

    def of_audit(self, audit: str) -> list[Photo]:
        """An audit's photographs, in the same order."""
        return self._listed("audit", audit)

    def of_correction(self, correction: str) -> list[Photo]:
        """The photographs of what a correction put right, in the same order."""
        return self._listed("correction", correction)

    def _listed(self, column: str, wanted: str) -> list[Photo]:
        found = self.readable(self.conn.execute(_OF[column], {"wanted": wanted})) if wanted else []
        return sorted(found, key=lambda p: (not p.taken_at, p.taken_at, p.id))

    def naming(self, hashes: Iterable[str]) -> list[Photo]:
        """Those that name any of these hashes, in order of id."""
        found: dict[str, Photo] = {}
        for part in batches(sorted(set(hashes))):
            found |= {p.id: p for p in self.readable(self.conn.execute(_NAMING, {"names": list(part)}))}
        return [found[record] for record in sorted(found)]

    def arrivals(self) -> list[tuple[int, str]]:
        """The arrival number of every line of a photograph, with the hash of the bytes it shows now."""
        return sorted((row.arrival, row.name) for row in self.conn.execute(_LINES))

    def gone(self) -> set[str]:
        """The hashes of bytes no folder may hold any more."""
        return set(self.conn.scalars(_GONE))

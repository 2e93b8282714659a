"""The register's index: sites, assignments, points and links, with the columns that listings and scores ask for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from auditor.finding import key_of
from auditor.kinds import group_of
from auditor.pinyin import initials
from auditor.record import Body
from auditor.site import MOST_HOUSEHOLDS
from db.base import Base, name_type, table_of, text_type
from db.standing import Entry, Rows, indexed

LONGEST_KEY = 500  # characters: PostgreSQL takes some 2,700 bytes


class SiteRow(Base):
    """One site."""

    __tablename__ = "site"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type)
    community: Mapped[str] = mapped_column(name_type)
    code: Mapped[str] = mapped_column(text_type)
    name: Mapped[str] = mapped_column(text_type)
    place_type: Mapped[str] = mapped_column(name_type)
    households: Mapped[int] = mapped_column(Integer)
    latitude: Mapped[int | None] = mapped_column(Integer)  # millionths of a degree
    longitude: Mapped[int | None] = mapped_column(Integer)
    since: Mapped[str] = mapped_column(name_type)
    until: Mapped[str] = mapped_column(name_type)
    same_as: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(name_type)
    address: Mapped[str] = mapped_column(text_type)
    key: Mapped[str] = mapped_column(text_type)  # what a search looks in (auditor/finding.py), initials included
    __table_args__ = (Index(None, "street", "code"), Index(None, "code", "id"), Index(None, "community", "withdrawn"))


class AssignmentRow(Base):
    """One responsible organisation of one site."""

    __tablename__ = "assignment"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    site: Mapped[str] = mapped_column(name_type, index=True)
    organisation: Mapped[str] = mapped_column(text_type)
    since: Mapped[str] = mapped_column(name_type)
    until: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)


class PointRow(Base):
    """One placement point."""

    __tablename__ = "point"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    site: Mapped[str] = mapped_column(name_type, index=True)
    code: Mapped[str] = mapped_column(text_type)
    name: Mapped[str] = mapped_column(text_type)
    since: Mapped[str] = mapped_column(name_type)
    until: Mapped[str] = mapped_column(name_type)
    same_as: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)


class LinkRow(Base):
    """One service link."""

    __tablename__ = "link"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    point: Mapped[str] = mapped_column(name_type)
    site: Mapped[str] = mapped_column(name_type, index=True)
    households: Mapped[int] = mapped_column(Integer)
    alternative: Mapped[int] = mapped_column(Integer)
    since: Mapped[str] = mapped_column(name_type)
    until: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)


SITE, ASSIGNMENT, POINT, LINK = (table_of(r) for r in (SiteRow, AssignmentRow, PointRow, LinkRow))


def text(body: Body, key: str) -> str:
    """A field of a body as text; "" where it is absent or of another type (a broken record is kept all the same)."""
    value = body.get(key, "")
    return value if isinstance(value, str) else ""


def texts(body: Body, keys: Sequence[str]) -> list[str]:
    """Several fields as `text`."""
    return [value if isinstance(value, str) else "" for value in map(body.get, keys)]


def short(body: Body, key: str) -> str:
    """As `text`, cut where an engine's keys end: longer ones are no id, code or place that anybody has, and an engine
    would refuse the row, and with it everything that arrived with it."""
    return text(body, key)[:LONGEST_KEY]


def whole(body: Body, key: str) -> int:
    """A field of a body as a number; 0 where it is absent or of another type."""
    value = body.get(key, 0)
    return int(value) if isinstance(value, int) else 0


@indexed("site", SITE)
def _index_site(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    # what is in dispute is taken so that nobody drops out of a total: the larger number of households, the longer
    # period, no join, no place type that would ask for less
    rows.setdefault(SITE, []).append(
        (
            entry.record,
            entry.street,
            short(b, "community"),
            short(b, "code"),
            text(b, "name"),
            "" if "place_type" in entry.standing.conflicts else text(b, "place_type"),
            _households(entry),
            *_place(entry),
            *_period(entry),
            _join(entry),
            int(entry.withdrawn),
            entry.standing.state.value,
            text(b, "address"),
            _key(b),
        )
    )


def _key(b: Body) -> str:
    name = text(b, "name")
    return key_of(text(b, "code"), name, text(b, "address"), initials=initials(name))


@indexed("assignment", ASSIGNMENT)
def _index_assignment(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    head: tuple[Any, ...] = (entry.record, entry.street, short(b, "site"), text(b, "organisation"))
    rows.setdefault(ASSIGNMENT, []).append((*head, *_tail(entry)))


@indexed("point", POINT)
def _index_point(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    head = (entry.record, entry.street, short(b, "site"), text(b, "code"), text(b, "name"))
    since, until, *rest = _tail(entry)
    rows.setdefault(POINT, []).append((*head, since, until, _join(entry), *rest))


@indexed("link", LINK)
def _index_link(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    head = (entry.record, entry.street, text(b, "point"), short(b, "site"), _households(entry))
    rows.setdefault(LINK, []).append((*head, int(b.get("alternative") is True), *_tail(entry)))


def _tail(entry: Entry) -> tuple[Any, ...]:
    return *_period(entry), int(entry.withdrawn), int(entry.unsettled)


def _households(entry: Entry) -> int:
    """As many as stand; in dispute the largest number; of a broken record one within the bounds of the field."""
    if not entry.unsettled:
        return whole(entry.standing.body, "households")
    said = [whole(x, "households") for x in (entry.standing.body, *entry.bodies)]
    return min(max(said), MOST_HOUSEHOLDS) if max(said) > 0 else 0


def _place(entry: Entry) -> tuple[int | None, int | None]:
    """Latitude and longitude where both stand and nobody disputes them; a broken one is none."""
    b = entry.standing.body
    said = b.get("latitude"), b.get("longitude")
    if group_of(entry.kind)("latitude") in entry.standing.conflicts:
        return None, None
    latitude, longitude = (v if isinstance(v, int) and not isinstance(v, bool) else None for v in said)
    if latitude is None or longitude is None or abs(latitude) > 90_000_000 or abs(longitude) > 180_000_000:
        return None, None
    return latitude, longitude


def _join(entry: Entry) -> str:
    return "" if "same_as" in entry.standing.conflicts else text(entry.standing.body, "same_as")


def _period(entry: Entry) -> tuple[str, str]:
    """`since` and `until`; in dispute the longest period that a head says; a day of a wrong form is none."""
    group = group_of(entry.kind)

    def said(key: str) -> list[str]:
        of = entry.bodies if group(key) in entry.standing.conflicts else (entry.standing.body,)
        return [day_or_none(text(x, key)) for x in of]

    since, until = said("since"), said("until")
    return "" if "" in since else min(since), "" if "" in until else max(until)


def day_or_none(value: str) -> str:
    """A day as records write it, or "": what is compared as text in the index is always one of the two."""
    try:
        return value if value and date.fromisoformat(value).isoformat() == value else ""
    except ValueError:
        return ""

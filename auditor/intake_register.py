"""The rules by which a register file is merged into the register: by code within the street, ids kept, nothing lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from auditor.form_reading import Row, Sheet
from auditor.intake import Harvest, Missing, changed, refuse_twice
from auditor.record import Record, new_id
from auditor.site import Assignment, Category, Container, Link, Point, Site, in_force
from auditor.standard import Standard
from auditor.telling import Tell, quiet

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Held:
    """What the database holds of the streets a file speaks of. `settled` tells whether a record may be edited."""

    communities: Mapping[str, str]  # code -> street
    sites: Mapping[tuple[str, str], list[Site]]  # (street, code)
    points: Mapping[tuple[str, str], list[Point]]  # (site id, code)
    assignments: Mapping[str, list[Assignment]]  # site id
    links: Mapping[str, list[Link]]  # site id
    settled: Callable[[str], bool]


@dataclass(slots=True)
class _Known:
    """What rows may refer to, by code: the database's records and the file's good rows; and the codes refused."""

    sites: dict[str, Site] = field(default_factory=dict)  # by code
    twice: set[str] = field(default_factory=set)  # codes held in several streets
    points: dict[tuple[str, str], Point] = field(default_factory=dict)  # (site id, code)
    refused_sites: set[str] = field(default_factory=set)
    refused_points: set[tuple[str, str]] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)  # ids of assignments that rows speak of already
    periods: set[tuple[object, ...]] = field(default_factory=set)  # what those rows say


def plan_register(
    sheets: Mapping[str, Sheet], held: Held, standard: Standard, today: date, tell: Tell = quiet
) -> Harvest:
    """What the sheets (by form id) change. Problems and warnings are put on the sheets themselves.
    `tell` hears how many rows were judged, sheet by sheet."""
    rows = {name: len(sheet.rows) for name, sheet in sheets.items()}
    total = sum(rows.values())
    harvest, known = Harvest(), _Known()
    for (_, code), sites in held.sites.items():
        for site in sites:
            if not site.withdrawn:
                if code in known.sites:
                    known.twice.add(code)
                known.sites.setdefault(code, site)
    for key, points in held.points.items():
        for point in points:
            if not point.withdrawn:
                known.points.setdefault(key, point)
    links = _Links({s: [x for x in found if not x.withdrawn] for s, found in held.links.items()}, today)
    site_rows: list[tuple[Row, Site, Site | None]] = []
    tell(0, total)
    if sheet := sheets.get("sites"):
        site_rows = _read_sites(sheet, held, standard, known)
    tell(rows.get("sites", 0), total)
    if sheet := sheets.get("points"):
        _read_points(sheet, held, known, harvest)
    tell(rows.get("sites", 0) + rows.get("points", 0), total)
    if sheet := sheets.get("links"):
        links.read(sheet, known, held)
    for row, site, old in site_rows:  # after the links: a site may not have fewer households than are linked
        total = links.total(site.id)
        fewer = old is not None and site.households < old.households
        if fewer and total > site.households:
            facts = {"sum": total, "households": site.households, "over": total - site.households}
            row.sheet.refuse(row, "households", "over_linked_site", **facts)
        if row.is_good():
            harvest.put(row, site, old)
            _read_assignment(row, site, held, known, harvest)
    if sheet := sheets.get("assignments"):
        _read_assignments(sheet, held, known, harvest)
    links.put(harvest)
    harvest.missing += _missing(sheets, held)
    return harvest


def _pick(row: Row, column: str, found: list[R]) -> R | None:
    """The one record a row means; problems where there are several, or where it may not be edited."""
    alive = [x for x in found if not x.withdrawn]
    standing = [x for x in alive if not getattr(x, "same_as", "")] or alive
    if len(standing) > 1:
        row.sheet.refuse(row, column, "code_twice_held", n=len(standing))
        return None
    if not standing and found:
        row.sheet.refuse(row, column, "is_withdrawn", reason=found[0].withdrawn)
        return None
    return standing[0] if standing else None


def _check(row: Row, made: Record, old: Record | None, held: Held) -> None:
    """The record's own rules, and that nobody has to settle it first."""
    for problem in made.problems():
        row.sheet.refuse(row, _column_of(row, problem.field), problem.code, **problem.facts)
    if old is not None and made is not old and not held.settled(old.id):
        row.sheet.refuse(row, "", "in_conflict")


def _column_of(row: Row, name: str) -> str:
    return name if any(c.id == name for c in row.sheet.form.columns) else ""


def _given(row: Row, *names: str) -> dict[str, Any]:
    return {name: row.values[name] for name in names if name in row.values}


# -- sites ------------------------------------------------------------------------------------------------------------


def _read_sites(sheet: Sheet, held: Held, standard: Standard, known: _Known) -> list[tuple[Row, Site, Site | None]]:
    for row in sheet.rows:
        row.values["street"] = held.communities.get(row.text("community"), "")
    refuse_twice(sheet, ("street", "code"))
    places: dict[str, set[str]] = {}
    for row in sheet.rows:
        places.setdefault(row.text("code"), set()).add(row.text("street"))
    lost_zeros = {code.lstrip("0"): code for _, code in held.sites if code.startswith("0")}
    numbers = {w.row for w in sheet.warnings if w.code == "code_was_number"}
    found = []
    for row in sheet.rows:
        made, old = _read_site(row, held, standard)
        code = row.text("code")
        if row.number in numbers and old is None and code in lost_zeros:
            sheet.refuse(row, "code", "zeros_lost", held=lost_zeros[code])
        if not row.is_good() or made is None:
            known.refused_sites.add(code)
            continue
        if len(places[code]) > 1:
            known.twice.add(code)
        known.sites[code] = made
        known.refused_sites.discard(code)
        found.append((row, made, old))
    return found


def _read_site(row: Row, held: Held, standard: Standard) -> tuple[Site | None, Site | None]:
    community = row.text("community")
    street = row.text("street")
    if community and not street:
        row.sheet.refuse(row, "community", "community_unknown")
    place = standard.place_types.get(row.text("place_type"))
    households = row.values.get("households", 0)
    if place and not place.residential and households:
        row.sheet.refuse(row, "households", "households_not_residential", place_type=place.name)
    if not row.text("organisation") and any(
        row.values.get(n) for n in ("officer", "basis", "assigned_since", "assigned_until")
    ):
        row.sheet.refuse(row, "organisation", "organisation_needed")
    code = row.text("code")
    if not street or not code:
        return None, None
    old = _pick(row, "code", held.sites.get((street, code), []))
    if not row.is_good():
        return None, old
    names = ("community", "code", "name", "place_type", "households", "address", "latitude", "longitude")
    fields = _given(row, *names, "since", "until", "note")
    made = changed(old, fields) if old else Site(id=new_id(), street=street, **fields)
    if place and place.residential and not made.households:
        row.sheet.warn(row, "households", "residential_none")
    _check(row, made, old, held)
    return made, old


# -- assignments ------------------------------------------------------------------------------------------------------


def _read_assignment(row: Row, site: Site, held: Held, known: _Known, harvest: Harvest) -> None:
    """The responsible organisation of a row, by site, organisation and first day; without one, by organisation."""
    organisation = row.text("organisation")
    if not organisation:
        return
    mine = [a for a in held.assignments.get(site.id, []) if not a.withdrawn]
    same = [a for a in mine if a.organisation == organisation]
    since, until = row.values.get("assigned_since"), row.values.get("assigned_until")
    period = (site.id, organisation, since, until)
    if period in known.periods:  # another sheet says it already
        return
    known.periods.add(period)
    free = sorted((a for a in same if a.id not in known.assigned), key=lambda a: (a.until != until, a.id))
    old = next((a for a in free if a.since == since), None)
    if old is None and since is None and free:
        old = max(free, key=lambda a: (a.since or date.min, a.id))
    fields = _given(row, "officer", "basis")
    if since is not None:
        fields["since"] = since
    if "assigned_until" in row.values:
        fields["until"] = row.values["assigned_until"]
    if old:
        known.assigned.add(old.id)
        made = changed(old, fields)
    else:
        made = Assignment(id=new_id(), street=site.street, site=site.id, organisation=organisation, **fields)
    for problem in made.problems():
        column = {"since": "assigned_since", "until": "assigned_until"}.get(problem.field, problem.field)
        row.sheet.refuse(row, _column_of(row, column), problem.code, **problem.facts)
    if old and made is not old and not held.settled(old.id):
        row.sheet.refuse(row, "organisation", "in_conflict")
    if not row.is_good():
        return
    for other in mine:
        if other.organisation != organisation and other.until is None and made.until is None:
            row.sheet.warn(row, "organisation", "two_organisations", held=other.organisation)
    harvest.put(row, made, old)


def _read_assignments(sheet: Sheet, held: Held, known: _Known, harvest: Harvest) -> None:
    refuse_twice(sheet, ("site", "organisation", "assigned_since", "assigned_until"))
    for row in sheet.rows:
        site = _site_of(row, "site", known)
        if site is None or not row.is_good():
            continue
        _read_assignment(row, site, held, known, harvest)


# -- points and links -------------------------------------------------------------------------------------------------


def _site_of(row: Row, column: str, known: _Known) -> Site | None:
    """The site a row refers to, or a problem."""
    code = row.text(column)
    if not code:
        return None
    if code in known.twice:
        row.sheet.refuse(row, column, "site_ambiguous")
    elif code in known.sites and code not in known.refused_sites:
        return known.sites[code]
    else:
        row.sheet.refuse(row, column, "refers_to_refused" if code in known.refused_sites else "site_unknown")
    return None


def _read_points(sheet: Sheet, held: Held, known: _Known, harvest: Harvest) -> None:
    refuse_twice(sheet, ("site", "code"))
    for row in sheet.rows:
        site = _site_of(row, "site", known)
        code = row.text("code")
        if site is None or not row.is_good():
            known.refused_points.add((row.text("site"), code))
            continue
        old = _pick(row, "code", held.points.get((site.id, code), []))
        fields = _given(row, "name", "since", "until")
        containers = dict(old.containers) if old else {}
        for category in Category:
            if category.value in row.values:
                count = row.values[category.value]
                before = containers.pop(category.value, None)
                if count:
                    containers[category.value] = (
                        replace(before, count=count) if before else Container(category=category, count=count)
                    )
        if old:
            made = changed(old, {"containers": containers, **fields})
        else:
            made = Point(id=new_id(), street=site.street, site=site.id, code=code, containers=containers, **fields)
        if row.is_good():
            _check(row, made, old, held)
        if not row.is_good():
            known.refused_points.add((row.text("site"), code))
            continue
        known.points[(site.id, code)] = made
        harvest.put(row, made, old)


class _Links:
    """The links of all sites while a file is merged: held ones, and the rows that change or add to them."""

    def __init__(self, held: dict[str, list[Link]], today: date) -> None:
        self.today = today
        self.standing: dict[str, dict[str, Link]] = {s: {x.id: x for x in found} for s, found in held.items()}
        self.rows: list[tuple[Row, Link, Link | None]] = []

    def total(self, site: str, links: dict[str, Link] | None = None) -> int:
        """The most households of a site that are linked on any day from today on, alternatives left out."""
        counted = [x for x in (self.standing.get(site, {}) if links is None else links).values() if not x.alternative]
        days = {self.today, *(x.since for x in counted if x.since and x.since > self.today)}
        return max(sum(x.households for x in counted if in_force(x.since, x.until, on)) for on in days)

    def read(self, sheet: Sheet, known: _Known, held: Held) -> None:
        """Read the rows; those that would link more households than a site has are refused with the sum."""
        refuse_twice(sheet, ("site", "point_site", "point", "since", "until", "alternative"))
        read: list[tuple[Row, Site, Link, Link | None]] = []
        claimed: set[str] = set()
        for row in sheet.rows:
            made = self._read_row(row, known, held, claimed)
            if made:
                read.append((row, *made))
        read.sort(key=lambda x: (x[2].households - (x[3].households if x[3] else 0) > 0, x[0].number))
        for row, site, link, old in read:  # rows that free households first
            after = {**self.standing.get(site.id, {}), link.id: link}
            total = self.total(site.id, after)
            grows = total > self.total(site.id)
            if grows and total > site.households:
                facts = {"sum": total, "households": site.households, "over": total - site.households}
                row.sheet.refuse(row, "households", "over_linked", site=site.code, **facts)
                continue
            self.standing[site.id] = after
            self.rows.append((row, link, old))

    def _read_row(
        self, row: Row, known: _Known, held: Held, claimed: set[str]
    ) -> tuple[Site, Link, Link | None] | None:
        site = _site_of(row, "site", known)
        standing_at = _site_of(row, "point_site", known) if row.text("point_site") else site
        if site is None or standing_at is None or not row.is_good():
            return None
        point = known.points.get((standing_at.id, row.text("point")))
        refused = (standing_at.code, row.text("point")) in known.refused_points
        if point is None or refused:
            code = "refers_to_refused" if refused else "point_unknown"
            row.sheet.refuse(row, "point", code, site=standing_at.code)
            return None
        mine = [x for x in self.standing.get(site.id, {}).values() if x.point == point.id and x.id not in claimed]
        since = row.values.get("since")
        mine.sort(
            key=lambda x: (x.alternative != row.values.get("alternative"), x.until != row.values.get("until"), x.id)
        )
        old = next((x for x in mine if x.since == since), None)
        if old is None and len(mine) == 1 and since is None:
            old = mine[0]
        fields = _given(row, "households", "alternative", "until")
        if since is not None:
            fields["since"] = since
        if old:
            claimed.add(old.id)
            made = changed(old, fields)
        else:
            made = Link(id=new_id(), street=site.street, site=site.id, point=point.id, **fields)
        _check(row, made, old, held)
        return None if not row.is_good() else (site, made, old)

    def put(self, harvest: Harvest) -> None:
        """Keep what the good rows make."""
        for row, link, old in self.rows:
            if row.is_good():
                harvest.put(row, link, old)


# -- what the file does not have --------------------------------------------------------------------------------------


def _missing(sheets: Mapping[str, Sheet], held: Held) -> list[Missing]:
    """Records of the file's streets that no row speaks of, for each sheet the file has."""
    found: list[Missing] = []
    if not (sheet := sheets.get("sites")):
        return found
    streets = {held.communities.get(row.text("community"), "") for row in sheet.rows}
    spoken = {row.text("code") for row in sheet.rows}
    names: dict[str, Site] = {}
    for (street, code), sites in held.sites.items():
        for site in sites:
            names[site.id] = site
            if street in streets and code not in spoken and not site.withdrawn:
                found.append(Missing("site", site.id, site.code, site.name))
    if sheet := sheets.get("points"):
        pairs = {(row.text("site"), row.text("code")) for row in sheet.rows}
        for (site_id, code), points in held.points.items():
            home = names.get(site_id)
            if home and home.street in streets and (home.code, code) not in pairs:
                found += [Missing("point", p.id, f"{home.code} {code}", p.name) for p in points if not p.withdrawn]
    if sheet := sheets.get("links"):
        triples = {(r.text("site"), r.text("point_site") or r.text("site"), r.text("point")) for r in sheet.rows}
        places = {p.id: (names[s].code, c) for (s, c), ps in held.points.items() if s in names for p in ps}
        for site_id, links in held.links.items():
            home = names.get(site_id)
            for link in links:
                place = places.get(link.point, ("", ""))
                if home and home.street in streets and not link.withdrawn and (home.code, *place) not in triples:
                    found.append(Missing("link", link.id, f"{home.code} {place[0]} {place[1]}", home.name))
    return found

"""Command of the terminal about photographs: a camera's folder taken in, by time or for one site."""

import argparse
import sys
from pathlib import Path
from typing import Any

from auditor.division import street_code
from auditor.errors import Problem, Refused, Unavailable
from auditor.photo import PhotoPlace
from auditor.picture_files import pictures_in, read_picture
from auditor.store import Store
from auditor.use_cases.photographing import How, take_photo
from auditor.use_cases.placing_photos import propose
from auditor.wording import _, explain
from ui import commands

Row = dict[str, Any]


def import_photos(options: argparse.Namespace, open_store: commands.Opener) -> int:
    """Take a folder's pictures in: all for `--site`, else each for the street's audit nearest in time. 1 if any stays
    out; the others are kept."""
    if not options.street:
        raise Refused(Problem("street", "photos_need_street"))
    paths = pictures_in(Path(options.file))
    with commands.opened(options, open_store) as store:
        street = street_code(options.street)
        placed = _for_site(store, street, options.site, paths) if options.site else _by_time(store, street, paths)
        rows = []
        for done, (path, place, row) in enumerate(placed):
            commands.tell(done, len(placed))
            if place is not None and not options.dry_run:
                row |= _take(store, path, place)
            rows.append(row)
        commands.tell(len(placed), len(placed))
    if options.json:
        commands.print_json({"files": rows, "written": not options.dry_run})
    else:
        _print(rows, dry=options.dry_run)
    return 1 if any(row["error"] or not row["site"] for row in rows) else 0


Placed = list[tuple[Path, PhotoPlace | None, Row]]


def _row(path: Path, site: str = "", audit: str = "", taken_at: str = "") -> Row:
    return {"file": str(path), "site": site, "audit": audit, "taken_at": taken_at, "came": "", "error": ""}


def _for_site(store: Store, street: str, code: str, paths: list[Path]) -> Placed:
    with store.reading() as work:
        site = next((s for s in work.sites.all(street) if s.code == code), None)
    if site is None:
        raise Refused(Problem("site", "no_such_site", {"value": code}))
    place = PhotoPlace(street=street, site=site.id)
    return [(path, place, _row(path, code)) for path in paths]


def _by_time(store: Store, street: str, paths: list[Path]) -> Placed:
    proposals = propose(store, street, paths)
    with store.reading() as work:
        codes = {s.id: s.code for s in work.sites.all(street)}
    found: Placed = []
    for p in proposals:
        if p.audit is None:
            found.append((p.path, None, _row(p.path, taken_at=p.taken_at)))
        else:
            place = PhotoPlace(street=street, site=p.audit.site, audit=p.audit.id)
            row = _row(p.path, codes.get(p.audit.site, p.audit.site), p.audit.id, p.taken_at)
            found.append((p.path, place, row))
    return found


def _take(store: Store, path: Path, place: PhotoPlace) -> Row:
    try:
        taken = take_photo(store, read_picture(path), str(path), place)
    except (Refused, Unavailable) as error:
        return {"error": explain(error)}
    return {"came": taken.how.value, "taken_at": taken.photo.taken_at}


def _print(rows: list[Row], *, dry: bool) -> None:
    for row in rows:
        if row["error"]:
            print(row["error"], file=sys.stderr)
        elif not row["site"]:
            print(
                _("{file}：三小时内没有检查，没有归处。用 --site 指定点位。").format(file=row["file"]), file=sys.stderr
            )
        elif dry:
            print(f"{row['file']}  {row['taken_at'] or '–'}  {row['site']}")
    told = _("{rows} 张：新 {new}，早已有 {known}，找回文件 {healed}，没有加 {out}")
    came = [row["came"] for row in rows]
    counts = {how.value: came.count(how.value) for how in How}
    print(told.format(rows=len(rows), out=len(rows) - sum(counts.values()), **counts))
    if dry:
        print(_("什么都没有写。"))

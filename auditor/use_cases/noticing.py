"""Handing out notices (整改通知单): numbered, with the words as told; record and PDF together, or neither."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from auditor.audit import SITE
from auditor.certificate import issuer_of
from auditor.correction import Correction
from auditor.correction_rules import photos_before, where_words
from auditor.corrections import is_open
from auditor.errors import Problem, Refused, Unavailable, refuse_if
from auditor.notice import Notice, NoticeLine, NoticePhoto, doubled_numbers, next_running
from auditor.photo import Photo
from auditor.record import china_date, new_id
from auditor.store import Store, Work

MOST_PHOTOS = 2
DEMONSTRATION = "演示"
Draw = Callable[[Notice, Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The notices of a street, newest first, and those that bear one number twice."""

    notices: tuple[Notice, ...]
    doubled: tuple[tuple[Notice, ...], ...]


def issue_notice(store: Store, corrections: Sequence[str], *, to: Path, draw: Draw) -> Notice:
    """Hand out one notice for corrections of one site: record, PDF and the corrections' mark in one, or nothing.

    `draw` makes the PDF of notice and photographs; it is written aside inside the transaction and named `to` after it.
    Refused: corrections of several sites, or that nobody waits for any more; several recipients; no issuer or 代字
    configured; a file that is there already. OSError where it cannot be written.
    """
    if to.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(to)}))
    aside = to.with_name(to.name + ".part")
    try:
        with store.writing() as work:
            held = [work.corrections.get(c) for c in dict.fromkeys(corrections)]
            made = _compose(work, held)
            saved = work.notices.save(made)
            work.corrections.save_all([replace(c, notice=saved.id) for c in held])
            aside.write_bytes(draw(saved, _pictures(store, saved)))
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    aside.replace(to)
    return saved


def draw_again(store: Store, notice: Notice, draw: Draw) -> bytes:
    """The PDF of a notice as it was handed out: its own words, and its photographs as far as their files are there."""
    return draw(notice, _pictures(store, notice))


def list_notices(store: Store, street: str = "") -> Listed:
    """Every notice of a street (or of all), newest first; numbers given twice are listed and stay."""
    with store.reading() as work:
        held = work.notices.all(street)
    newest = sorted(held, key=lambda n: (n.issued_on, n.year, n.running, n.id), reverse=True)
    return Listed(notices=tuple(newest), doubled=tuple(tuple(same) for same in doubled_numbers(held)))


def notice_numbered(store: Store, number: str) -> Notice:
    """The notice of a number as printed. Refused: none bears it, or several do; then its id names it."""
    with store.reading() as work:
        held = [n for n in work.notices.all() if number in (n.number, n.id)]
    if len(held) != 1:
        code = "notice_not_one" if held else "no_such_notice"
        raise Refused(Problem("number", code, {"value": number, "ids": "、".join(n.id for n in held)}))
    return held[0]


def _compose(work: Work, held: Sequence[Correction]) -> Notice:
    """The notice as it will be told, with the next number of its street, 代字 and year."""
    unsettled = work.corrections.unsettled(held[0].street) if held else frozenset()
    found = [] if held else [Problem("lines", "notice_of_nothing")]
    if len({c.site for c in held}) > 1:
        found.append(Problem("site", "notice_of_several"))
    if len({c.recipient for c in held}) > 1:
        found.append(Problem("recipient", "notice_to_several"))
    found += [Problem("id", "step_taken") for c in held if c.withdrawn or not is_open(c, unsettled)]
    refuse_if(found)
    first, today = held[0], work.today()
    site = work.sites.get(first.site)
    demonstration = bool(work.demonstrations.all())
    street = next((s.name for s in work.streets.all() if s.code == first.street), "")
    prefix = DEMONSTRATION if demonstration else work.setting("number_prefix")
    points = {p.id: p for p in work.points.all(first.street, withdrawn=True)}
    order = {p: n for n, p in enumerate(sorted(points, key=lambda p: (len(points[p].code), points[p].code)), 1)}
    held = sorted(held, key=lambda c: (0 if c.unit == SITE else order.get(c.unit, 0), c.due_on, c.id))
    return Notice(
        id=new_id(),
        street=first.street,
        prefix=prefix,
        year=today.year,
        running=next_running(work.notices.all(withdrawn=True), first.street, prefix, today.year),
        site=site.id,
        site_name=site.name,
        street_name=street,
        recipient=first.recipient,
        issuer=issuer_of(work.setting("issuer"), street, demonstration=demonstration),
        inspected_on=max(_seen_on(work, c) for c in held),
        issued_on=today,
        lines={
            c.id: NoticeLine(
                place=n, where=where_words(points.get(c.unit)), found=c.found, asked=c.asked, due_on=c.due_on
            )
            for n, c in enumerate(held, 1)
        },
        photos=_photos(work, held, {c.id: where_words(points.get(c.unit)) for c in held}),
        demonstration=demonstration,
    )


def _seen_on(work: Work, correction: Correction) -> date:
    """The day of the audit that found it; the day it was opened where there is none."""
    audit = work.audits.find(correction.audit) if correction.audit else None
    return china_date(audit.observed_at) if audit is not None else correction.opened_on


def _photos(work: Work, held: Sequence[Correction], where: Mapping[str, str]) -> dict[str, NoticePhoto]:
    """At most two photographs of what was found: the first of each correction before the second of any."""
    taken = [p for p in work.photos.all(held[0].street) if p.site == held[0].site and not p.erased]
    ranked: list[tuple[int, int, Photo, str]] = []
    for n, correction in enumerate(held):
        mine = photos_before(taken, correction)
        ranked += [(turn, n, photo, where[correction.id]) for turn, photo in enumerate(mine)]
    chosen: dict[str, NoticePhoto] = {}
    for _turn, _n, photo, place in sorted(ranked, key=lambda r: (r[0], r[1])):
        if photo.sha256 not in chosen and len(chosen) < MOST_PHOTOS:
            day = china_date(photo.taken_at) if photo.taken_at else None
            chosen[photo.sha256] = NoticePhoto(place=len(chosen) + 1, caption=photo.caption or place, taken_on=day)
    return chosen


def _pictures(store: Store, notice: Notice) -> dict[str, bytes]:
    """The photographs' files that are there; the sheet says of the others that they are missing."""
    found = {}
    for sha256 in notice.photos:
        try:
            found[sha256] = store.photo_files.read(sha256)
        except Unavailable:
            continue
    return found

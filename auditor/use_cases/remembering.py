"""Looking at a site as it once stood, and bringing single values back as an edit of today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from auditor.errors import Problem, Refused, refuse_if
from auditor.kinds import KINDS
from auditor.past import NOW, Past, past, with_fields
from auditor.record import Body, Line, Record, body_of, value_of
from auditor.site_rules import problems_after
from auditor.standard import Standard
from auditor.store import Records, Store


@dataclass(frozen=True, slots=True)
class Memory:
    """How a site stood at `until` and stands now, and the moments at which anything of it was written, in order."""

    record: str
    street: str
    until: str
    then: Past
    now: Past
    moments: tuple[str, ...]
    writers: tuple[str, ...]  # of each moment: the person as the line names them


def remember(store: Store, site: str, until: str) -> Memory:
    """A site as it stood at a moment (a stamp, NOW for the newest version but one); Refused if there is none."""
    with store.reading() as work:
        street = work.sites.get(site).street
        parts = work.sites.parts(site)
        lines = [Line.read(raw) for raw in work.journal.raw(work.journal.names([site, *_flat(parts.values())]))]
        names = {p.id: p.name for p in work.people.all()}
    written = {line.at: names.get(line.person, line.person) for line in sorted(lines, key=lambda x: (x.at, x.name))}
    moments = tuple(sorted(written))
    if until == NOW:
        until = moments[-2] if len(moments) > 1 else moments[-1]
    return Memory(
        record=site,
        street=street,
        until=until,
        then=past(lines, until),
        now=past(lines, NOW),
        moments=moments,
        writers=tuple(written[at] for at in moments),
    )


def _flat(lists: Collection[Sequence[str]]) -> list[str]:
    return [record for ids in lists for record in ids]


def bring_back(store: Store, of: tuple[str, str], then: Body, keys: Collection[str], standard: Standard) -> Record:
    """Save a record (`of`: its kind and id) with some fields as they stood then: an edit like any other. Refused where
    the rules say no."""
    kind, record = of
    with store.writing() as work:
        records: Records[Record] = cast("Records[Record]", getattr(work, f"{kind}s"))
        now = records.get(record)
        body = with_fields(body_of(now), then, keys, kind)
        try:
            made = value_of(KINDS[kind], body, id=record, version=now.version, street=now.street)
        except ValueError as error:
            raise Refused(Problem("id", "record_unreadable", {"kind": kind, "value": record})) from error
        saved = records.save(made)
        refuse_if(problems_after(work, [saved], standard))
        return saved

"""A rehearsal (预演): what stood before a package's lines, and what stands after them, put side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.arriving import UNSETTLED, Flip, Named, Preview
from auditor.history import State
from auditor.kinds import group_of
from auditor.photo import Photo
from auditor.photo_files import PhotoFiles
from auditor.record import Line, fixed_id, same
from auditor.score import score_street
from auditor.standards import in_force
from auditor.station import mark_of
from auditor.store import Stands, Work
from auditor.trust import CONCERNED, unheard_of
from auditor.verdict import StreetScore


def scores_of(work: Work, streets: Iterable[str]) -> dict[str, StreetScore]:
    """Today's score of the streets that are registered and have a site."""
    standard, today = in_force(work), work.today()
    registered = work.versions(fixed_id("street", street) for street in streets)
    scored = {}
    for street in streets:
        if fixed_id("street", street) in registered and work.sites.counts(street):
            scored[street] = score_street(work.facts(street, today, standard), standard, today, known=today)[0]
    return scored


class Rehearsal:
    """Looks at what stands before and after, within one transaction that is rolled back by whoever opened it."""

    def __init__(self, work: Work, streets: Sequence[str]) -> None:
        self._work, self._streets = work, streets
        self._scores = scores_of(work, streets)
        self._doubled = self._codes_twice()
        self._last = work.journal.count()
        self._before: dict[str, Stands | None] = {}
        self._lines = self._own = 0
        self._concerned: set[str] = set()  # records of which only the bureau may say some things
        self._heard: set[str] = set()  # the lines of these that were here

    def before(self, batch: Sequence[Line]) -> None:
        """Call with lines that are about to come in."""
        self._lines += len(batch)
        new = sorted({line.record for line in batch} - self._before.keys())
        held = self._work.journal.stands(new)
        self._before |= {record: held.get(record) for record in new}
        concerned = {x.record for x in batch if x.kind in CONCERNED} - self._concerned
        self._concerned |= concerned
        self._heard.update(self._work.journal.names(concerned))
        mine = [x for x in batch if x.station == self._work.setting("station")]
        names = set(self._work.journal.names(x.record for x in mine)) if mine else set()
        self._own += sum(x.name not in names for x in mine)

    def after(self, carried: set[str], files: PhotoFiles) -> Preview:
        """What stands now, against before; `carried` photographs came in the file."""
        now = self._work.journal.stands(list(self._before))
        new: Counter[str] = Counter()
        changed: Counter[tuple[str, str]] = Counter()
        records = 0
        conflicting: list[Named] = []
        incomplete: list[Named] = []
        for record, then in self._before.items():
            stands = now[record]
            if then is None:
                new[stands.kind] += 1
            elif then.version != stands.version and stands.state is not State.CONFLICT:
                fields = differing_fields(then, stands)
                changed.update((stands.kind, field) for field in fields)
                records += bool(fields)
            if stands.state in UNSETTLED and (then is None or then.state is not stands.state):
                named = self._named(record, stands)
                (conflicting if stands.state is State.CONFLICT else incomplete).append(named)
        bodies = (stands.body for stands in now.values() if stands.kind == Photo.KIND)
        shown = {b["sha256"] for b in bodies if isinstance(b.get("sha256"), str) and not b.get("erased")}
        shown -= self._work.photos.gone() | carried
        return Preview(
            lines=self._lines,
            fresh=self._work.journal.count() - self._last,
            new=dict(new),
            changed=dict(changed),
            records_changed=records,
            conflicting=tuple(conflicting),
            incomplete=tuple(incomplete),
            doubled=tuple(v for k, v in sorted(self._codes_twice().items()) if k not in self._doubled),
            photos_missing=sum(1 for sha in shown if not files.holds(sha)),
            flips=tuple(_flips(self._scores, scores_of(self._work, self._streets))),
            own=self._own,
            unheard=tuple(self._unheard()),
        )

    def _unheard(self) -> Iterator[Named]:
        for lines in self._work.journal.lines(sorted(self._concerned)).values():
            for x in unheard_of(lines, self._work.bureaux):
                if x.name not in self._heard:
                    told = mark_of(x.station)
                    yield Named(kind=x.kind, record=x.record, street=x.street, title=self._title(x.body), told=told)

    def _named(self, record: str, stands: Stands) -> Named:
        return Named(kind=stands.kind, record=record, street=stands.street, title=self._title(stands.body))

    def _title(self, body: Mapping[str, object]) -> str:
        site = body.get("site")
        if isinstance(site, str) and not body.get("code"):
            held = self._work.journal.stands([site]).get(site)
            body = held.body if held else {}
        words = (body.get("code"), body.get("name"))
        return " ".join(word for word in words if isinstance(word, str) and word)

    def _codes_twice(self) -> dict[tuple[str, str], Named]:
        found: dict[tuple[str, str], Named] = {}
        for street in self._streets:
            if not street:
                continue
            by_code: dict[str, list[tuple[str, str]]] = {}
            for site in self._work.sites.search(street=street):
                if not site.withdrawn and not site.same_as:
                    by_code.setdefault(site.code, []).append((site.id, site.name))
            for code, held in by_code.items():
                if len(held) > 1:
                    names = "、".join(name for _id, name in sorted(held))
                    found[street, code] = Named(kind="site", record=min(held)[0], street=street, title=code, told=names)
        return found


def differing_fields(then: Stands, now: Stands) -> list[str]:
    """The fields in which two standing bodies differ; fields that mean one thing count as one."""
    group = group_of(now.kind)
    keys = {*then.body, *now.body}
    return sorted({group(key) for key in keys if not _alike(then.body.get(key), now.body.get(key))})


def _alike(left: object, right: object) -> bool:
    if left is None or right is None:
        return left is right
    return same(left, right)


def _flips(before: Mapping[str, StreetScore], after: Mapping[str, StreetScore]) -> list[Flip]:
    return [
        Flip(street=street, name=score.name, criterion=name, before=then, after=criterion.verdict)
        for street, score in sorted(after.items())
        for name, criterion in score.criteria.items()
        if street in before and (then := before[street].criteria[name].verdict) is not criterion.verdict
    ]

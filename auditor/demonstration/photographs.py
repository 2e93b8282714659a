"""The photographs of a demonstration street, by what is known of them; the pictures are drawn when they are saved."""

from collections.abc import Sequence
from datetime import timedelta

from auditor.audit import Audit, Visit
from auditor.demonstration.chance import Chance, Written, utc
from auditor.demonstration.setting import Setting
from auditor.photo import Photo
from auditor.record import moment_of

SITES, EACH = 1, 2  # of a street: the site seen last, and photographs of each
CAPTIONS = ("全景", "公示牌")


def make_photographs(setting: Setting, written: Sequence[Written]) -> list[Written]:
    """A few photographs of the newest audits; equal arguments give equal ones."""
    chance = setting.chance.under("photographs")
    audits = [w for w in written if isinstance(w.record, Audit) and w.record.visit is Visit.PUBLIC]
    audits.sort(key=lambda w: (w.at, w.record.id), reverse=True)
    found: list[Written] = []
    sites: set[str] = set()
    for w in audits:
        assert isinstance(w.record, Audit)
        if w.record.site not in sites and len(sites) < SITES:
            sites.add(w.record.site)
            found += [_photograph(chance, w, len(found) + n, n) for n in range(EACH)]
    return found


def _photograph(chance: Chance, of: Written, place: int, which: int) -> Written:
    assert isinstance(of.record, Audit)
    taken = moment_of(of.record.observed_at) + timedelta(seconds=40 + 55 * which)
    photo = Photo(
        id=chance.id("photo", place),
        street=of.record.street,
        site=of.record.site,
        audit=of.record.id,
        caption=CAPTIONS[which],
        sha256=chance.key("file", place).hex(),
        likeness=chance.key("picture", place)[:8].hex(),
        taken_at=utc(taken),
    )
    return Written(record=photo, at=of.at, person=of.person)

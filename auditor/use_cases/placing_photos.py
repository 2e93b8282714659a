"""The pictures of a camera's card by time: at which audit each was probably taken; proposed, never written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.audit import Audit
from auditor.formats.photograph import read_moment
from auditor.picture_files import read_picture
from auditor.record import moment_of
from auditor.store import Store
from auditor.telling import Tell, quiet

FARTHEST_S = 3 * 3600  # a photograph farther from every audit than this is of none of them


@dataclass(frozen=True, slots=True)
class Proposal:
    """A picture of a card, the moment it was taken ("" unknown), and the audit nearest to it, if there is one near."""

    path: Path
    taken_at: str
    audit: Audit | None = None
    apart_s: int = 0


def propose(store: Store, street: str, paths: Sequence[Path], tell: Tell = quiet) -> list[Proposal]:
    """For each picture the street's audit nearest to the moment it was taken. Nothing is written.

    None where the file says no moment, or no audit lies within three hours of it: a person has to say.
    """
    with store.reading() as work:
        audits = [(moment_of(a.observed_at), a) for a in work.audits.newest(street, 2000)]
    found = []
    for place, path in enumerate(paths):
        tell(place, len(paths))
        taken = read_moment(read_picture(path))
        if not taken or not audits:
            found.append(Proposal(path, taken))
            continue
        at = moment_of(taken)
        apart, audit = min(
            ((abs(round((moment - at).total_seconds())), a) for moment, a in audits), key=lambda pair: pair[0]
        )
        found.append(Proposal(path, taken, audit, apart) if apart <= FARTHEST_S else Proposal(path, taken))
    tell(len(paths), len(paths))
    return found

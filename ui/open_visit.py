"""The visit that is open as a state: the site, what was typed so far, the audit being changed; no widget, no store."""

from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from auditor.audit import Audit
from auditor.drafts import AuditDraft, shown_moment
from auditor.record import new_id, stamp
from ui.audit_reading import SiteCase


class OpenVisit:
    """One site at a time, with the audit that is being written down there."""

    def __init__(self, standard: str) -> None:
        self.standard = standard  # the name of the one in force: new audits are by it
        self.case: SiteCase | None = None
        self.draft: AuditDraft | None = None
        self.editing: Audit | None = None  # one that was saved before and is being changed
        self.inspectors = ""  # as typed last, for the next site
        self.touched = False  # something was typed since the draft was begun: only then is it kept
        self.saving = False  # on its way into the database: it may not change meanwhile
        self._read_at = 0.0

    def show(self, case: SiteCase) -> None:
        """The site as it was read now."""
        self.case, self._read_at = case, monotonic()

    def leave(self) -> None:
        """No site is open."""
        self.case, self.draft, self.editing = None, None, None

    def begin(self, case: SiteCase) -> None:
        """A new audit of this site, with nothing answered."""
        at = stamp(case.now)
        day, time = shown_moment(at)
        self.editing, self.touched = None, False
        self.draft = AuditDraft(
            site=case.site.id,
            audit=new_id(),
            standard=self.standard,
            at=at,
            day=day,
            time=time,
            inspectors=self.inspectors,
        )

    def go_on(self, draft: AuditDraft) -> None:
        """A draft that was kept; it may be of an audit that is being changed."""
        self.draft = draft
        audits = self.case.audits if self.case is not None else ()
        self.editing = next((a for a in audits if a.id == draft.audit), None)

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to give up."""
        return self.draft is not None and (self.draft.is_begun or self.editing is not None or self.touched)

    def settle_moment(self) -> bool:
        """A visit begins with its first answer, unless somebody typed when it was. Whether the moment changed."""
        draft = self.draft
        if (
            draft is None
            or draft.is_begun
            or self.editing is not None
            or (draft.day, draft.time) != shown_moment(draft.at)
        ):
            return False
        at = stamp(self._now())
        day, time = shown_moment(at)
        self.draft = replace(draft, at=at, day=day, time=time)
        return True

    def _now(self) -> datetime:
        """The moment by the database's clock, moved on by this computer's."""
        assert self.case is not None
        return self.case.now + timedelta(seconds=monotonic() - self._read_at)

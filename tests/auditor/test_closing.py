"""Nobody chooses the denominator unseen: what was counted once and is closed now is listed with what it was."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from auditor.certificate import DocumentKind
from auditor.closing import closed_since
from auditor.use_cases import certifying, recording
from auditor.verdict import State
from db import SqlStore
from tests.auditor.use_cases.test_certifying import draw
from tests.making import STREET, TODAY, fill_street, site, standard


def test_only_sites_that_the_last_document_could_count_are_listed(store: SqlStore, tmp_path: Path) -> None:
    sites = fill_street(store, 3)
    recording.save_site(store, replace(sites[0], until=TODAY - timedelta(days=30)), standard())
    with store.reading() as work:
        assert closed_since(work, STREET, standard(), TODAY) == {}  # no document yet
    certifying.issue(
        store, STREET, DocumentKind.SELF_ASSESSMENT, standard=standard(), on=TODAY, to=tmp_path / "a.pdf", draw=draw
    )
    later = recording.save_site(store, site("06-900"), standard())
    recording.withdraw(store, "site", later.id, "登记错")
    recording.withdraw(store, "site", sites[1].id, "登记重复")
    with store.reading() as work:
        # 06-001 was closed before the document, 06-900 was made after it
        assert closed_since(work, STREET, standard(), TODAY) == {sites[1].id: State.CONFORMING}

"""Issuing: record and file together or neither; numbers run on; the evidence names every version counted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.certificate import Certificate, DocumentKind
from auditor.errors import Refused
from auditor.evidence import merkle_root
from auditor.standard import Standard
from auditor.use_cases import certifying, keeping, recording
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, standard

SELF = DocumentKind.SELF_ASSESSMENT


def draw(certificate: Certificate, standard: Standard, attachment: bytes) -> bytes:
    """Stands in for the page; the page has its own tests."""
    return f"{certificate.number} {standard.id} {len(attachment)}".encode()


def issue(store: SqlStore, to: Path) -> certifying.Issued:
    """A self-assessment of today."""
    return certifying.issue(store, STREET, SELF, standard=standard(), on=TODAY, to=to, draw=draw)


def test_numbers_run_on_within_prefix_and_year_and_the_root_is_over_the_versions_attached(
    store: SqlStore, tmp_path: Path
) -> None:
    fill_street(store, 3)
    first, second = (issue(store, tmp_path / name) for name in ("a.pdf", "b.pdf"))
    assert [x.certificate.number for x in (first, second)] == ["某代字〔2026〕1号", "某代字〔2026〕2号"]
    evidence = json.loads(first.attachment)
    assert merkle_root(evidence["versions"]) == first.certificate.evidence_root
    assert set(evidence["versions"].values()) <= set(evidence["lines"])
    assert [c.running for c in certifying.list_certificates(store)] == [2, 1]
    assert certifying.evidence_of(store, second.certificate, standard()).certificate == second.certificate


def test_a_page_that_cannot_be_drawn_leaves_neither_record_nor_file(store: SqlStore, tmp_path: Path) -> None:
    fill_street(store, 3)

    def fail(*_: object) -> bytes:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        certifying.issue(store, STREET, SELF, standard=standard(), on=TODAY, to=tmp_path / "a.pdf", draw=fail)
    assert certifying.list_certificates(store) == []
    assert list(tmp_path.iterdir()) == []


def test_what_may_not_be_issued_is_refused(store: SqlStore, tmp_path: Path) -> None:
    sites = fill_street(store, 1)
    to = tmp_path / "a.pdf"
    for kind in (DocumentKind.ACCEPTANCE, DocumentKind.HONOUR):
        with pytest.raises(Refused) as told:
            certifying.issue(store, STREET, kind, standard=standard(), on=TODAY, to=to, draw=draw)
        assert told.value.problems[0].code == "kind_not_issued"
    keeping.change_setting(store, "issuer", "")
    with pytest.raises(Refused) as told:
        issue(store, to)
    assert [p.field for p in told.value.problems] == ["issuer"]
    keeping.change_setting(store, "issuer", "某\U000323af办事处")  # a character no shipped font has
    with pytest.raises(Refused) as told:
        issue(store, to)
    assert told.value.problems[0].code == "missing_glyph"
    keeping.change_setting(store, "issuer", "某办事处")
    recording.withdraw(store, "site", sites[0].id, "没有了")
    with pytest.raises(Refused) as told:
        issue(store, to)
    assert told.value.problems[0].code == "nothing_registered"
    to.write_text("x")
    with pytest.raises(Refused) as told:
        issue(store, to)
    assert told.value.problems[0].code == "file_exists"
    assert to.read_text() == "x"


def test_sites_closed_since_the_last_document_are_counted_with_their_state_then(
    store: SqlStore, tmp_path: Path
) -> None:
    sites = fill_street(store, 4)
    assert issue(store, tmp_path / "a.pdf").certificate.closed_sites == 0
    recording.save_site(store, replace(sites[0], until=TODAY.replace(day=1)), standard())
    recording.withdraw(store, "site", sites[1].id, "登记重复")
    later = issue(store, tmp_path / "b.pdf").certificate
    assert (later.closed_sites, later.closed_conforming, later.closed_unknown) == (2, 2, 0)


def test_a_document_whose_records_moved_on_is_not_printed_again_as_if_they_had_not(
    store: SqlStore, tmp_path: Path
) -> None:
    sites = fill_street(store, 2)
    issued = issue(store, tmp_path / "a.pdf").certificate
    recording.save_site(store, replace(sites[0], note="改"), standard())
    with pytest.raises(Refused) as told:
        certifying.evidence_of(store, issued, standard())
    assert told.value.problems[0].code == "evidence_moved_on"

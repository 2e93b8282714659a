"""A document is verified from its PDF alone; whatever is changed in it is found and named."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.certificate import DocumentKind, Verification
from auditor.errors import Refused
from auditor.formats.archive import read_attachment
from auditor.formats.certificate_pdf import write_statement
from auditor.record import canonical
from auditor.slots import released_slots
from auditor.standard_file import shipped
from auditor.survey import Mode
from auditor.use_cases import certifying, demonstrating, planning, recording, scoring
from auditor.use_cases.verifying import verify
from db import SqlStore, open_store
from tests.auditor.use_cases.test_recording import visit
from tests.making import STREET, TODAY, fill_street, fresh_store, standard


def check(pdf: bytes, evidence: bytes | None = None) -> Verification:
    """Verify a PDF, perhaps with evidence other than it carries."""
    aside = open_store(":memory:")
    try:
        return verify(pdf, evidence or read_attachment(pdf), aside, shipped, write_statement)
    finally:
        aside.close()


def issue(store: SqlStore, street: str, to: Path) -> bytes:
    """A self-assessment of today."""
    with store.reading() as work:
        today = work.today()
    certifying.issue(
        store, street, DocumentKind.SELF_ASSESSMENT, standard=standard(), on=today, to=to, draw=write_statement
    )
    return to.read_bytes()


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """A document of a street with a survey under way."""
    with fresh_store() as store:
        sites = fill_street(store, 6)
        recording.withdraw(store, "site", sites[5].id, "登记重复")
        opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
        community = sorted(opened.strata)[0]
        with store.reading() as work:
            slots = released_slots(work, opened, community) or []
        recording.record_response(store, visit(opened.id, slots[0].slot, community), standard())
        yield issue(store, STREET, tmp_path_factory.mktemp("issued") / "a.pdf")


def test_an_untouched_document_is_true(issued: bytes) -> None:
    assert check(issued).true


def test_every_stage_of_a_demonstration_street_is_verified_from_its_file_alone(tmp_path: Path) -> None:
    store = open_store(":memory:")
    demonstrating.make_demonstration(store, size="small", seed=1, on=TODAY)
    (scored,) = scoring.score_all(store, standard(), TODAY)
    found = check(issue(store, scored.score.street, tmp_path / "demo.pdf"))
    assert found.fault is None
    assert found.certificate.demonstration
    store.close()


@settings(max_examples=40)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_passes(issued: bytes, place: float, bit: int) -> None:
    changed = bytearray(issued)
    changed[int(place * len(changed))] ^= 1 << bit
    with suppress(Refused):  # what cannot be read is refused, which is no "true" either
        assert not check(bytes(changed)).true


def test_a_changed_record_is_named_by_its_code(issued: bytes) -> None:
    held = read_attachment(issued)
    assert held is not None
    document = json.loads(held)
    name, text = next((n, t) for n, t in document["lines"].items() if '"code":"06-003"' in t)
    document["lines"][name] = text.replace('"households":100', '"households":99')
    fault = check(issued, canonical(document)).fault
    assert fault is not None
    assert (fault.code, fault.facts["kind"], fault.facts["value"]) == ("line_altered", "site", "06-003")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["certificate"].update(evidence_root="0" * 64), "root_differs"),
        (
            lambda d: d["certificate"]["score"]["criteria"]["placement"]["tally"].update(conforming=601),
            "criterion_differs",
        ),
        (lambda d: d["certificate"]["score"].update(index="99.9"), "score_differs"),
        (lambda d: d["certificate"].update(issuer="别的办事处"), "page_differs"),
        (lambda d: d["certificate"].update(running=7), "page_differs"),
        (lambda d: d["lines"].pop(min(d["lines"])), None),
    ],
)
def test_a_changed_statement_is_found(
    issued: bytes, change: Callable[[dict[str, Any]], object], code: str | None
) -> None:
    held = read_attachment(issued)
    assert held is not None
    document = json.loads(held)
    change(document)
    fault = check(issued, canonical(document)).fault
    assert fault is not None
    assert code in (None, fault.code)


def test_what_is_no_document_of_ours_is_refused(issued: bytes) -> None:
    for evidence, code in ((None, "no_evidence"), (b"{}", "evidence_unreadable"), (b"not json", "evidence_unreadable")):
        aside = open_store(":memory:")
        with pytest.raises(Refused) as told:
            verify(issued, evidence, aside, shipped, write_statement)
        assert told.value.problems[0].code == code
        aside.close()
    assert read_attachment(b"dear reader") is None

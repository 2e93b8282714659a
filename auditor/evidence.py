"""What a document rests on: the versions counted, their Merkle root, and the attachment with them (DESIGN 8)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from auditor.facts import StreetFacts
from auditor.rates import round_that_counts
from auditor.record import Value, canonical, fixed_id
from auditor.standard import Standard


def merkle_root(versions: Mapping[str, str]) -> str:
    """Root over the record versions counted, 64 hex digits; of nothing, the SHA-256 of nothing.

    Leaves in order of record id, SHA-256(0x00 id 0x0A version); nodes SHA-256(0x01 left right); an odd one moves up.
    """
    level = [hashlib.sha256(b"\0" + f"{key}\n{versions[key]}".encode()).digest() for key in sorted(versions)]
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        paired = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(paired) * 2 :]
    return level[0].hex()


def journal_root(names: Iterable[str]) -> str:
    """SHA-256 over the sorted names of all lines of a journal: equal journals, equal roots."""
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode())
    return digest.hexdigest()


def short_code(root: str) -> str:
    """The first 8 hex digits of an evidence root, printed beside the number."""
    return root[:8]


def attachment(head: Mapping[str, Value], versions: Mapping[str, str], lines: Iterable[bytes]) -> bytes:
    """The evidence as one canonical JSON document: the head (standard, dates, score), versions by record, and the
    canonical lines they name, by name. Equal evidence gives equal bytes."""
    texts = {hashlib.sha256(raw).hexdigest(): raw.decode() for raw in lines}
    return canonical({**head, "versions": dict(versions), "lines": texts})


def counted_records(facts: StreetFacts, standard: Standard, on: date) -> list[str]:
    """The ids of every record that a score counted: street and communities, sites, assignments, points, links, joins,
    the audits that hold the newest answers, the round that counts with its visits, standards that did not ship."""
    found = {s.id for s in facts.sites} | {a.id for a in facts.assignments} | set(facts.joins)
    found |= {fixed_id("street", facts.code)} | {fixed_id("community", code) for code in facts.communities}
    found |= {k.id for k in facts.links} | {k.point for k in facts.links if k.point in facts.points}
    found |= set(standard.records)
    found |= {e.audit for (unit, _), e in facts.evidence.items() if unit in found}
    counted = round_that_counts(facts, standard, on)
    if counted is not None:
        found |= {counted.fact.id} | set(counted.fact.standards) | {v.id for v in counted.fact.visits}
    return sorted(found)

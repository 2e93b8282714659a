"""Roots and attachments: pure functions of what is counted, different for everything else."""

import hashlib
import random

from auditor.evidence import attachment, journal_root, merkle_root, short_code
from auditor.record import read_canonical


def test_the_root_of_nothing_one_two_and_three_is_what_the_rule_says() -> None:
    def leaf(key: str, version: str) -> bytes:
        return hashlib.sha256(b"\0" + key.encode() + b"\n" + version.encode()).digest()

    def node(a: bytes, b: bytes) -> bytes:
        return hashlib.sha256(b"\1" + a + b).digest()

    a, b, c = leaf("a", "1"), leaf("b", "2"), leaf("c", "3")
    assert merkle_root({}) == hashlib.sha256(b"").hexdigest()
    assert merkle_root({"a": "1"}) == a.hex()
    assert merkle_root({"b": "2", "a": "1"}) == node(a, b).hex()
    assert merkle_root({"c": "3", "b": "2", "a": "1"}) == node(node(a, b), c).hex()


def test_any_change_of_any_version_changes_the_root() -> None:
    rng = random.Random(3)
    seen = set()
    for n in range(1, 18):
        versions = {f"r{i}": rng.randbytes(8).hex() for i in range(n)}
        root = merkle_root(versions)
        seen.add(root)
        for key, version in versions.items():
            seen.add(merkle_root({**versions, key: "0"}))
            seen.add(merkle_root({k: v for k, v in versions.items() if k != key} | {key + "x": version}))
        assert merkle_root(dict(reversed(versions.items()))) == root
    assert len(seen) == 17 + 2 * sum(range(1, 18))


def test_a_leaf_cannot_pass_for_a_node() -> None:
    two = merkle_root({"a": "1", "b": "2"})
    assert merkle_root({"a": "1\nb\n2"}) != two
    assert merkle_root({two: ""}) != two


def test_equal_journals_have_equal_roots() -> None:
    assert journal_root(["b", "a"]) == journal_root(iter(["a", "b"])) != journal_root(["a"])


def test_the_short_code_is_eight_digits() -> None:
    assert short_code("0123456789abcdef") == "01234567"


def test_the_attachment_is_canonical_and_holds_lines_under_their_names() -> None:
    from tests.strategies import line

    made = line(a="中")
    raw = attachment({"on": "2026-11-22"}, {made.record: made.name}, [made.raw])
    value = read_canonical(raw)
    assert value["lines"] == {made.name: made.raw.decode()}
    assert value["versions"] == {made.record: made.name}
    assert attachment({"on": "2026-11-22"}, {made.record: made.name}, iter([made.raw])) == raw

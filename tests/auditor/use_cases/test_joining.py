"""One place entered twice counts once: joined, parted, taken back; a circle is refused and shown."""

from dataclasses import replace

import pytest

from auditor.errors import Refused
from auditor.record import Line, body_of
from auditor.site import Site
from auditor.use_cases.joining import compare, find_duplicates, join, keep_apart, part
from db import SqlStore
from tests import making

STANDARD = making.standard()


def twice(store: SqlStore) -> tuple[Site, Site]:
    """A site in order, and the same place entered again with nothing to it."""
    (first,) = making.fill_street(store, 1)
    with store.writing() as work:
        second = work.sites.save(making.site("06-050", name=f" {first.name}", households=0))
    return first, second


def test_the_pair_is_found_compared_and_joined_and_the_other_counts_for_it(store: SqlStore) -> None:
    first, second = twice(store)
    (pair,) = find_duplicates(store, making.STREET).pairs
    assert (pair.left.id, pair.right.id, pair.why) == (first.id, second.id, "name")
    left, right = compare(store, pair.left.id, pair.right.id)
    assert (len(left.points), left.audits, len(right.points), right.audits) == (1, 1, 0, 0)
    join(store, second.id, first.id)
    found = find_duplicates(store)
    assert found.pairs == ()
    assert [(a.id, b.id) for a, b in found.joined] == [(second.id, first.id)]
    with store.reading() as work:
        assert [s.id for s in work.facts(making.STREET, making.TODAY, STANDARD).sites] == [first.id]
    part(store, second.id)
    assert len(find_duplicates(store).pairs) == 1


def test_what_is_not_the_same_is_remembered_here_and_can_be_forgotten(store: SqlStore) -> None:
    twice(store)
    (pair,) = find_duplicates(store).pairs
    keep_apart(store, pair.key)
    assert find_duplicates(store).pairs == ()
    with store.reading() as work:
        before = work.journal.count()
    keep_apart(store, pair.key, apart=False)
    assert len(find_duplicates(store).pairs) == 1
    with store.reading() as work:
        assert work.journal.count() == before  # a setting of this machine, no line


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [p.code for p in refused.value.problems]


def test_itself_another_street_what_is_withdrawn_and_a_circle_are_refused(store: SqlStore) -> None:
    first, second = twice(store)
    with store.writing() as work:
        far = work.sites.save(making.site("01-001", street="120104001000"))
        gone = work.sites.save(replace(work.sites.save(making.site("06-051")), withdrawn="重复"))
        third = work.sites.save(making.site("06-052"))
    for other, code in ((second, "same_as_itself"), (far, "same_as_elsewhere"), (gone, "same_as_withdrawn")):
        with pytest.raises(Refused) as refused:
            join(store, second.id, other.id)
        assert codes_of(refused) == [code]
    join(store, second.id, first.id)
    join(store, third.id, second.id)
    with pytest.raises(Refused) as refused:
        join(store, first.id, third.id)
    assert codes_of(refused) == ["same_as_circle"]


def test_a_circle_that_two_offices_made_is_shown_from_its_smallest_id(store: SqlStore) -> None:
    first, second = twice(store)
    join(store, second.id, first.id)
    elsewhere = Line(
        kind="site",
        record=first.id,
        parents=(first.version,),
        station="6" * 32,
        person="x",
        at="2026-11-21T02:00:00.000Z",
        offset=480,
        street=first.street,
        schema=1,
        body=body_of(replace(first, same_as=second.id)),
    )
    with store.writing() as work:
        work.journal.receive([elsewhere], "package")
    (ring,) = find_duplicates(store).circles
    assert [s.id for s in ring] == sorted((first.id, second.id))

"""A package taken back leaves the registers as they were before it, all the lines where they are, and can come back."""

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.delivery import Fate, Way
from auditor.errors import Refused
from auditor.people import Role
from auditor.record import LONGEST_LINE
from auditor.taking_back import Left
from auditor.use_cases import keeping
from auditor.use_cases.taking_back import take_back
from tests.exchanging import Office, district, exchange
from tests.forging import forge, line_of
from tests.making import site


def bodies(office: Office) -> dict[str, object]:
    with office.store.reading() as work:
        return {s.id: replace(s, version="") for s in work.sites.all()}


def change(office: Office, record: str, **values: object) -> None:
    with office.store.writing() as work:
        work.sites.save(replace(work.sites.get(record), **values))  # type: ignore[arg-type]


def test_undone_and_done_again_and_everything_is_a_further_line(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        kept = site()
        with one.store.writing() as work:
            work.sites.save(kept)
        exchange(bureau, one)
        before = bodies(bureau)
        with one.store.writing() as work:
            work.sites.save(site("06-002"))
        change(one, kept.id, households=150)
        package = one.packed()
        bureau.unpack(package.path)
        after, lines = bodies(bureau), bureau.lines
        found = take_back(bureau.store, package.manifest.id)
        assert (found.back, found.withdrawn, found.since, found.left) == (1, 1, (), {})
        assert bodies(bureau) == before
        assert lines < bureau.lines
        assert bureau.unpack(package.path).new == 0
        assert bodies(bureau) == before
        with pytest.raises(Refused) as refused:
            take_back(bureau.store, package.manifest.id)
        assert refused.value.problems[0].code == "undone_already"
        again = take_back(bureau.store, found.delivery.package)
        assert again.back == 2
        assert bodies(bureau) == after
        exchange(bureau, one)
        assert bodies(one) == after
        assert bureau.store.check().faults == ()


def test_what_was_said_since_stays_and_is_told_and_an_edit_elsewhere_meets_it_as_a_conflict(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        made = site()
        with one.store.writing() as work:
            work.sites.save(made)
        package = one.packed()
        bureau.unpack(package.path)
        exchange(bureau, two)
        change(bureau, made.id, name="新名")
        change(two, made.id, households=7)
        found = take_back(bureau.store, package.manifest.id[-8:])
        assert found.since == (made.id,)
        bureau.unpack(two.pack())
        with bureau.store.reading() as work:
            assert work.sites.unsettled() == {made.id}
            assert work.sites.get(made.id).households in (7, made.households)


def test_a_dispute_of_others_is_left_to_a_person(tmp_path: Path) -> None:
    with district(tmp_path, 3) as (bureau, (one, two, three)):
        made = site()
        with one.store.writing() as work:
            work.sites.save(made)
        for office in (one, two, three):
            exchange(bureau, office)
        packages = {}
        for n, office in enumerate((one, two, three)):
            change(office, made.id, name=f"名{n}")
            packages[n] = office.packed()
            bureau.unpack(packages[n].path)
        found = take_back(bureau.store, packages[2].manifest.id)
        assert found.left == {made.id: Left.IN_CONFLICT}


def test_only_a_decider_at_the_bureau_takes_back(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        with one.store.writing() as work:
            work.sites.save(site())
        package = one.packed()
        bureau.unpack(package.path)
        back = bureau.packed(one)
        one.unpack(back.path)
        with pytest.raises(Refused) as refused:
            take_back(one.store, back.manifest.id)
        assert refused.value.problems[0].code in ("deciders_only", "not_taken_in")
        keeping.change_person(bureau.store, "查卫生的")
        with pytest.raises(Refused) as refused:
            take_back(bureau.store, package.manifest.id)
        assert refused.value.problems[0].code == "deciders_only"
        with pytest.raises(Refused) as refused:
            take_back(bureau.store, "nothing")
        assert refused.value.problems[0].code == "no_such_package"
        with bureau.store.reading() as work:
            assert {p.role for p in work.people.all()} == {Role.DECIDER, Role.INSPECTOR}
            assert [d.state for d in work.deliveries.of_package(package.manifest.id)] == [Fate.APPLIED]
            assert not [d for d in work.deliveries.all() if d.way is Way.UNDO]


def test_a_record_whose_line_back_would_be_too_long_is_left_and_named_and_the_rest_goes_back(tmp_path: Path) -> None:
    """A liar's: one body as long as a line may be, and one record with more heads than a line can name."""
    with district(tmp_path, 1) as (bureau, (one,)):
        short, long, many = site(), site("06-002", name="x"), site("06-003")
        longest = replace(long, name="x" * (LONGEST_LINE - len(line_of(one, long)) + 1))
        heads = [line_of(one, replace(many, name=f"第{n}")) for n in range(1_000)]
        came = bureau.unpack(forge(one, [line_of(one, short), line_of(one, longest), *heads]))
        found = take_back(bureau.store, came.manifest.id)
        assert (found.back, found.withdrawn, found.since) == (0, 1, ())
        assert found.left == {long.id: Left.TOO_LONG, many.id: Left.TOO_LONG}
        with bureau.store.reading() as work:
            assert {s.id for s in work.sites.all()} == {long.id, many.id}
        assert bureau.store.check().faults == ()

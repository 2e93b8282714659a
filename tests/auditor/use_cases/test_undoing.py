"""What was saved in a session is taken back step by step and done again, to the byte; others' work is never undone."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import Outdated, Refused
from auditor.record import body_of, canonical, new_id
from auditor.site import Assignment, Link, Point, Site
from auditor.store import Store, Written
from auditor.use_cases import recording
from auditor.use_cases.undoing import UNDONE, Step, noted, rebased, take_back
from db import SqlStore
from tests import making

STANDARD = making.standard()


class Session:
    """The steps of one person, as the window keeps them."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.done: list[Step] = []
        self.undone: list[Step] = []

    def do(self, work: Callable[[Store], object]) -> None:
        """A deed; what was taken back before it is forgotten."""
        _answer, writes = noted(self.store, work)
        step = Step("", writes)
        if step.undoable:
            self.done.append(step)
            self.undone.clear()

    def turn(self, source: list[Step], target: list[Step]) -> None:
        """Take the last step of one pile back; it lies on the other one then."""
        step = source[-1]
        _none, made = noted(self.store, partial(take_back, writes=step.writes, standard=STANDARD))
        source.pop()
        source[:] = rebased(source, step, made)
        target[:] = [*rebased(target, step, made), Step(step.what, made)]

    def undo(self) -> None:
        self.turn(self.done, self.undone)

    def redo(self) -> None:
        self.turn(self.undone, self.done)


def bodies(store: SqlStore) -> dict[str, bytes]:
    """Every record of the register that stands, by id, as bytes; withdrawn ones are as good as absent."""
    with store.reading() as work:
        return {
            record.id: canonical(body_of(record))
            for of in (work.sites, work.assignments, work.points, work.links)
            for record in of.all()
        }


def registered(store: SqlStore) -> Site:
    making.fill_street(store, 1)
    with store.reading() as work:
        (site,) = work.sites.all()
    return site


def held(store: SqlStore, of: str, record: str) -> Any:
    with store.reading() as work:
        return getattr(work, of).get(record)


def test_an_edit_is_taken_back_by_a_further_version(store: SqlStore) -> None:
    site = registered(store)
    session = Session(store)
    session.do(partial(recording.save_site, site=replace(site, name="新名"), standard=STANDARD))
    session.undo()
    back = held(store, "sites", site.id)
    assert body_of(back) == body_of(site)
    assert back.version != site.version
    with store.reading() as work:
        assert [v.body.get("name") for v in work.sites.history(site.id)] == [site.name, "新名", site.name]
    session.redo()
    assert held(store, "sites", site.id).name == "新名"


def test_what_was_made_is_withdrawn_with_a_reason_and_comes_back(store: SqlStore) -> None:
    registered(store)
    session, made = Session(store), making.site("06-777", name="新点位")
    session.do(partial(recording.save_site, site=made, standard=STANDARD))
    session.undo()
    assert held(store, "sites", made.id).withdrawn == UNDONE
    session.redo()
    assert held(store, "sites", made.id).withdrawn == ""


def test_a_withdrawal_is_taken_back(store: SqlStore) -> None:
    site = registered(store)
    session = Session(store)
    session.do(partial(recording.withdraw, kind="site", record=site.id, reason="重复登记"))
    session.undo()
    assert held(store, "sites", site.id).withdrawn == ""


def test_a_form_that_saves_two_records_is_one_step(store: SqlStore) -> None:
    site = registered(store)
    session = Session(store)
    point = Point(id=new_id(), street=site.street, code="9", site=site.id)
    link = Link(id=new_id(), street=site.street, point=point.id, site=site.id)

    def save(through: Store) -> None:
        recording.save_point(through, point)
        recording.save_link(through, link)

    session.do(save)
    assert len(session.done) == 1
    session.undo()
    assert held(store, "points", point.id).withdrawn == held(store, "links", link.id).withdrawn == UNDONE


def test_what_somebody_saved_since_is_not_undone(store: SqlStore) -> None:
    site = registered(store)
    session = Session(store)
    session.do(partial(recording.save_site, site=replace(site, name="甲"), standard=STANDARD))
    recording.save_site(store, replace(held(store, "sites", site.id), name="乙"), STANDARD)
    before = bodies(store)
    with pytest.raises(Outdated):
        session.undo()
    assert bodies(store) == before
    assert len(session.done) == 1


def test_taking_back_keeps_the_rules_of_the_register(store: SqlStore) -> None:
    """412 households became 500, and meanwhile somebody linked 450 of them: 412 would be fewer than are served."""
    site = registered(store)
    session = Session(store)
    session.do(partial(recording.save_site, site=replace(site, households=500), standard=STANDARD))
    with store.reading() as work:
        (link,) = work.links.all()
    recording.save_link(store, replace(link, households=450))
    with pytest.raises(Refused) as refused:
        session.undo()
    assert [p.code for p in refused.value.problems] == ["over_linked"]
    assert held(store, "sites", site.id).households == 500


def test_what_wrote_nothing_is_no_step_and_neither_is_an_interview(store: SqlStore) -> None:
    site = registered(store)
    session = Session(store)
    session.do(partial(recording.save_site, site=site, standard=STANDARD))
    assert session.done == []
    visit = Written(kind="response", record="x", street="", before_version="", before={}, version="y")
    assert not Step("", (visit,)).undoable


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("name", "households", "point", "organisation", "withdraw", "new", "undo", "redo", "note")),
        st.integers(0, 5),
    ),
    max_size=14,
)


@given(DEEDS)
def test_any_edits_undone_give_the_same_bytes_and_redone_as_well(deeds: list[tuple[str, int]]) -> None:
    with making.fresh_store() as store:
        site = registered(store)
        session = Session(store)
        states = [bodies(store)]  # after each step that may be taken back

        def deed(what: str, n: int) -> Callable[[Store], object] | None:
            now = held(store, "sites", site.id)
            with store.reading() as work:
                (point,), (link,), (who,) = work.points.all()[:1], work.links.all()[:1], work.assignments.all()[:1]
            match what:
                case "name":
                    return partial(recording.save_site, site=replace(now, name=f"名{n}"), standard=STANDARD)
                case "note":
                    return partial(recording.save_site, site=replace(now, note="备" * n), standard=STANDARD)
                case "households":
                    return partial(recording.save_link, link=replace(link, households=n))
                case "point":
                    return partial(recording.save_point, point=replace(point, name="东" * n))
                case "organisation":
                    made: Assignment = replace(who, organisation=f"物业{n}")
                    return partial(recording.save_assignment, assignment=made)
                case "withdraw" if not now.withdrawn:
                    return partial(recording.withdraw, kind="site", record=site.id, reason=f"因{n}")
                case "new":
                    made_site = making.site(f"07-{len(states):03}-{new_id()[-4:]}")
                    return partial(recording.save_site, site=made_site, standard=STANDARD)
            return None

        for what, n in deeds:
            if what == "undo" and session.done:
                session.undo()
                assert bodies(store) == states[len(session.done)]
            elif what == "redo" and session.undone:
                session.redo()
                assert bodies(store) == states[len(session.done)]
            elif (work := deed(what, n)) is not None:
                before = len(session.done)
                session.do(work)
                if len(session.done) > before:
                    states[len(session.done) :] = [bodies(store)]
        while session.done:
            session.undo()
            assert bodies(store) == states[len(session.done)]
        while session.undone:
            session.redo()
            assert bodies(store) == states[len(session.done)]
        assert store.check().faults == ()

"""The demonstration in a database: every street comes out at the stage it is made for."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.audit import Answer
from auditor.checklist import finding_problems
from auditor.correction import Stage
from auditor.corrections import overdue
from auditor.demonstration.stages import SMALL, STAGES
from auditor.errors import Refused
from auditor.flags import FlagKind
from auditor.history import State
from auditor.progress import Progress
from auditor.recheck import Subject
from auditor.record import stamp
from auditor.standard import AWARENESS, CATEGORIES, PARTICIPATION, PLACEMENT, RATES, RESPONSIBILITY
from auditor.survey import Method
from auditor.use_cases.demonstrating import Made, make_demonstration
from auditor.use_cases.following import follow_progress
from auditor.use_cases.keeping import current_person, is_demonstration
from auditor.use_cases.rechecking import list_rechecks
from auditor.use_cases.scoring import Scored, score_all
from auditor.use_cases.watching import watch_all
from auditor.verdict import State as Unit
from auditor.verdict import Verdict
from db import SqlStore, open_store
from tests.making import NOW, TODAY, Clock, standard
from tests.shared_district import offer

CENSUS, REFUSED, SAMPLE, SINGLE = "120104002000", "120104003000", "120104001000", "120104004000"
CONFLICT, LOST, ONE, LOW = "120104005000", "120104007000", "120104008000", "120104009000"
EXPIRED, GOING_ON, EARLY = "120104010000", "120104011000", "120104012000"


class Filled:
    """A district that was made, and what it scores."""

    def __init__(self, store: SqlStore, made: Made, told: list[tuple[int, int]]) -> None:
        self.store, self.made, self.told = store, made, told
        self.scored: dict[str, Scored] = {s.score.street: s for s in score_all(store, standard(), TODAY)}
        self.progress: Progress = follow_progress(store, standard(), TODAY)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder: Path = tmp_path_factory.mktemp("demonstration")
    store = open_store(str(folder / "district.db"), Clock())
    told: list[tuple[int, int]] = []
    try:
        made = make_demonstration(store, size="district", tell=lambda done, total: told.append((done, total)))
        store.close()
        offer(tmp_path_factory, folder / "district.db")
        store = open_store(str(folder / "district.db"), Clock())
        yield Filled(store, made, told)
    finally:
        store.close()


@pytest.fixture
def empty() -> Iterator[SqlStore]:
    store = open_store(":memory:", Clock())
    yield store
    store.close()


def test_every_street_of_the_district_comes_out_as_intended(district: Filled) -> None:
    verdicts = {code: scored.score.verdict for code, scored in district.scored.items()}
    assert verdicts == {code: stage.intended for code, stage in STAGES.items()}


def test_the_district_has_the_size_that_is_promised(district: Filled) -> None:
    made = district.made
    assert (made.streets, made.communities, made.households) == (12, 171, 300_000)
    assert 2_400 <= made.sites <= 2_600
    assert 9_000 <= made.responses <= 11_000
    assert made.sites == sum(s.score.sites for s in district.scored.values())
    assert made.households == sum(s.score.households for s in district.scored.values())


def test_a_census_of_everybody_proves_100_percent(district: Filled) -> None:
    for name in RATES:
        criterion = district.scored[CENSUS].score.criteria[name]
        assert (criterion.mode, criterion.verdict, criterion.percent) == ("census", Verdict.MET, "100.0")


def test_a_census_with_refusals_is_met_below_100_percent(district: Filled) -> None:
    for name in RATES:
        criterion = district.scored[REFUSED].score.criteria[name]
        assert (criterion.mode, criterion.verdict) == ("census", Verdict.MET)
        assert criterion.tally.unknown > 0
        assert criterion.tally.nonconforming == 0
        assert "95.0" <= criterion.percent < "99.9"


def test_a_sample_is_met_by_a_bound_of_at_least_95_percent(district: Filled) -> None:
    for name in RATES:
        criterion = district.scored[SAMPLE].score.criteria[name]
        assert (criterion.mode, criterion.verdict) == ("sample", Verdict.MET)
        assert criterion.sample is not None
        assert "0.9500" <= criterion.sample.lower_bound < "1.0000"
        assert criterion.sample.response_rate >= "0.8000"


def test_a_single_site_undoes_a_street(district: Filled) -> None:
    scored = district.scored[SINGLE]
    assert len({u.site for u in scored.units if u.state is not Unit.CONFORMING}) == 1
    assert scored.score.criteria[CATEGORIES].tally.nonconforming == 1
    assert all(scored.score.criteria[name].verdict is Verdict.MET for name in (RESPONSIBILITY, *RATES))


def test_one_household_in_25_000_undoes_a_street(district: Filled) -> None:
    score = district.scored[ONE].score
    households = score.criteria[PLACEMENT].parts["households"].tally
    assert (households.conforming, households.nonconforming, households.unknown) == (24_999, 1, 0)
    others = [c.verdict for name, c in score.criteria.items() if name != PLACEMENT]
    assert set(others) == {Verdict.MET}


def test_a_failing_answer_loses_the_sample_and_a_new_round_waits(district: Filled) -> None:
    scored = district.scored[LOST]
    assert all(scored.score.criteria[name].verdict is Verdict.NOT_MET for name in RATES)
    drawn = sorted((r for r in scored.facts.rounds if r.method is Method.DOOR), key=lambda r: r.frozen_on)
    assert [(r.ended_on is not None, bool(r.visits)) for r in drawn] == [(True, True), (False, False)]
    assert (drawn[1].frozen_on - drawn[0].frozen_on).days >= standard().survey.round_gap_days


def test_too_many_refusals_leave_a_street_undetermined(district: Filled) -> None:
    score = district.scored[LOW].score
    for name in RATES:
        sample = score.criteria[name].sample
        assert sample is not None
        assert sample.lower_bound >= "0.9500"
        assert sample.response_rate < "0.8000"
        assert sample.open == 0
        assert score.criteria[name].verdict is Verdict.UNDETERMINED


def test_a_sample_in_progress_is_undecided(district: Filled) -> None:
    for code in (GOING_ON, SMALL):
        sample = district.scored[code].score.criteria[AWARENESS].sample
        assert sample is not None
        assert sample.open > 0
        assert district.scored[code].score.criteria[AWARENESS].tally.nonconforming == 0


def test_expired_evidence_is_unknown(district: Filled) -> None:
    scored = district.scored[EXPIRED]
    open_ = [u for u in scored.units if u.state is Unit.UNKNOWN]
    assert {u.reason for u in open_} == {"expired"}
    assert len({u.site for u in open_}) == 9


def test_a_conflict_and_an_incomplete_record_are_held_and_not_counted(district: Filled) -> None:
    with district.store.reading() as work:
        sites = Counter(work.sites.state(s.id) for s in work.sites.all(CONFLICT))
        assignments = Counter(work.assignments.state(a.id) for a in work.assignments.all(CONFLICT))
        points = Counter(work.points.state(p.id) for p in work.points.all(SMALL))
        links = Counter(work.links.state(k.id) for k in work.links.all(SMALL))
    assert sites[State.CONFLICT] == points[State.CONFLICT] == 1
    assert assignments[State.INCOMPLETE] == links[State.INCOMPLETE] == 1
    assert {u.reason for u in district.scored[CONFLICT].units if u.state is not Unit.CONFORMING} == {"unsettled"}


def test_the_first_street_resembles_the_pictures(district: Filled) -> None:
    score = district.scored[SMALL].score
    assert score.sites == 214
    assert score.criteria[RESPONSIBILITY].verdict is Verdict.MET
    assert score.criteria[CATEGORIES].tally.nonconforming == 3
    reasons = {u.reason for u in district.scored[SMALL].units if u.state is not Unit.CONFORMING}
    assert {"missing_hazardous", "not_in_pair", "expired", "unsettled", "point_overloaded"} <= reasons
    assert score.doubtful == 2


def test_sites_that_need_no_category_are_counted_apart(district: Filled) -> None:
    assert sum(s.score.criteria[CATEGORIES].not_required for s in district.scored.values()) > 0
    assert all(s.score.residential_without_households == 0 for s in district.scored.values())


def test_closed_sites_are_kept_and_not_counted(district: Filled) -> None:
    with district.store.reading() as work:
        closed = [s for s in work.sites.all(SMALL) if s.until is not None]
    assert len(closed) == 2
    assert not {s.id for s in closed} & {s.id for s in district.scored[SMALL].facts.sites}


def test_the_months_rise_in_most_streets_and_fall_in_one(district: Filled) -> None:
    assert len(district.progress.months) >= 13
    change = {s.code: s.months[-1].sites - s.months[0].sites for s in district.progress.streets}
    assert {code for code, c in change.items() if c < 0} == {LOST}
    assert all(c > 0 for code, c in change.items() if code != LOST)
    shares = [m.sites for m in district.progress.months]
    assert shares == sorted(shares)
    falling = next(s for s in district.progress.streets if s.code == LOST)
    assert falling.pace.arrives is None


def test_a_street_begun_two_months_ago_has_no_pace_yet_and_does_not_shorten_the_others(district: Filled) -> None:
    early = next(s for s in district.progress.streets if s.code == EARLY)
    assert early.pace.achieved is None
    assert early.months[-1].sites > 0
    assert len(district.progress.months) > 12


def test_the_goal_of_2025_is_not_evidenced_for_three_communities(district: Filled) -> None:
    goal = district.progress.goal_2025
    assert (goal.completed, goal.not_completed, goal.without_record) == (168, 0, 3)
    assert goal.changes == {"2026-03-11": 1, "2026-06-02": 2}
    assert goal.verdict is Verdict.UNDETERMINED


def test_index_and_journal_agree_after_the_demonstration(district: Filled) -> None:
    assert district.store.check().faults == ()


def test_progress_is_told_from_nothing_to_the_whole(district: Filled) -> None:
    done = [d for d, _ in district.told]
    assert done == sorted(done)
    assert district.told[-1] == (1200, 1200)
    assert len(set(done)) > 24


def test_the_lines_are_dated_over_the_past_and_the_clock_goes_on_as_before(district: Filled) -> None:
    with district.store.reading() as work:
        sites = work.sites.all(SAMPLE)
        first = [work.sites.history(s.id)[0].at for s in sites[:50]]
        audits = work.audits.newest(SAMPLE, 50)
        written = [work.audits.history(a.id)[0].at for a in audits]
        assert stamp(work.now())[:10] == stamp(NOW)[:10]
    assert max(first) < stamp(NOW - timedelta(days=365))
    assert all(a.observed_at < at < stamp(NOW) for a, at in zip(audits, written, strict=True))


def test_a_small_demonstration_is_one_street_and_marked(empty: SqlStore) -> None:
    made = make_demonstration(empty, size="small", seed=7)
    assert (made.streets, made.communities, made.sites, made.on) == (1, 14, 214, TODAY)
    assert is_demonstration(empty)
    person = current_person(empty)
    assert person is not None
    assert person.name == "周敏"
    with empty.reading() as work:
        assert work.setting("street") == SMALL
        assert len(work.streets.all()) == 12
        assert work.sites.counts().keys() == {c.code for c in work.communities.all(SMALL)}
    assert [s.score.verdict for s in score_all(empty, standard(), TODAY)] == [STAGES[SMALL].intended]


def test_equal_seeds_give_equal_journals_in_databases_that_never_met(empty: SqlStore) -> None:
    other = open_store(":memory:", Clock(NOW + timedelta(days=9)))
    try:
        make_demonstration(empty, seed=3, on=TODAY)
        make_demonstration(other, seed=3, on=TODAY)
        with empty.reading() as mine, other.reading() as theirs:
            assert mine.journal.root() == theirs.journal.root()
            assert mine.setting("station") == theirs.setting("station")
    finally:
        other.close()


@pytest.mark.parametrize(("seed", "on"), [(2, date(2026, 11, 22)), (5, date(2027, 3, 31)), (11, date(2026, 8, 1))])
def test_other_seeds_and_days_reach_the_same_stage(empty: SqlStore, seed: int, on: date) -> None:
    make_demonstration(empty, seed=seed, on=on)
    scored = score_all(empty, standard(), on)[0].score
    assert scored.criteria[CATEGORIES].tally.nonconforming == 3
    assert scored.criteria[RESPONSIBILITY].verdict is Verdict.MET
    assert scored.criteria[PARTICIPATION].verdict is Verdict.UNDETERMINED


def test_a_database_in_use_is_not_filled(empty: SqlStore) -> None:
    make_demonstration(empty)
    with pytest.raises(Refused) as refused:
        make_demonstration(empty)
    assert refused.value.problems[0].code == "set_up_already"


def test_an_unknown_size_is_refused_and_nothing_is_written(empty: SqlStore) -> None:
    with pytest.raises(Refused) as refused:
        make_demonstration(empty, size="village")
    assert refused.value.problems[0].code == "demonstration_size"
    with empty.reading() as work:
        assert work.journal.count() == 0


def test_a_demonstration_that_fails_half_way_gives_the_clock_back(
    empty: SqlStore,
) -> None:
    clock = empty.clock

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demonstration(empty, tell=stop)
    assert empty.clock is clock
    assert is_demonstration(empty)


def test_planted_fakes_are_found_kind_by_kind_and_nowhere_else(district: Filled) -> None:
    flags = {r.street: {f.kind for f in r.flags} for r in watch_all(district.store, standard())}
    both = {FlagKind.TOO_FAST, FlagKind.COPIED, FlagKind.SAME_PHOTO, FlagKind.PHOTO_TIME}
    assert flags[SMALL] >= both | {FlagKind.JOURNEY, FlagKind.CLOCK}
    assert flags[REFUSED] >= both | {FlagKind.UNVARIED, FlagKind.SITTING}
    assert {code: kinds for code, kinds in flags.items() if kinds and code not in (SMALL, REFUSED)} == {
        GOING_ON: {FlagKind.CLOCK}  # audits dated later than they were written
    }


def test_a_street_was_seen_again_by_somebody_else_and_another_is_on_its_way(district: Filled) -> None:
    interviews, sites = list_rechecks(district.store, SAMPLE, standard())
    assert (sites.recheck.subject, interviews.recheck.subject) == (Subject.SITE, Subject.INTERVIEW)
    for result in (sites, interviews):
        assert (result.open, result.failed) == (0, 0)
        assert result.shows_limit
        assert 0 < result.pairs.agreed < result.pairs.total
    (open_,) = list_rechecks(district.store, SMALL, standard())
    assert open_.open > 0
    assert open_.done > 0


def test_every_audit_answers_its_items_as_their_methods_ask(district: Filled) -> None:
    items = {i.id: i for i in standard().items}
    with district.store.reading() as work:
        for code in (SAMPLE, SMALL):
            found = [
                problem
                for audit in work.audits.all(code)
                for answers in audit.findings.values()
                for item, finding in answers.items()
                for problem in finding_problems(items[item], finding)
            ]
            assert not found


def test_corrections_stand_in_every_stage_and_some_are_overdue_everywhere(district: Filled) -> None:
    with district.store.reading() as work:
        for code in STAGES:
            held = work.corrections.all(code)
            assert overdue(held, TODAY), code
            assert not work.corrections.unsettled(code)
            assert not [p for c in held for p in c.problems()]
        full = work.corrections.all(SMALL)
        assert {c.stage for c in full} == set(Stage)
        (again,) = [c for c in full if c.follows]
        assert work.corrections.get(again.follows).stage is Stage.REOPENED
        assert sorted(n.number for n in work.notices.all(SMALL)) == ["演示〔2026〕1号", "演示〔2026〕2号"]
        for made in full:
            if made.recheck:
                finding = work.audits.get(made.recheck).findings[made.unit][made.item]
                assert (finding.answer is Answer.PASS) is made.passed

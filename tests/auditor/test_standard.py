"""The standard that ships is whole and honest about its sources; a wrong one is refused by file, place, reason."""

import re
import tempfile
import tomllib
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from auditor import refusals
from auditor.errors import Problem, Refused
from auditor.site import Category
from auditor.standard import CRITERIA, RATES, ROLES, Standard
from auditor.standard_file import STANDARDS, read_standard, shipped
from auditor.visits import Passing
from auditor.wording import RESOURCES

SHIPPED = STANDARDS / "nankai-2023.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")
RULES = TEXT[: TEXT.index("[[examples]]")]  # for a standard whose examples would come to something else


def named() -> Standard:
    """The standard that ships."""
    return shipped("nankai-2023")


@cache
def refusal(text: str) -> Problem:
    """Why a standard of this text is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ours.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            read_standard(path)
    (problem,) = refused.value.problems
    assert problem.facts["file"] == "ours.toml"
    return problem


def changed(old: str, new: str) -> str:
    """The standard that ships, with its first `old` replaced."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_standard_that_ships_has_five_criteria_at_100_percent_of_equal_weight() -> None:
    standard = named()
    assert standard.name == "nankai-2023 1"
    assert tuple(standard.criteria) == CRITERIA
    assert {c.threshold for c in standard.criteria.values()} == {Fraction(1)}
    assert {c.weight for c in standard.criteria.values()} == {20}
    assert {c.evidence_max_age_days for c in standard.criteria.values()} == {365}
    assert (standard.ratio, standard.radius_m) == (300, 0)


def test_the_survey_rules_are_those_of_the_design() -> None:
    rules = named().survey
    assert (rules.floor, rules.confidence) == (Fraction(95, 100), Fraction(95, 100))
    assert (rules.attempts, rules.min_response_rate) == (3, Fraction(80, 100))
    assert (rules.round_gap_days, rules.max_age_days) == (60, 365)
    assert (rules.design, rules.deff) == ("one_stage", Fraction(1))
    assert (rules.field_period_days, rules.objection_days) == (60, 30)


SURVEY = 'design = "one_stage"'


def test_two_stages_say_their_design_effect(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    told = 'design = "two_stage"\ndeff = [25, 10]\nobjection_days = 0'
    path.write_text(RULES.replace(SURVEY, told), encoding="utf-8")
    rules = read_standard(path).survey
    assert (rules.design, rules.deff, rules.objection_days) == ("two_stage", Fraction(5, 2), 0)


def test_a_plan_below_100_percent_reckons_with_the_rate_named_or_half_way_to_1(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    text = RULES.replace("threshold = [1, 1]", "threshold = [90, 100]")
    named_rate = "planning_rate = { participation = [98, 100] }"
    path.write_text(text.replace(SURVEY, f"{SURVEY}\n{named_rate}"), encoding="utf-8")
    standard = read_standard(path)
    assert standard.planning_rate("awareness") == Fraction(95, 100)
    assert standard.planning_rate("participation") == Fraction(98, 100)
    assert named().planning_rate("awareness") == 1


def test_a_quarter_needs_all_four_in_pairs_and_a_river_needs_none() -> None:
    types = named().place_types
    assert len(types) == 23
    quarters = [p for p in types.values() if p.residential]
    assert len(quarters) == 4
    assert all(set(p.required) == set(Category) for p in quarters)
    assert all(p.pairs == ((Category.FOOD, Category.RESIDUAL),) for p in quarters)
    assert types["river"].required == types["other"].required == ()
    for name in ("park", "road", "square", "shop"):
        assert set(types[name].required) == {Category.RECYCLABLE, Category.RESIDUAL}
    for name in ("market", "restaurant"):
        assert set(types[name].required) == {Category.FOOD, Category.RESIDUAL}


def test_each_judged_item_settles_one_fact_at_every_place_and_the_others_are_only_recorded() -> None:
    standard = named()
    judged = {i.role: i for i in standard.items if i.role}
    assert set(judged) == set(ROLES) - {"radius"}
    assert all(not i.place_types for i in judged.values())
    assert {i.criterion for i in standard.items if not i.role} == {""}
    assert not standard.may_not_apply() & {standard.item_of("notice"), standard.item_of("point_found")}
    assert {standard.item_of(f"present:{c.value}") for c in Category} <= standard.may_not_apply()


def test_a_quarter_is_walked_in_three_parts_of_about_twenty_items() -> None:
    standard = named()
    asked = [i for level in ("site", "point") for i in standard.checklist("residential_managed", level)]
    assert 18 <= len(asked) <= 22
    parts = list(dict.fromkeys(i.part for i in standard.items))
    assert parts == ["一、走近投放点", "二、看容器", "三、问收运与宣传"]
    assert [i.part for i in standard.items] == sorted((i.part for i in standard.items), key=parts.index)
    assert len(standard.checklist("road", "site")) < len(standard.checklist("residential_managed", "site"))


def test_the_questionnaire_asks_ten_questions_and_the_key_leaves_out_k2_and_k9() -> None:
    standard = named()
    assert [q.id for q in standard.questions] == [*(f"k{n}" for n in range(1, 10)), "p1"]
    awareness = standard.keys["awareness"]
    assert set(awareness.must) | set(awareness.among) == {"k1", "k3", "k4", "k5", "k6", "k7", "k8"}
    assert awareness.least == 4
    for question in standard.questions[2:8]:
        assert [o.category for o in question.options] == ["food", "recyclable", "hazardous", "residual", ""]
    assert all(q.hint and q.hint_en and q.short and q.short_en for q in standard.questions)


def test_an_interview_passes_both_keys_only_by_the_counting_answers() -> None:
    standard = named()
    right = {"k1": "all", "k3": "food", "k4": "food", "k5": "hazardous", "k6": "hazardous", "p1": "mostly"}
    assert standard.passing(right) == {"awareness": Passing.YES, "participation": Passing.YES}
    assert standard.passing({**right, "p1": "sometimes"})["participation"] is Passing.NO
    assert standard.passing({**right, "k1": "some"})["awareness"] is Passing.NO
    assert standard.passing({}) == dict.fromkeys(RATES, Passing.OPEN)


def test_every_text_of_the_standard_is_there_in_both_languages() -> None:
    standard = named()
    pairs: list[tuple[str, ...]] = []
    pairs += [(c.name, c.name_en, c.unit, c.unit_en, c.short, c.short_en) for c in standard.criteria.values()]
    pairs += [(c.definition, c.definition_en, c.source, c.source_en) for c in standard.criteria.values()]
    pairs += [(i.name, i.name_en, i.part, i.part_en) for i in standard.items]
    pairs += [(p.name, p.name_en) for p in standard.place_types.values()]
    pairs += [(o.text, o.text_en) for q in standard.questions for o in q.options]
    pairs += [(e.name, e.name_en) for e in standard.examples]
    assert all(text.strip() for pair in pairs for text in pair)
    assert {n for n in standard.wording if not n.endswith("_en")} == {
        n.removesuffix("_en") for n in standard.wording if n.endswith("_en")
    }


def test_a_basis_that_is_not_known_has_no_number_article_or_version() -> None:
    standard = named()
    unknown = [b for b in standard.bases if b.tag == "U"]
    assert unknown
    assert all((b.number, b.article, b.version) == ("", "", "") for b in unknown)
    assert next(b for b in standard.bases if b.id == "tianjin_regulation").article == ""
    assert standard.place_types["construction"].responsible == ""  # cities differ and Tianjin's text is not known


def test_an_article_is_cited_only_from_a_text_that_was_read() -> None:
    assert all(b.tag == "S" for b in named().bases if b.article)


def test_another_citys_law_is_a_reference_and_no_criterion_rests_on_it() -> None:
    standard = named()
    foreign = {b.id for b in standard.bases if re.search("北京|上海|浙江|杭州|常州", b.title)}
    assert foreign
    for basis in standard.bases:
        if basis.id in foreign:
            assert basis.title.startswith("参考（外地，不适用于天津）")
            assert (basis.number, basis.article) == ("", "")
    assert not any(foreign & set(c.bases) for c in standard.criteria.values())


def test_every_criterion_rests_on_the_notice_first_and_its_number_is_written_with_the_right_brackets() -> None:
    standard = named()
    assert {c.bases[0] for c in standard.criteria.values()} == {"notice"}
    notice = standard.bases[0]
    assert (notice.number, notice.article) == ("南生态环境发〔2023〕1号", "五（四）")
    assert (notice.version, notice.tag) == ("2023年2月28日", "S")


def test_our_own_judgements_say_that_they_are_ours() -> None:
    standard = named()
    assert {c.tag for c in standard.criteria.values()} == {"P"}
    assert {p.tag for p in standard.place_types.values()} == {"P"}


def test_the_standard_neither_awards_nor_orders_nor_asks_for_a_person() -> None:
    for word in ("责令", "罚款", "门牌", "电话", "姓名"):
        assert word not in TEXT
    assert "！" not in TEXT


# -- what is refused ---------------------------------------------------------------------------------------------------

ROLE = 'role = "notice"'
ITEM = 'name_en = "Hours, place and sorting rules are displayed"'
DEDUCT = f'{ITEM}\nmethod = "deduct"\ntag = "P"'
BANDS = f'{ITEM}\nmethod = "bands"\ntag = "P"'
GOOD = '{ id = "good", name = "好", name_en = "Good", marks = 5 }'
BAD = '{ id = "bad", name = "差", name_en = "Bad", marks = 5 }'
WRONG: list[tuple[str, str, str, str]] = [
    # what is replaced, by what, the place named, the reason
    ("[survey]", "[survey", "toml", "standard_toml"),
    ('id = "nankai-2023"', 'idd = "nankai-2023"', "standard.id", "standard_missing"),
    ("number = 1", 'number = "1"', "standard.number", "standard_type"),
    ("made_on = 2026-11-22", "made_on = 2026-11-22T00:00:00Z", "standard.made_on", "standard_type"),
    ("ratio = 300", "ratio = -1", "standard.ratio", "standard_type"),
    ("ratio = 300", "ratio = 300\nradius_m = 70", "radius_m", "standard_one_test"),
    ("ratio = 300", "", "ratio", "standard_one_test"),
    ("ratio = 300", "ratio = 300\nmood = 1", "standard.mood", "standard_left_over"),
    ("threshold = [1, 1]", "threshold = [3, 2]", "criteria[1].threshold", "standard_ratio"),
    ("threshold = [1, 1]", "threshold = [1, 0]", "criteria[1].threshold", "standard_ratio"),
    ("threshold = [1, 1]", "threshold = 1.0", "criteria[1].threshold", "standard_type"),
    ("sample_floor = [95, 100]", "sample_floor = [95]", "survey.sample_floor", "standard_ratio"),
    ("weight = 20", "", "criteria[1].weight", "standard_missing"),
    ('id = "placement"\n', 'id = "categories"\n', "criteria[3].id", "standard_twice"),
    ('id = "placement"\n', 'id = "beauty"\n', "criteria[3].id", "standard_criteria"),
    ('bases = ["notice", "rates"]', 'bases = ["rumour"]', "criteria[4].bases", "standard_unknown"),
    ('tag = "S2"', 'tag = "sure"', "bases[2].tag", "standard_unknown"),
    ('tag = "P" },', 'tag = "sure" },', "place_types[1].tag", "standard_unknown"),
    ('required = ["food"', 'required = ["bulky"', "place_types[1].required", "standard_unknown"),
    ('pairs = [["food", "residual"]]', 'pairs = [["food"]]', "place_types[1].pairs", "standard_type"),
    ('id = "other"', 'id = "river"', "place_types[23].id", "standard_twice"),
    ('id = "way_clear"', 'id = "hours_shown"', "items[4].id", "standard_twice"),
    ('role = "present:food"', 'role = "present:residual"', "items[6].role", "standard_twice"),
    ('role = "present:food"', 'role = "present:bulky"', "items[5].role", "standard_unknown"),
    ('role = "notice"\n', "", "items.role=notice", "standard_missing"),
    ('level = "point"', 'level = "bin"', "items[3].level", "standard_unknown"),
    ('id = "k2"', 'id = "k1"', "questions[2].id", "standard_twice"),
    ('{ id = "some"', '{ id = "all"', "questions[1].options[2].id", "standard_twice"),
    ('category = "food" }', 'category = "bulky" }', "questions[3].options[1].category", "standard_unknown"),
    ('k3 = ["food"]', 'k33 = ["food"]', "keys.awareness.among.k33", "standard_unknown"),
    ('k3 = ["food"]', 'k3 = ["bulky"]', "keys.awareness.among.k3", "standard_unknown"),
    ('k3 = ["food"]', "k3 = []", "keys.awareness.among.k3", "standard_unknown"),
    ("least = 4", "least = 7", "keys.awareness.least", "standard_type"),
    ('must = { p1 = ["always", "mostly"] }', "", "keys.participation.least", "standard_type"),
    ("[keys.participation]", "[keys.enthusiasm]", "keys.enthusiasm", "standard_keys"),
    ('design = "one_stage"', 'design = "quota"', "survey.design", "standard_unknown"),
    (SURVEY, 'design = "two_stage"', "survey.deff", "standard_missing"),
    (SURVEY, 'design = "two_stage"\ndeff = [9, 10]', "survey.deff", "standard_factor"),
    (SURVEY, 'design = "two_stage"\ndeff = 2', "survey.deff", "standard_type"),
    (SURVEY, f"{SURVEY}\ndeff = [2, 1]", "survey.deff", "standard_left_over"),
    (SURVEY, f"{SURVEY}\nfield_period_days = 0", "survey.field_period_days", "standard_type"),
    (SURVEY, f"{SURVEY}\nobjection_days = -1", "survey.objection_days", "standard_type"),
    (
        SURVEY,
        f"{SURVEY}\nplanning_rate = {{ awareness = [95, 100] }}",
        "survey.planning_rate.awareness",
        "standard_type",
    ),
    (SURVEY, f"{SURVEY}\nplanning_rate = {{ mood = [1, 1] }}", "survey.planning_rate.mood", "standard_left_over"),
    ("attempts = 3", "attempts = 0", "survey.attempts", "standard_type"),
    ("confidence = [95, 100]", "confidence = [1, 1]", "survey.confidence", "standard_type"),
    ("threshold = [1, 1]", "threshold = [0, 1]", "criteria[1].threshold", "standard_type"),
    ("number = 1", "number = 0", "standard.number", "standard_type"),
    ('id = "nankai-2023"', 'id = "Nankai 2023"', "standard.id", "standard_id"),
    ('criterion = "responsibility"', 'criterion = "mood"', "items[1].criterion", "standard_unknown"),
    (ROLE, f'{ROLE}\nmethod = "bands"', "items[1].bands", "standard_missing"),
    (ROLE, f'{ROLE}\nmethod = "deduct"\nmarks = 10\ntag = "P"\neach = 1', "items[1].method", "standard_role_method"),
    (ITEM, f'{ITEM}\nmethod = "luck"', "items[3].method", "standard_unknown"),
    (ITEM, f'{ITEM}\nmethod = "written"\nmarks = 10', "items[3].marks", "standard_left_over"),
    (ITEM, f"{ITEM}\nmarks = 10", "items[3].tag", "standard_missing"),
    (ITEM, f'{ITEM}\ntag = "P"\nmarks = 0.25', "items[3].marks", "standard_marks"),
    (ITEM, f'{ITEM}\ntag = "P"\nmarks = 1001', "items[3].marks", "standard_marks"),
    (ITEM, f'{ITEM}\ntag = "P"\nmarks = 0', "items[3].marks", "standard_type"),
    (ITEM, f"{DEDUCT}\nmarks = 5\neach = 6", "items[3].each", "standard_deduct"),
    (ITEM, f"{DEDUCT}\nmarks = 5\neach = 0", "items[3].each", "standard_deduct"),
    (ITEM, f"{DEDUCT}\nmarks = 5\neach = 1\nfloor = 5", "items[3].floor", "standard_deduct"),
    (ITEM, f"{BANDS}\nbands = [{GOOD}]", "items[3].bands", "standard_type"),
    (ITEM, f"{BANDS}\nbands = [{GOOD},\n{GOOD}]", "items[3].bands[2].id", "standard_twice"),
    (ITEM, f"{BANDS}\nbands = [{GOOD},\n{BAD}]", "items[3].bands[2].marks", "standard_bands"),
    ("counts = [1, 0, 0]", "counts = [0, 1, 0]", "examples[1].counts", "standard_example"),
    ('verdict = "MET"', 'verdict = "NOT_MET"', "examples[1].verdict", "standard_example"),
    ('type = "residential_managed"', 'type = "castle"', "examples[1].facts.sites[1].type", "standard_unknown"),
    ("day = 2026-11-22", "month = 11", "examples[1].facts.month", "standard_left_over"),
    ("counts = [1, 0, 0]", "counts = [1, 0]", "examples[1].counts", "standard_type"),
    ('verdict = "MET"', 'verdict = "FINE"', "examples[1].verdict", "standard_unknown"),
    ('statement_title = "自评结果证明"', "statement_title = 1", "wording.statement_title", "standard_type"),
]


@pytest.mark.parametrize(("old", "new", "where", "reason"), WRONG)
def test_a_wrong_standard_is_refused_with_file_place_and_reason(old: str, new: str, where: str, reason: str) -> None:
    problem = refusal(changed(old, new))
    assert (problem.field, problem.code) == (where, reason)


# what stands on the line told where that is not what was put in: the table that lacks it, the second of two
LINES = {
    ("standard.id", "standard_missing"): "# 南开区",
    ("ratio", "standard_one_test"): "# 南开区",
    ("criteria[1].weight", "standard_missing"): "[[criteria]]",
    ("items[6].role", "standard_twice"): 'role = "present:residual"',
    ("items.role=notice", "standard_missing"): "[[items]]",
    ("items[1].bands", "standard_missing"): "[[items]]",
    ("items[3].tag", "standard_missing"): "[[items]]",
    ("items[1].method", "standard_role_method"): 'method = "deduct"',
    ("keys.participation.least", "standard_type"): "[keys.participation]",
    ("survey.deff", "standard_missing"): "[survey]",
    ("items[3].each", "standard_deduct"): "each = ",
}


@pytest.mark.parametrize(("old", "new", "where", "reason"), WRONG)
def test_the_line_told_is_the_one_that_is_wrong(old: str, new: str, where: str, reason: str) -> None:
    text = changed(old, new)
    line = refusal(text).facts["line"]
    assert isinstance(line, int)
    stands = text.split("\n")[line - 1]
    assert LINES.get((where, reason), new.rstrip().split("\n")[-1]) in stands


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: f"{w[2]} {w[3]}")
def test_the_refusal_is_told_as_a_sentence_that_names_the_file(wrong: tuple[str, str, str, str]) -> None:
    problem = refusal(changed(wrong[0], wrong[1]))
    said = refusals.problem_text(problem)
    assert "ours.toml 第 " in said
    assert f" {problem.facts['line']} 行" in said
    assert problem.code not in said


def test_a_file_that_is_not_utf8_is_refused_as_one_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(Refused) as refused:
        read_standard(path)
    assert refused.value.problems[0].code == "standard_toml"


def test_a_standard_that_nobody_ships_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        shipped("nowhere-1999")
    assert refused.value.problems[0].code == "standard_not_found"


def test_the_hash_is_that_of_the_file_and_changes_with_one_byte(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(TEXT + "\n", encoding="utf-8")
    assert read_standard(path).hash != read_standard(SHIPPED).hash == named().hash


# -- the files beside it -----------------------------------------------------------------------------------------------


def test_the_four_categories_name_their_ink_and_say_which_colour_is_our_choice() -> None:
    rows = tomllib.loads((RESOURCES / "categories" / "categories.toml").read_text(encoding="utf-8"))["categories"]
    assert [r["id"] for r in rows] == [c.value for c in Category]
    assert {r["id"]: (r["pantone"], r["screen"]) for r in rows} == {
        "food": ("PANTONE 2259 C", "#3B7D23"),
        "recyclable": ("PANTONE 647 C", "#236192"),
        "hazardous": ("PANTONE 485 C", "#DA291C"),
        "residual": ("PANTONE Black 7 C", "#3D3935"),
    }
    assert {r["id"]: r["screen_tag"] for r in rows}["food"] == "P"
    assert {r["pantone_tag"] for r in rows} == {"S2"}


def test_the_light_theme_shows_the_categories_in_the_approximations_named() -> None:
    rows = tomllib.loads((RESOURCES / "categories" / "categories.toml").read_text(encoding="utf-8"))["categories"]
    theme = (RESOURCES / "theme" / "light.toml").read_text(encoding="utf-8")
    short = {"food": "food", "recyclable": "recy", "hazardous": "haz", "residual": "resi"}
    for row in rows:
        assert re.search(rf'^{short[row["id"]]} = "{row["screen"]}"', theme, re.MULTILINE)


@pytest.mark.parametrize(
    "told",
    [
        lambda s: "2023-06-30" in s and "2023-09-11" in s,
        lambda s: "WTFPL" in s and "MIT" in s,
        lambda s: "统计" in s and "民政" in s,
    ],
)
def test_the_division_lists_say_where_they_come_from_under_which_licence_and_what_they_are_not(
    told: Callable[[str], bool],
) -> None:
    assert told((RESOURCES / "divisions" / "README.md").read_text(encoding="utf-8"))

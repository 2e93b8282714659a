"""Streets and communities under official codes, and the list as published."""

from auditor import wording
from auditor.division import code_of, new_community, new_street, published_divisions, spoken_name, street_code


def test_the_published_list_has_12_streets_and_171_communities() -> None:
    streets, communities = published_divisions()
    assert (len(streets), len(communities)) == (12, 171)
    assert not [p for r in (*streets, *communities) for p in r.problems()]
    assert {c.street for c in communities} == {s.code for s in streets}
    assert len({r.id for r in (*streets, *communities)}) == 183
    assert all(c.code.startswith(c.street[:9]) for c in communities)


def test_a_code_is_taken_as_typed_in_its_kept_form() -> None:
    assert code_of(" １２０１０４００６０００ ") == "120104006000"
    assert street_code("120104006") == street_code("120104006000") == "120104006000"


def test_a_code_of_other_than_twelve_digits_is_refused() -> None:
    for code in ("12010400600", "1201040060000", "12010400600a", "١٢٠١٠٤٠٠٦٠٠٠", ""):
        assert [p.code for p in new_street(code, "x").problems()] == ["division_code"]
    assert [p.code for p in new_community("120104006001", " ", "120104006000").problems()] == ["empty"]


def test_databases_that_never_met_give_a_street_one_id() -> None:
    assert new_street("120104006000", "a").id == new_street("120104006000", "b").id


def test_a_street_is_called_by_its_published_english_name_only_in_english() -> None:
    assert spoken_name("120104006000", "学府街道") == "学府街道"
    with wording.speaking("en"):
        assert spoken_name("120104006000", "学府街道") == "Xuefu Subdistrict"
        assert spoken_name("120104999000", "新街道") == "新街道"

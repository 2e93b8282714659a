"""What a person types finds a thing by code, name, address, organisation and initials, the best fit first."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.finding import RANKS, folded, found, key_of, places_found, rank, with_word
from auditor.pinyin import initials
from tests import making

NAME = "龙兴里 12-18 号楼"
KEY = with_word(key_of("06-031", NAME, "湘潭道 3 号", initials=initials(NAME)), "龙兴里物业服务中心")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("06-031", 0),
        ("０６－０３１", 0),
        ("06-0", 1),
        ("龙兴里", 2),
        ("12-18号楼", 3),
        ("湘潭道3号", 3),
        ("物业 服务", 3),
        ("LXL", 4),
        ("xl12", 5),
        ("龙兴里06", RANKS),
        ("楼湘", RANKS),
        ("zzz", RANKS),
    ],
)
def test_exact_code_start_of_code_start_of_name_words_initials(typed: str, wanted: int) -> None:
    assert rank(folded(typed), KEY) == wanted


def test_every_spelling_counts_as_initials_and_none_as_words() -> None:
    key = key_of("1", "行行大厦", initials=initials("行行大厦"))
    assert [rank(text, key) for text in ("hhds", "xxds", "xh", "ds")] == [4, 4, 4, 5]


def test_the_best_fit_comes_first_and_the_rest_keep_their_order() -> None:
    things = [("06-1", "西里"), ("06-2", "里东"), ("里", "别的"), ("06-3", "南里")]
    named = found(things, "里", lambda t: key_of(*t, initials=initials(t[1])))
    assert [t[0] for t in named] == ["里", "06-2", "06-1", "06-3"]
    assert found(things, " ", lambda t: key_of(*t)) == things


def test_streets_and_communities_are_found_by_initials() -> None:
    communities = [(c.code, c.name) for c in making.communities()]
    assert places_found([(making.STREET, "学府街道"), *communities], "xfjd") == [(making.STREET, "学府街道")]
    assert places_found(communities, "d2") == communities[1:2]


TEXTS = st.text(alphabet="龙兴重庆行A1- 　１\t\n\r", max_size=6)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_brute_force_agrees(code: str, name: str, address: str, typed: str) -> None:
    wanted, spelled = folded(typed), initials(name)
    parts = [folded(code), folded(name), folded(address)]
    fits = any(wanted in part for part in [*parts, *spelled.split()])
    key = key_of(code, name, address, initials=spelled)
    assert (rank(wanted, key) < RANKS) == fits
    assert not set(wanted) & set(string.whitespace)

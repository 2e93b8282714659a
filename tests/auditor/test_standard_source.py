"""The line of every key of a TOML text is the one a person sees it on."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import Refused
from auditor.standard_file import STANDARDS
from auditor.standard_source import Place, Source, lines_of

TEXT = '''# a note with [brackets] and "quotes"
id = "a"   # = not this
"quoted.key" = 1
words = """
[[not]]
a = "b"
"""
raw = \'C:\\\'
list = [
  1, # one
  { name = "x, ]", inner = [ [2, 3],
      4 ] },
]

[survey.planning]
a.b = 3

[[items]]
id = "one"
[[items.bands]]
id = "good"
[[items.bands]]
id = "bad"
[items.rest]
x = 2026-01-01

[[items]]
id = "two"
[[items.bands]]
id = "only"
'''

PLACES: list[tuple[Place, int]] = [
    (("id",), 2),
    (("quoted.key",), 3),
    (("words",), 4),
    (("raw",), 8),
    (("list", 1), 10),
    (("list", 2, "name"), 11),
    (("list", 2, "inner", 1, 2), 11),
    (("list", 2, "inner", 2), 12),
    (("survey", "planning", "a", "b"), 16),
    (("items", 1), 18),
    (("items", 1, "bands", 2, "id"), 23),
    (("items", 1, "rest", "x"), 25),
    (("items", 2, "id"), 28),
    (("items", 2, "bands", 1, "id"), 30),
]


@pytest.mark.parametrize(("place", "line"), PLACES, ids=str)
def test_each_key_table_and_member_has_its_line(place: Place, line: int) -> None:
    assert lines_of(TEXT)[place] == line


def test_what_is_not_there_has_the_line_of_what_it_should_stand_in() -> None:
    source = Source("a.toml", TEXT.encode())
    assert source.line("items[2].level") == 27
    assert source.line("items[2].bands[1].marks") == 29
    assert source.line("standard.number") == 1
    assert source.line("survey.deff") == 15


def places(value: object, at: Place = ()) -> set[Place]:
    """Every place that the parser of the standard library knows."""
    if isinstance(value, dict):
        inner = [((*at, key), member) for key, member in value.items()]
    elif isinstance(value, list):
        inner = [((*at, n), member) for n, member in enumerate(value, 1)]
    else:
        return {at}
    return {at for at in [at] if at}.union(*(places(member, place) for place, member in inner))


@pytest.mark.parametrize("file", sorted(STANDARDS.glob("*.toml")), ids=lambda f: f.stem)
def test_every_place_of_a_standard_that_ships_has_a_line(file: object) -> None:
    text = (STANDARDS / str(file)).read_text(encoding="utf-8")
    lines = lines_of(text)
    known = places(tomllib.loads(text))
    assert known == set(lines)
    rows = text.split("\n")
    for place in known:
        if isinstance(place[-1], str) and place[-1] not in rows[lines[place] - 1]:
            raise AssertionError(f"{place} is not on line {lines[place]}")


@given(st.lists(st.sampled_from(["x = 1\n", "# c\n", "\n", "y = '''\na\n'''\n", 'z = ["a",\n "b]"]\n']), max_size=12))
def test_lines_count_on_over_comments_and_long_values(parts: list[str]) -> None:
    text = "".join(f"[[t]]\n{part}" for part in parts)
    lines = lines_of(text)
    for n in range(1, len(parts) + 1):
        assert text.split("\n")[lines["t", n] - 1] == "[[t]]"
        assert lines["t", n] == 1 + sum(f"[[t]]\n{part}".count("\n") for part in parts[: n - 1])


@pytest.mark.parametrize(("raw", "line"), [(b"a = 1\nb = \n", 2), (b"a = 1\n\nb = '\xff'\n", 3), (b"a = [\n1,\n", 3)])
def test_what_is_no_toml_is_refused_with_its_line(raw: bytes, line: int) -> None:
    with pytest.raises(Refused) as refused:
        Source("a.toml", raw)
    assert refused.value.problems[0].facts["line"] == line

"""`estimate` on the terminal: R's numbers, exact limits, exit codes; no database is opened."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import wording
from auditor.store import Store
from ui import cli

Call = Callable[..., tuple[int, str, str]]
DATA = Path(__file__).parent.parent / "auditor" / "data"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def opener(place: str) -> Store:
        raise AssertionError(place)

    def carry_out(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(cli.parse(["estimate", *arguments], "unused"), opener)
        said = capsys.readouterr()
        return code, said.out, said.err

    return carry_out


@pytest.mark.parametrize(
    ("file", "mean", "se"),
    [("api_stratified", "662.29", "9.4089"), ("api_clustered", "644.17", "23.542"), ("fpc_toy", "5.4481", "0.616")],
)
def test_rs_examples_are_reproduced(call: Call, file: str, mean: str, se: str) -> None:
    code, out, err = call(str(DATA / f"{file}.csv"))
    assert (code, err) == (0, "")
    assert f"均值 {mean}，标准误 {se}" in out
    document = json.loads(call(str(DATA / f"{file}.csv"), "--json")[1])
    digits = len(se.partition(".")[2])
    assert f"{document['se']:.{digits}f}" == se


def test_the_toy_without_correction_is_reproduced(call: Call, tmp_path: Path) -> None:
    text = (DATA / "fpc_toy.csv").read_text(encoding="utf-8")
    bare = tmp_path / "bare.csv"
    bare.write_text("".join(f"{','.join(line.split(',')[:3] + line.split(',')[4:])}\n" for line in text.split()))
    _code, out, _err = call(str(bare), "--json")
    document = json.loads(out)
    assert (f"{document['mean']:.4f}", f"{document['se']:.4f}") == ("5.4481", "0.7413")
    assert (document["rows"], document["strata"], document["clusters"], document["df"]) == (8, 2, 8, 6)


def test_a_share_carries_its_effective_size_and_limits_as_texts(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("stratum,cluster,weight,conforming\n" + "".join(f"s,{k},1,{int(k > 1)}\n" for k in range(40)))
    code, out, _err = call(str(file), "--json")
    document = json.loads(out)
    assert code == 0
    assert list(document) == [
        *("file", "kind", "confidence", "rows", "strata", "clusters", "mean", "se", "df", "deff", "n_eff"),
        *("lower", "upper", "lower_one_sided", "upper_one_sided"),
    ]
    assert (document["kind"], document["mean"]) == ("share", 0.95)
    assert document["n_eff"] == pytest.approx(39)
    assert document["lower"] < document["lower_one_sided"] < "0.95" < document["upper_one_sided"] < document["upper"]


@pytest.mark.parametrize(("n", "lower"), [("59", "0.9504"), ("299", "0.9900")])
def test_no_failure_in_59_says_9504_and_in_299_9900(call: Call, n: str, lower: str) -> None:
    code, out, _err = call("--population", "inf", "--sample", n, "--conforming", n, "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["lower_one_sided"], document["population"]) == (lower, None)
    assert document["method"] == "clopper_pearson"


def test_a_finite_population_uses_its_exact_distribution(call: Call) -> None:
    document = json.loads(call("--population", "20", "--sample", "20", "--conforming", "13", "--json")[1])
    assert (document["lower"], document["upper"], document["method"]) == ("0.6500", "0.6500", "hypergeometric")
    code, out, _err = call("--population", "50", "--sample", "31", "--conforming", "31")
    assert code == 0
    assert "下限 0.9600" in out  # 2 of 50 may fail unseen


def test_limits_are_cut_outwards(call: Call) -> None:
    document = json.loads(call("--population", "3", "--sample", "1", "--conforming", "1", "--json")[1])
    assert (document["lower"], document["upper"]) == ("0.3333", "1.0000")
    document = json.loads(call("--population", "3", "--sample", "1", "--conforming", "0", "--json")[1])
    assert (document["lower"], document["upper"]) == ("0.0000", "0.6667")


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--sample", "3"],
        ["--sample", "3", "--conforming", "3"],
        [str(DATA / "fpc_toy.csv"), "--population", "9", "--sample", "3", "--conforming", "3"],
        [str(DATA / "fpc_toy.csv"), "--sample", "3"],
    ],
)
def test_a_wrong_call_exits_with_two_and_says_the_right_one(call: Call, wrong: list[str]) -> None:
    code, out, err = call(*wrong, "--json")
    assert (code, out) == (2, "")
    assert "--population N|inf" in err


@pytest.mark.parametrize("population", ["0", "-3", "many", "1.5"])
def test_a_population_is_a_number_from_one_or_inf(call: Call, population: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        call("--population", population, "--sample", "1", "--conforming", "1")
    assert stopped.value.code == 2


def test_what_cannot_be_is_refused_with_a_sentence(call: Call, tmp_path: Path) -> None:
    for numbers in (("10", "12", "3"), ("10", "5", "6"), ("10", "-1", "-1"), ("inf", "3", "4")):
        population, sample, conforming = numbers
        code, out, err = call("--population", population, "--sample", sample, "--conforming", conforming, "--json")
        assert (code, out) == (1, "")
        assert sample in err
    code, out, err = call(str(tmp_path / "none.csv"))
    assert (code, out) == (1, "")
    assert "none.csv" in err
    file = tmp_path / "bad.csv"
    file.write_text("stratum,cluster,weight,value\ns,1,x,1\ns,2,1,\n")
    code, out, err = call(str(file))
    assert (code, out) == (1, "")
    assert "第 2 行“weight”" in err
    assert "第 3 行“value”" in err


def test_a_mean_of_one_row_has_no_limits(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("stratum,cluster,weight,value\ns,1,1,-2.5\n")
    code, out, _err = call(str(file))
    assert code == 0
    assert "— 至 —" in out
    assert json.loads(call(str(file), "--json")[1])["lower"] is None


def test_it_answers_in_english_when_asked(call: Call) -> None:
    before = wording.language()
    try:
        wording.use("en")
        code, out, _err = call("--population", "inf", "--sample", "59", "--conforming", "59")
    finally:
        wording.use(before)
    assert code == 0
    assert "0.9504" in out

"""A csv of weighted answers is read, or refused with row, column, value and reason."""

import pytest

from auditor.errors import Refused
from auditor.refusals import explain
from auditor.weighted_csv import read_weighted

HEAD = "stratum,cluster,weight,conforming"


def read(text: str, encoding: str = "utf-8") -> list[tuple[str, str, float, float]]:
    rows, _share = read_weighted("a.csv", text.encode(encoding))
    return [(r.stratum, r.cluster, r.weight, r.value) for r in rows]


def told(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text)
    return explain(refused.value).splitlines()


def test_rows_are_read_with_or_without_the_optional_columns() -> None:
    assert read(f"{HEAD}\ns, 1 ,2.5,1\n\n,,,\ns,2,0,0\n") == [("s", "1", 2.5, 1.0), ("s", "2", 0.0, 0.0)]
    text = "note,value,weight,cluster,stratum,fpc,cluster2,fpc2\nx,-3.5,1,c,层,9,h,4\n"
    for encoding in ("utf-8-sig", "gb18030"):
        (row,), share = read_weighted("a.csv", text.encode(encoding))
        assert not share
        assert (row.stratum, row.value, row.fpc, row.cluster2, row.fpc2, row.number) == ("层", -3.5, 9, "h", 4, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["“stratum”", "“cluster”", "“weight”", "conforming"]),
        ("stratum,cluster,weight\n", ["conforming（0 或 1）和 value"]),
        (f"{HEAD},value\n", ["conforming（0 或 1）和 value"]),
        (f"{HEAD},weight\n", ["“weight”这一列出现了两次"]),
        (f"{HEAD},fpc2\n", ["“cluster2”"]),
        (f"{HEAD}\n", ["没有数据"]),
        (f"{HEAD}\ns,1,1,1\ns,,x,2\n", ["第 3 行“cluster”空着", "第 3 行“weight”：“x”", "第 3 行“conforming”：“2”"]),
        (f"{HEAD}\ns,1,-1,1\n", ["第 2 行“weight”：-1 小于 0"]),
        (f"{HEAD}\ns,1,nan,1\ns,1,inf,1\ns,1,1_0,1\n", ["“nan”", "“inf”", "“1_0”"]),
        (f"{HEAD}\ns,1,1,1,7\n", ["还有“7”"]),
        (f"{HEAD}\ns,1\n", ["“weight”空着", "“conforming”空着"]),
        (f"{HEAD},fpc\ns,1,1,1,1\ns,2,1,1,1\n", ["第 2 行“fpc”是 1，样本里却有 2 个"]),
        (f"{HEAD},fpc\ns,1,1,1,5\ns,2,1,1,6\n", ["第 3 行“fpc”是“6”，同一组前面是“5”"]),
        (f"{HEAD},fpc\ns,1,1,1,5\ns,2,1,1,\n", ["同一组前面是“5”"]),
        (f"{HEAD},fpc\ns,1,1,1,0\n", ["“fpc”是 0"]),
        (f"{HEAD},cluster2,fpc2\ns,1,1,1,a,1\ns,1,1,1,b,1\ns,2,1,1,a,1\n", ["“fpc2”是 1，样本里却有 2 个"]),
        (f"{HEAD},cluster2\ns,1,1,1\n", ["“cluster2”空着"]),
    ],
)
def test_every_bad_cell_is_told_with_its_place_and_reason(text: str, said: list[str]) -> None:
    lines = told(text)
    assert len(lines) == len(said)
    for line, part in zip(lines, said, strict=True):
        assert "a.csv" in line
        assert part in line


def test_a_file_that_is_no_text_is_refused() -> None:
    for raw in (b"PK\x03\x04\xff\xff\x00", "stratum".encode("utf-16")):
        with pytest.raises(Refused) as refused:
            read_weighted("a.csv", raw)
        assert "a.csv" in explain(refused.value)

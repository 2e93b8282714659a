"""A conflict in words: titles without a household, only what differs row by row, audits item by item."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pytest

from auditor.conflict import Conflict, conflict_of
from auditor.conflict_wording import (
    agreed_rows,
    base_text,
    field_words,
    moment_text,
    record_text,
    rows_of,
    state_word,
    station_text,
    title_of,
    value_text,
    what_text,
    who_text,
)
from auditor.field_words import field_word
from auditor.history import Standing, State, standing
from auditor.kinds import KINDS, group_of, sound
from auditor.record import Line
from tests.strategies import line

WORDS = {"s": "06-058 月环里市场", "p": "2 号点", "r": "秋季", "c": "第一社区", "i1": "公示牌", "u": "周敏"}


def of(kind: str, *bodies: dict[str, Any]) -> Conflict:
    """Edits of the first body that part ways."""

    def stand(lines: Iterable[Line]) -> Standing:
        return standing(lines, group=group_of(kind), sound=lambda body: sound(kind, body))

    first = line(kind=kind, **bodies[0])
    others = [line((first.name,), at=n, person=str(n), kind=kind, **body) for n, body in enumerate(bodies[1:], 1)]
    return conflict_of([first, *others], stand)


SITE: dict[str, Any] = {"code": "06-058", "name": "月环里市场", "community": "c", "place_type": "market"}


def test_fields_that_mean_one_thing_are_rows_of_one_group_and_equal_ones_are_not_rows() -> None:
    made = of("site", SITE, {**SITE, "since": "2026-01-01", "until": "2026-02-01"}, {**SITE, "since": "2026-01-02"})
    (period,) = made.fields
    rows = rows_of("site", period, WORDS)
    assert [(r.group, r.key, r.word, list(r.values.values()), r.base) for r in rows] == [
        ("since", "since", "启用", ["2026-01-01", "2026-01-02"], "–"),
        ("since", "until", "停用", ["2026-02-01", "–"], "–"),
    ]
    assert ("名称", "月环里市场") in agreed_rows(made, WORDS)
    assert ("社区", "第一社区") in agreed_rows(made, WORDS)
    assert what_text(made) == "2 边写的启用、停用不同"
    assert base_text(made) == "都从 2026-11-01 08:00 那一版改起"


def test_an_audit_is_compared_item_by_item() -> None:
    def audit(answer: str) -> dict[str, Any]:
        findings = {"site": {"i1": {"answer": answer}, "i2": {"answer": "pass"}}, "p": {"i1": {"answer": "pass"}}}
        return {
            "site": "s",
            "observed_at": "2026-11-20T02:00:00.000Z",
            "inspectors": "x",
            "standard": "n 1",
            "findings": findings,
        }

    made = of("audit", audit("pass"), audit("fail"), audit("not_seen"))
    (row,) = rows_of("audit", made.fields[0], WORDS)
    assert row.word == "点位 · 公示牌"
    assert list(row.values.values()) == ["不符合", "未看到"]
    assert row.base == "符合"


def test_a_visit_is_one_field_and_only_what_differs_is_shown() -> None:
    visit: dict[str, Any] = {
        "round": "r",
        "community": "c",
        "outcome": "refusal",
        "observed_at": "2026-11-20T02:00:00.000Z",
        "interviewer": "王",
        "slot": "b" * 64,
    }
    made = of("response", visit, {**visit, "outcome": "non_contact"}, {**visit, "interviewer": "李"})
    rows = rows_of("response", made.fields[0], WORDS)
    assert {r.word for r in rows} == {"访问结果", "访问人"}
    assert {r.group for r in rows} == {"whole"}
    assert field_words(made) == "整份"
    title = title_of("response", made.shown, WORDS)
    assert title == "秋季 · 第一社区 · 2026-11-20"
    assert "bbbb" not in title


@pytest.mark.parametrize(
    ("kind", "body", "title"),
    [
        ("site", SITE, "06-058 月环里市场"),
        ("assignment", {"site": "s", "organisation": "津友"}, "06-058 月环里市场 · 津友"),
        ("point", {"site": "s", "code": "2"}, "06-058 月环里市场 · 2 号点"),
        ("link", {"site": "s", "point": "p"}, "06-058 月环里市场 · 2 号点"),
        ("audit", {"site": "s", "observed_at": "2026-11-20T02:00:00.000Z"}, "06-058 月环里市场 · 2026-11-20"),
        ("correction", {"site": "s", "found": "没有公示"}, "06-058 月环里市场 · 没有公示"),
        ("completion", {"community": "c"}, "第一社区"),
        ("notice", {"prefix": "某", "year": 2026, "running": 3}, "某〔2026〕3号"),
        ("person", {"name": "周敏"}, "周敏"),
        ("audit", {"observed_at": "yesterday"}, ""),  # broken: no title, and no crash
    ],
)
def test_every_record_has_a_title(kind: str, body: dict[str, Any], title: str) -> None:
    assert title_of(kind, body, WORDS) == title


def test_every_field_of_every_kind_has_a_word() -> None:
    bare = {
        (kind, field.name)
        for kind, record in KINDS.items()
        for field in fields(record)
        if kind not in ("demonstration", "dispute") and field.name not in ("id", "version")
        if field_word(field.name, kind) == field.name
    }
    assert bare == set()


def test_who_where_and_when_are_told_truly() -> None:
    assert who_text("u", WORDS) == "周敏"
    assert who_text("nobody", WORDS) == "没有登记的人"
    assert station_text("a" * 32, "a" * 32, {}) == "本机"
    assert station_text("b" * 32, "a" * 32, {}) == "电脑 bbbb bbbb"
    assert moment_text("2026-11-20T16:30:00.000Z") == "2026-11-21 00:30"
    assert value_text("same_as", "s", WORDS) == "06-058 月环里市场"
    assert value_text("sha256", "f" * 64, {}) == "f" * 12
    assert value_text("frame", {"a": 1, "b": 2}, {}) == "2 项"
    assert value_text("observed_at", "soon", {}) == "soon"


def test_what_is_the_matter_is_said_for_every_state() -> None:
    lacking = conflict_of([line(("d" * 64,), kind="site", **SITE)], standing)
    assert what_text(lacking) == "缺 1 个上一版，还没收到"
    broken = of("site", {**SITE, "households": -1})
    assert broken.state is State.BROKEN
    assert "户数 -1" in what_text(broken)
    odd = of("site", {**SITE, "households": "many"})
    assert what_text(odd).endswith("。")
    assert record_text(odd, WORDS) == "点位 · 06-058 月环里市场"
    assert {state_word(s) for s in State} == {"没有冲突", "冲突", "不完整", "不合规则"}

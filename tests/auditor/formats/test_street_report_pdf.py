"""The street's report, read back from its PDF."""

from dataclasses import replace
from fractions import Fraction

import pytest

from auditor.chances import chances_of
from auditor.errors import Cancelled
from auditor.formats.report_register import list_sites, tally_communities
from auditor.formats.score_words import print_share
from auditor.formats.street_report_pdf import write_report
from auditor.score import score_street
from auditor.verdict import State, Verdict

from .making import EVIDENCE_ROOT, make_report
from .reading import font_names, page_texts, read_qr


def test_the_parts_stand_in_order_and_every_page_is_a_demonstration() -> None:
    pages = page_texts(write_report(make_report()))
    starts = [
        next(number for number, page in enumerate(pages) if title in page)
        for title in ("编制", "一、总览", "不符合与未知的点位", "全部40处", "三、居民户抽样调查", "四、口径与判定规则")
    ]

    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)
    assert all("演示数据" in page and f"第{number}页共{len(pages)}页" in page for number, page in enumerate(pages, 1))


def test_the_register_holds_every_site_once_and_in_order() -> None:
    report = make_report(90, 7)
    text = "".join(page for page in page_texts(write_report(report)) if "按社区、名称排列" in page)
    places = [text.index(site.name) for site in list_sites(report)]

    assert places == sorted(places)
    assert len(places) == 90
    assert text.count("（演示）物业") + text.count("没有落实责任单位") >= 90


def test_what_fails_or_is_unknown_stands_in_a_table_of_its_own_with_its_reasons() -> None:
    report = make_report(90, 7)
    text = "".join(page for page in page_texts(write_report(report)) if "不符合与未知的点位" in page)
    open_sites = [site for site in list_sites(report) if site.state is not State.CONFORMING]

    assert 0 < len(open_sites) < 90
    for site in list_sites(report):
        assert (site.name in text) is (site in open_sites)
    assert "没有见到公示牌" in text
    assert "已过期" in text


def test_the_counts_of_the_communities_add_up_to_the_sites() -> None:
    report = make_report(90, 7)
    tallies = tally_communities(report, list_sites(report))

    assert sum(tally.total for tally in tallies.values()) == 90
    assert all(tally.nonconforming + tally.unknown + tally.conforming == tally.total for tally in tallies.values())


def test_a_report_is_the_same_bytes_each_time() -> None:
    assert write_report(make_report()) == write_report(make_report())


def test_the_cover_names_the_root_by_code_and_attaches_only_what_it_says() -> None:
    bare, full = write_report(make_report()), write_report(make_report(), attachment=b"{}")

    assert read_qr(bare) == [f"SA1:RPT:20261122:{EVIDENCE_ROOT.upper()}"]
    assert "证据随附" not in page_texts(bare)[0]
    assert "证据随附" in page_texts(full)[0]


def test_a_name_that_cannot_be_drawn_is_marked_on_its_row_and_named() -> None:
    report = make_report(12, 2, names=("赵\U000323a0饺子馆", "李𬱖面馆"))
    text = "".join(page_texts(write_report(report)))

    assert "赵□饺子馆物业注" in text
    assert "码位U+323A0。" in text
    assert "李𬱖面馆" in text


def test_a_street_without_a_survey_says_so() -> None:
    text = "".join(page_texts(write_report(make_report(6, 2, surveyed=False))))

    assert "没有可用的居民户调查，知晓率、参与率未定。" in text


def test_one_failing_household_is_told_and_earlier_rounds_stand_beside() -> None:
    report = make_report(failing=1)
    text = "".join(page_texts(write_report(report)))

    sample = report.score.criteria["awareness"].sample
    assert sample is not None
    assert f"15户中符合14户，估计{print_share(Fraction(sample.estimate))}，双侧95%区间" in text
    assert "有1户不符合，未达标" in text
    assert "条形为双侧95%区间，圆点为估计值" in text
    assert "2026年6月1日封存" in text
    assert "扫码问卷214份，不是概率样本" in text


def test_what_the_sample_would_miss_is_printed_with_its_chances() -> None:
    report = make_report()
    text = "".join(page_texts(write_report(report)))
    fact = next(r for r in report.facts.rounds if r.name == "二")
    (_, first), *_, (_, third), (_, _) = chances_of(fact.parts, report.standard, "awareness")

    told = f"如果真实比例是99%，同样大小的样本“全部符合”的机会是{int(float(first) * 100)}%"
    assert f"{told}；如果真实比例是95%，机会是{int(float(third) * 100)}%" in text


def test_under_a_lower_threshold_the_bound_and_what_is_asked_of_it_are_told() -> None:
    report = make_report(60, 22, failing=1)
    rules = report.standard
    lowered = {k: replace(c, threshold=Fraction(3, 4)) for k, c in rules.criteria.items()}
    rules = replace(rules, criteria=lowered, survey=replace(rules.survey, deff=Fraction(2)))
    score, _ = score_street(report.facts, rules, report.score.on, known=report.score.known, root=report.score.root)
    assert score.criteria["awareness"].verdict is Verdict.MET
    text = "".join(page_texts(write_report(replace(report, score=score, standard=rules))))

    assert "达到要求的75%，达标。结论只对愿意作答的居民户成立" in text
    assert "下限要求75%" in text
    assert "同样大小的样本“达到75%”的机会是" in text


def test_an_empty_street_is_printed() -> None:
    text = "".join(page_texts(write_report(make_report(0, 2, surveyed=False))))

    assert "无登记" in text
    assert "没有不符合或未知的点位" in text


@pytest.mark.parametrize("name", ["体育中心街道", "嘉陵道街道", "鼓楼", "Tianta 街道", "滨海高新技术产业开发区街道"])
def test_the_cover_holds_a_short_and_a_long_name(name: str) -> None:
    report = make_report(3, 1)
    report = replace(report, score=replace(report.score, name=name))

    assert name.replace(" ", "") + "生活垃圾分类评估报告" in page_texts(write_report(report))[0]


def test_progress_is_told_up_to_the_last_site_and_a_person_may_stop_it() -> None:
    told: list[tuple[int, int]] = []
    write_report(make_report(60, 5), lambda done, total: told.append((done, total)))

    def stop(*_: int) -> None:
        raise Cancelled

    assert told[-1] == (60, 60)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    with pytest.raises(Cancelled):
        write_report(make_report(60, 5), stop)


def test_every_font_of_the_report_is_embedded() -> None:
    fonts = font_names(write_report(make_report()))

    assert all(fonts.values())
    assert not any("Helvetica" in name for name in fonts)

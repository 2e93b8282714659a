"""What is wrong in a file, as a sentence: where, what, why, and the way out."""

from auditor.errors import Problem
from auditor.form_reading import RowProblem
from auditor.wording import _


def problem_text(problem: RowProblem | Problem) -> str:
    """The sentence of one problem of a file or row, with its place in front."""
    if isinstance(problem, Problem):
        facts = dict(problem.facts)
        value, place = str(facts.get("value", "")), str(facts.get("file", ""))
        sentence = _sentences().get(problem.code, problem.code)
    else:
        facts, value, place = dict(problem.facts), problem.value, place_text(problem)
        sentence = _sentences().get(problem.code, problem.code)
        facts["column"] = problem.column
    facts["value"] = value
    text = sentence.format_map(_Facts(facts))
    return _("{place}：{text}").format(place=place, text=text) if place else text


def place_text(problem: RowProblem) -> str:
    """Where a problem stands: sheet, row, column."""
    if problem.row and problem.column:
        return _("“{sheet}”第 {row} 行“{column}”").format(sheet=problem.sheet, row=problem.row, column=problem.column)
    if problem.row:
        return _("“{sheet}”第 {row} 行").format(sheet=problem.sheet, row=problem.row)
    return _("“{sheet}”").format(sheet=problem.sheet) if problem.sheet else ""


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def _sentences() -> dict[str, str]:
    return {
        # the file
        "file_unreadable": _("文件打不开（{said}）。看文件在不在、是否正被别的程序占用，再导入。"),
        "file_type": _("这不是 xlsx 或 csv 文件，按内容判断，与文件名无关。在表格软件里另存为 xlsx 再导入。"),
        "file_old_xls": _("这是旧的 xls 格式，改名不会变成 xlsx。在表格软件里打开，另存为 xlsx 再导入。"),
        "file_password": _("文件有打开密码，读不了。在表格软件里取消密码，保存后再导入。"),
        "file_damaged": _("文件已损坏，读不完整（{said}）。在表格软件里打开，另存一份再导入。"),
        "file_too_large": _("文件展开后超过 1.5 GB。按社区分成几个文件再导入。"),
        # sheets and heads
        "no_sheet": _("没有找到要导入的表：{sheets}。用“导出空表”得到的文件填写，或把表头改成一样的。"),
        "no_heads": _("没有找到表头。表头要有：{heads}。"),
        "heads_merged": _("表头有合并单元格 {value}，分不清哪列是哪列。取消合并，每列一个表头，占一行。"),
        "column_missing": _("缺少“{column}”这一列。补上这一列再导入，列的次序不限。"),
        "column_twice": _("“{column}”与“{other}”是同一列，出现了两次。留一列。"),
        "column_person": _("“{column}”这一列像是居民个人信息，本程序不收。删掉整列再导入。"),
        "column_unknown": _("不认识“{column}”这一列，没有读。"),
        "rows_untouched": _("{n} 行只有名单，还没有填，略过。"),
        # cells
        "cell_empty": _("“{column}”空着。填上，或删掉这一行。"),
        "cells_too_many": _("最后一个表头右边还有内容，可能是逗号把一格分成了两格。把内容放回对应的列。"),
        "formula": _("“{value}”是公式，不计算。复制这一列，粘贴为数值再导入。"),
        "not_text": _("“{value}”不是文字。改成文字再导入。"),
        "code_is_date": _("表格软件把编号变成了日期 {value}。把这一列设为文本，重新填编号。"),
        "code_lost": _("表格软件把编号变成了近似数 {value}，原来的位数已经丢失。把这一列设为文本，重新填编号。"),
        "code_was_number": _("编号 {value} 存成了数字，前面若有 0 已经丢失。核对一下；以后把这一列设为文本。"),
        "zeros_lost": _("编号 {value} 存成了数字，台账里有 {held}，前面的 0 可能丢了。把这一列设为文本，写全编号。"),
        "count_not_number": _("“{value}”不是数。填整数，不带单位。"),
        "count_negative": _("{value} 是负数。填 0 或正整数。"),
        "count_fraction": _("{value} 不是整数。填整数。"),
        "count_too_large": _("{value} 超过上限 {most}。核对后改小。"),
        "degrees_unreadable": _("“{value}”不是十进制度。写成 39.108512 这样，不写度分秒。"),
        "degrees_beyond": _("“{value}”超出 ±{most} 度。纬度在前，经度在后，看看是否填反。"),
        "day_impossible": _("没有“{value}”这一天。改成真实的日期，如 2026-05-01。"),
        "day_unreadable": _("“{value}”看不出是哪一天。写成 2026-05-01 这样的日期。"),
        "time_unreadable": _("“{value}”看不出是几点。写成 14:05 这样的时间。"),
        "flag_unreadable": _("“{value}”不是“是”或“否”。填是、否，或空着。"),
        "choice_unknown": _("“{value}”不在可选的内容里。可选：{choices}。"),
        # register
        "duplicate": _("{value} 在文件里出现了两次（第 {rows} 行）。改编号，或只留一行。"),
        "community_unknown": _("社区代码 {value} 没有登记。核对 12 位代码，或先登记这个社区。"),
        "households_not_residential": _("“{place_type}”不是居住区，户数却是 {value}。户数改成 0，或改场所类型。"),
        "residential_none": _("居住区没有户数。填上户数，否则投放覆盖没有可计的户。"),
        "code_twice_held": _("台账里有 {n} 个点位都用编号 {value}，不知道改哪一个。先在台账里合并或改编号。"),
        "is_withdrawn": _("{value} 已撤回（{reason}）。先在台账里恢复，或用别的编号。"),
        "in_conflict": _("这条记录有冲突，等人处理。先处理冲突，再导入。"),
        "organisation_needed": _("有责任人、依据或日期，却没有责任单位。填上责任单位。"),
        "ends_before_start": _("结束 {until} 早于开始 {since}。改其中一个日期。"),
        "site_unknown": _("点位 {value} 不在台账里，也不在文件里。核对编号，或先登记这个点位。"),
        "site_ambiguous": _("点位编号 {value} 在几个街道都有。填上社区代码。"),
        "point_unknown": _("点位 {site} 没有投放点 {value}。核对编号，或先登记这个投放点。"),
        "refers_to_refused": _("{value} 那一行有问题，没有读进来，这一行跟着放下。先改那一行。"),
        "over_linked": _("合计 {sum} 户，多出 {over} 户：点位 {site} 只登记 {households} 户。改小，或先改户数。"),
        "over_linked_site": _("户数 {households}，已登记的服务关系合计 {sum} 户，多出 {over} 户。先改服务关系。"),
        "two_organisations": _("原来的责任单位“{held}”没有写责任止，两个单位同时在任。给原来的写上责任止。"),
        # audits
        "item_not_asked": _("这类点位不查“{column}”，却填了“{value}”。清空这一格。"),
        "item_occurrences": _("答了不符合，要写有几处：1 到 {most}。填在旁边“处”的一列。"),
        "item_band": _("要选一档，或写不适用、未看到。"),
        "item_words": _("要写评语，或写不适用、未看到。"),
        "item_not_asked_so": _("处数与答案不一致：符合就不写处数。"),
        "point_needed": _("“{column}”是投放点的项目，这一行没有投放点编号。填上投放点编号。"),
        "rows_differ": _("同一次检查的两行里，“{column}”不一样（第 {other} 行）。改成一样，或只留一个。"),
        "nothing_answered": _("一项也没有填。填上看到的，或删掉这一行。"),
        "in_future": _("日期 {value} 还没有到。改成实际的日期。"),
        "time_needed": _("日期是今天，12:00 还没有到。填上实际的时间。"),
        "administrative_needs": _("行政检查要有批准编号、通知书编号和执法证号。补上“{column}”。"),
        # responses
        "round_unknown": _("街道里没有名为“{value}”的调查轮次。核对名称。"),
        "round_twice": _("有 {n} 个轮次都叫“{value}”，不知道是哪一个。先改其中一个的名称。"),
        "round_key_gone": _("轮次“{round}”的钥匙不在本机或已销毁，认不出抽到的户。在有钥匙的电脑上导入。"),
        "site_not_in_frame": _("点位 {value} 不在轮次“{round}”的抽样框里。核对点位编号。"),
        "community_differs": _("点位 {site} 属于社区 {held}，不是 {value}。改社区代码。"),
        "slot_range": _("第 {value} 户不存在：抽样框里点位 {site} 有 {most} 户。核对序号。"),
        "slot_not_released": _("点位 {site} 第 {value} 户没有抽到，或还没有轮到替补。只访名单上的户。"),
        "slot_unknown": _("户签 {value} 不属于这个社区的抽样框。核对后再导入。"),
        "before_round": _("日期 {value} 早于轮次开始的 {since}。核对日期。"),
        "answers_without_interview": _("结果是没有访到，却填了答案。清空答案，或改结果。"),
        "vacancy_needs_basis": _("空置或不是住户要写依据：物业、水表电表或邻居。"),
        "row_twice": _("与第 {other} 行是同一户、同一时刻、同一访问人。只留一行。"),
    }

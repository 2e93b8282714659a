"""Every refusal and trouble told as a sentence: what, where, why, and the way out (LOOK 8)."""

from collections.abc import Callable, Mapping

from auditor import row_wording
from auditor.errors import Problem, Refused, Unavailable
from auditor.wording import _, pgettext


def explain(error: Refused | Unavailable) -> str:
    """What a person is told; problems one below the other."""
    if isinstance(error, Unavailable):
        return _say(error.code, error.facts)
    return "\n".join(problem_text(p) for p in error.problems)


def problem_text(problem: Problem) -> str:
    """The sentence for one problem, with the name of its field where that helps."""
    if problem.code not in _templates():
        return row_wording.problem_text(problem)
    return _say(problem.code, {"field": field_name(problem.field), **problem.facts})


def _say(code: str, facts: Mapping[str, object]) -> str:
    template = _templates().get(code)
    if template is None:
        return _("{code}（{facts}）").format(code=code, facts=", ".join(f"{k}={v}" for k, v in facts.items()))
    return template.format(**facts)


def field_name(field: str) -> str:
    """A field as forms name it."""
    names: Mapping[str, Callable[[], str]] = {
        "name": lambda: _("名称"),
        "code": lambda: _("编号"),
        "community": lambda: _("社区"),
        "street": lambda: _("街道"),
        "place_type": lambda: _("场所类型"),
        "households": lambda: _("户数"),
        "organisation": lambda: _("责任单位"),
        "inspector": lambda: _("复核人"),
        "inspectors": lambda: _("检查人"),
        "interviewer": lambda: _("访问人"),
        "observed_at": lambda: _("时间"),
        "reason": lambda: _("说明"),
        "issuer": lambda: _("签发单位"),
        "prefix": lambda: _("代字"),
        "document": lambda: _("文件"),
        "dated": lambda: _("文件日期"),
        "site": lambda: pgettext("一个", "点位"),
        "point": lambda: _("投放点"),
        "basis": lambda: _("依据"),
        "until": lambda: _("停用"),
        "since": lambda: _("启用"),
        "approval": lambda: _("批准文号"),
        "notice": lambda: _("检查通知书号"),
        "found": lambda: _("所见"),
        "due_on": lambda: _("期限"),
        "certificates": lambda: _("执法证号"),
    }
    if field in names:
        return names[field]()
    from auditor.field_words import own_word  # it asks here for the words above

    return own_word(field) or field


def _templates() -> dict[str, str]:
    return {**_of_records(), **_of_rules(), **_of_standards(), **_of_answers(), **_of_machine()}


def _of_records() -> dict[str, str]:
    return {
        "empty": _("{field}还没有填。"),
        "division_code": _("{value} 不是 12 位区划代码。"),
        "households_range": _("户数 {value} 不对：要从 0 到 {most} 的整数。"),
        "no_place_on_earth": _("坐标 {latitude}, {longitude} 不在地球上：纬度在 ±90 之内，经度在 ±180 之内。"),
        "half_a_place": _("坐标只写了一半：纬度和经度要么都写，要么都不写。"),
        "count_range": _("数量 {value} 不对：至少 1。"),
        "no_number": _("{value} 不是整数。"),
        "ends_before_start": _("停用 {until} 早于启用 {since}：改其中一个。"),
        "half_a_recheck": _("复核访问要写明属于哪次复核、重问哪一份，并且不占抽样户。"),
        "not_a_hash": _("{value} 不是文件指纹。"),
        "nothing_to_recheck": _("没有可以再看一次的点位或访问。"),
        "due_before_opened": _("期限 {value} 早于开单那天。改晚，至少是当天。"),
        "step_before": _("{value} 早于前一步的 {earlier}。按先后改。"),
        "closed_unchecked": _("还没有复查符合，不能销号。先去看一遍，记下复查。"),
        "recheck_without_audit": _("这一项有检查依据，复查要连同检查一起记。"),
        "rechecks_own": _("{value}自己做过其中 {n} 处，不能复核自己。换一个人。"),
        "correction_waits": _("这一项已有整改，{due} 到期。先办完那一条。"),
        "step_taken": _("这一步已经做过，或这条整改已经结束。看一下现在的样子。"),
        "audit_shows_nothing": _("那次检查没有记这一项符合，或后来又看到别的。不能当作复查。"),
        "closing_needs_office": _("销号由街道办或区级的人来做。在设置里换成他们记录。"),
        "notice_which": _("写一个通知单编号，或用 --corrections 指明为哪几条新开，二者选一。"),
        "no_such_code": _("这个街道没有编号 {value} 的点位。核对编号，或先登记。"),
        "not_looked": _("「{item}」还没有答。按 1 符合，2 不符合。"),
        "notice_of_several": _("一张通知单只写一个点位的整改。按点位分开开。"),
        "notice_to_several": _("这几条交给不同的单位。按单位分开开。"),
        "no_such_notice": _("没有编号 {value} 的通知单。"),
        "notice_not_one": _("编号 {value} 有几张通知单，用记录号指明：{ids}。"),
        "notice_of_nothing": _("没有要写进通知单的整改。先选至少一条。"),
        "over_linked": _("合计 {sum} 户，多出 {over} 户：这个点位只登记 {households} 户。改小，或先改户数。"),
        "not_a_moment": _("{value} 不是一个时间。"),
        "nothing_answered": _("一项都没有答，没有可保存的。"),
        "administrative_needs": _("行政检查要填{field}。"),
        "counts_impossible": _("总体 {population}，回答 {answered}，符合 {conforming}：这三个数对不上，请核对。"),
        "sites_impossible": _(
            "抽到 {drawn} 个点位共 {households} 户，社区只有 {clusters} 个点位 {population} 户：对不上，请核对。"
        ),
        "frame_sum": _("抽样框各点位合计 {sites} 户，各社区合计 {strata} 户，对不上。"),
        "planned_range": _("计划户数超出社区户数。"),
        "answers_without_interview": _("没有答成的访问不留答案。"),
        "vacancy_needs_basis": _("确认空置或不是住户，要写依据（物业、表计或邻居）。"),
        "negative": _("{value} 不能小于 0。"),
        "dated_after_close": _("文件日期 {value} 晚于 2025-12-31，不能证明 2025 目标。"),
        "outdated": _("这份记录刚才有人改过。先看现在的样子，再改。"),
        "undo_outdated": _("撤不回：这份记录后来又有人改过。要改回去，在它的修改历史里恢复那时的值。"),
        "in_conflict": _("这份记录有冲突，先处理冲突再改。"),
        "undecided": _("{field}还没有定。选一边，或写成别的。"),
        "no_such_saying": _("{field}：{value} 没有写过这一项。从列出的里面选。"),
        "not_contested": _("{field}没有冲突，不用定。要改，定好以后再改。"),
        "settled_already": _("这份记录没有要定的：已经定过，或没有冲突。"),
        "record_kind_unknown": _("本程序不认识这种记录（{value}）。更新程序再处理。"),
        "body_unreadable": _("这样定出来的记录不合规则，读不出来。换一边，或写成别的。"),
        "not_typed": _("{field}不能直接写。选一边，或到它的页面去改。"),
        "no_such_record": _("找不到这份记录（{kind} {value}）。"),
        "cannot_be_kept": _("这份记录太长，或含有不能保存的字符（{said}）。"),
        "record_unreadable": _("这份记录（{kind} {value}）不合规则，读不出来。它还留着，不计入评分。"),
        "other_kind": _("{value} 已经是另一种记录（{kind}）。"),
    }


def _of_rules() -> dict[str, str]:
    return {
        "no_such_street": _("没有登记街道 {value}。"),
        "no_such_community": _("社区 {value} 不在这个街道的名单里。"),
        "same_as_itself": _("{code} 不能和自己是同一处。"),
        "same_as_elsewhere": _("{code} 和 {other} 不在同一个街道，不能算同一处。先把其中一个改到对的街道。"),
        "same_as_withdrawn": _("{code} 已经撤回，不用再并。"),
        "same_as_circle": _("{other} 已经并到 {code}，反过来会绕成一圈。先把它们分开。"),
        "place_type_unknown": _("标准里没有场所类型 {value}。"),
        "households_not_residential": _("{place_type}没有居民户，却填了 {value} 户。户数改 0，或改场所类型。"),
        "code_taken": _("编号 {value} 已经用在「{name}」。换一个编号，或去改那个点位。"),
        "other_street": _("这个点位不在街道 {value}。"),
        "item_unknown": _("标准里没有检查项 {value}。"),
        "item_occurrences": _("「{item}」答了不符合，要写有几处（1 到 {most}）。"),
        "item_band": _("「{item}」要选一档。"),
        "item_words": _("「{item}」要写评语；没有评就答不适用或未看到。"),
        "item_not_asked_so": _("「{item}」不是这样评的：处数只用于扣分项，档只用于分档项，且要与答案一致。"),
        "in_the_future": _("{value} 还没有到（现在 {now}）。先核对电脑时间。"),
        "on_after_known": _("当日 {value} 晚于已知 {now}：当时还不知道后来的事。当日改早，或已知改晚。"),
        "past_is_read_only": _("现在看的是 {day} 当时的样子，只能看，不能改。回到今天再改。"),
        "answer_unknown": _("题目 {question} 没有选项 {value}。"),
        "correction_needs_reviewer": _("当天只有访问人 {interviewer} 能改，过后由区级复核人改。"),
        "round_closed": _("轮次「{value}」已在 {day} 结束，不再收访问。"),
        "slot_not_released": _("这一户不在已放出的抽样户里。按清单顺序访问。"),
        "slot_without_draw": _("这个轮次没有抽户，不能指明户。"),
        "recheck_open": _("{day} 抽的复核还有 {n} 处没有看。看完再抽，不能抽到合意为止。"),
        "no_site_to_recheck": _("没有评分符合的点位，没有可抽的。"),
        "no_interview_to_recheck": _("没有计入的访问，没有可抽的。"),
        "no_such_person": _("本库没有名叫 {value} 的人。"),
        "since_after_until": _("从 {since} 到 {until}：开始晚于结束。改其中一个。"),
        "no_such_flag": _("没有提示 {value}。"),
        "recheck_asked": _("这条提示已经列入复核。"),
        "recheck_by_first": _("{value}做过这里的第一次检查，不能参加复核。"),
        "not_in_recheck": _("这份访问不在这次复核里。"),
        "not_second_inspector": _("这次复核由{value}来问。"),
        "key_of_open_round": _("轮次「{value}」还没有结束，密钥还用得着。先结束它。"),
        "key_still_needed": _("轮次「{value}」的异议期到 {day} 才满，那天起才能销毁密钥。"),
        "key_destroyed": _("轮次「{value}」的密钥已在 {day} 销毁。"),
        "key_not_held": _("本库没有轮次「{value}」的密钥，不能补抽。在开这一轮的电脑上补抽。"),
        "nobody_named": _("没有写访问人。写上名字，几个人用逗号隔开。"),
        "named_twice": _("访问人「{value}」写了两次。留一个。"),
        "list_without_draw": _("轮次「{value}」没有抽户，没有名单。"),
        "list_without_key": _("本库没有轮次「{value}」的密钥，找不到它的户。到开这一轮的电脑上做。"),
        "nobody_left": _("轮次「{value}」没有还要访的户。"),
        "list_ending": _("名单写成 pdf 或 xlsx，不是「{value}」。换一个文件名。"),
        "no_such_round": _("这个街道没有叫「{value}」的轮次。"),
        "no_round_yet": _("这个街道还没有抽户的轮次。先开一轮。"),
        "household_forgotten": _("轮次「{value}」的密钥已在 {day} 销毁，谁也找不到这一户答了什么。"),
        "site_not_asked": _("轮次「{name}」的名单里没有点位 {value}。"),
        "household_range": _("「{name}」在这一轮里有 {most} 户，没有第 {value} 户。"),
        "nothing_outside": _("台账里的户都在抽样框里，没有要补抽的。"),
        "supplement_too_small": _("名单以外只有 {n} 户，分到社区不足 5 户，答了就等于署名。再多些户时一起补抽。"),
        "no_households": _("这个街道没有登记居民户，不能开轮次。先导入台账。"),
        "round_name_taken": _("已有轮次叫「{value}」。换一个名称。"),
        "round_gap": _("轮次「{name}」未达标才 {days} 天，至少隔 {least} 天才能再开。"),
        "round_open": _("轮次「{name}」还没有结束。先答完或结束它。"),
        "not_met": _("未达标，不能签发。"),
        "kind_not_issued": _("本版只签发自评结果证明，不签发 {kind}。"),
        "nothing_registered": _("{value}没有登记点位，没有可证明的。"),
        "evidence_moved_on": _("{number} 所依据的记录后来有变动，不能照原样再印。原 PDF 仍然有效。"),
        "missing_glyph": _("字体里没有 {value}，印出来会缺字，没有签发。"),
        "no_evidence": _("这个文件不是本程序签发的 PDF，或没有随附证据，不能核验。"),
        "cannot_read": _("{path} 读不下去（{said}）。U 盘拔了就插回去，再来一次；什么也没有改。"),
        "no_package": _("{file} 不是数据包。选以 .sap 结尾、由本程序写的文件。"),
        "package_damaged": _("{file} 在路上缺了一截或被改过，没有读入。回到原来的电脑再取一份。"),
        "package_newer": _("数据包的格式是 {version}，本程序认到 {known}。先更新本程序，再读入。"),
        "manifest_unreadable": _("数据包的清单读不出来（{said}），没有读入。再取一份。"),
        "signature_wrong": _("{file} 的签名不是站点 {station} 的，没有读入。问交来的人，从那台电脑再取一份。"),
        "key_of_another": _("数据包里的公钥不属于站点 {station}，没有读入。问交来的人。"),
        "member_unknown": _("数据包里有清单以外的 {name}，或少了它，没有读入。再取一份。"),
        "member_twice": _("数据包里 {name} 有两份，没有读入。再取一份。"),
        "member_altered": _("数据包里的 {name} 与清单不符，没有读入。再取一份。"),
        "package_too_big": _("数据包解开有 {what}，超过 {most}，没有读入。问交来的人。"),
        "line_not_canonical": _("数据包 {name} 第 {row} 行不合格式（{said}），整包没有读入。告诉写它的人更新程序。"),
        "lines_missing": _("数据包说有 {said} 行，里面是 {found} 行，没有读入。再取一份。"),
        "package_for_another": _("这个数据包是写给 {to} 的，不是给这里的，没有读入。原样带去。"),
        "package_demonstration": _("这是演示数据的数据包，不能并进真实的数据库。"),
        "package_into_demonstration": _("这个数据库是演示数据，不收真实的数据包。"),
        "package_of_colleague": _("这是另一台工作站 {name}（{station}）的数据包：街道之间不互收，原样带到区里。"),
        "not_enrolled": _("本机还不认得区里。先用区里给的登记包登记（enrol），核对八位标记。"),
        "package_lines_newer": _("数据包里有更新的程序写的记录（{schema}），先更新本程序再并入；本机送出照常。"),
        "station_unknown": _("{name}（{station}）还没有登记，这个数据包先留着，等区里决定人放行。"),
        "key_revoked": _("{name}（{station}）的密钥已停用，这个数据包先留着，等区里决定人放行。"),
        "no_certificate": _("还没有收件处的证书。请区里在同步页存成文件交来，再选上。"),
        "not_a_certificate": _("{value} 不是收件处的证书。请区里在同步页再存一次。"),
        "lines_of_others": _("{name}（{station}）送来别人的记录，先留着，等区里决定人放行。"),
        "kind_unknown": _("数据包第 {row} 行是本程序不认得的种类 {kind}，整包没有并入。先更新本程序。"),
        "line_newer": _("数据包第 {row} 行的格式是 {schema}，本程序认到 {known}，整包没有并入。先更新本程序。"),
        "line_misshapen": _("数据包第 {row} 行的记录号、街道或工作站不合格式，整包没有并入。问交来的人。"),
        "line_other_kind": _("数据包把 {held} 的记录 {record} 写成了 {kind}，整包没有并入。问交来的人。"),
        "line_of_another": _("数据包第 {row} 行是工作站 {station} 的，签名的是 {signer}，整包没有并入。问交来的人。"),
        "release_not_named": _("要放行，先照写送来者的名称 {name}；写的是「{value}」。"),
        "does_not_wait": _("{value} 号不是等放行的数据包。"),
        "deciders_only": _("只有区里的决定人或管理员能这样做。"),
        "sealed_to_another": _("{file} 是封给别人的，这里打不开，什么也没有改。原样带去。"),
        "bureau_vouches": _("区里的数据包本来就带全部记录，不用另装别人的。"),
        "bureau_only": _("这只能由区里来写。报给区里，由区里改了发下来。"),
        "station_not_accepted": _("工作站 {value} 还没有登记，没有装包。先收它的登记包。"),
        "station_revoked": _("{value} 的密钥已停用（{said}），没有给它装包。"),
        "no_recipient": _("还不知道对方的公钥，不能加密装包。先互相登记，或不加密。"),
        "no_station_key": _("这个数据库没有工作站密钥，不能装包，也不能登记。"),
        "not_a_key": _("{value} 不是公钥。"),
        "not_a_recipient": _("{value} 不是加密公钥。"),
        "enrolment_sealed": _("{file} 是加密的，看不到是谁。请对方不加密再装一份。"),
        "no_introduction": _("{file} 里没有工作站的自我登记，认不出是谁。请对方用 enrol 再写一份。"),
        "bureau_itself": _("这里就是区里，不用登记区里。"),
        "street_exchanged": _("本站已经装过或收过数据包，区里按这个街道认得它，不能再换。要换，用一个新的数据库登记。"),
        "another_mark": _("标记是 {mark}，写的是 {value}：不是同一家。打电话核对后再来。"),
        "sync_by_folder": _("{value} 不是文件夹，也不是收件处的地址：写共享文件夹或 https://主机:端口。"),
        "folder_file_torn": _("{file} 有 {minutes} 分钟没有再变，还是不完整。从文件夹里删掉它，对方会再写一份。"),
        "no_such_station": _("没有登记过工作站「{value}」。写标记、名称或街道代码；用 stations 看有哪些。"),
        "station_not_one": _("「{value}」有几个工作站，用标记指明：{marks}。"),
        "mark_needed": _("先打电话问区里的八位标记，再写在 --mark 后面。"),
        "enrol_needs_file": _("这里是区里：写上工作站交来的登记包，再用 --out 写给它的起始包。"),
        "key_ended": _("{value} 的密钥已停用（{said}），不再登记。请对方重装程序，用新的密钥登记。"),
        "own_key": _("这是本机自己的密钥，不能停用：停用后各街道都不再收区里的数据包。写要停用的那台的标记。"),
        "no_such_package": _("没有这个数据包：{value}。"),
        "undone_already": _("数据包 {value} 已经撤销过。"),
        "not_taken_in": _("数据包 {value} 没有带来新记录，或没有并入，没有可撤销的。"),
        "evidence_unreadable": _("随附的证据读不出来（{said}），不能核验。"),
        "standard_differs": _("随附证据所依据的标准 {value} 与本程序里的不同，不能核验。"),
        "line_altered": _("随附证据里有一行被改过：{kind} {value}。"),
        "root_differs": _("证据根对不上：写的是 {stated}，重算是 {found}。"),
        "version_differs": _("随附证据缺少记录 {value} 的所述版本。"),
        "line_not_counted": _("随附证据里多出记录 {value}。"),
        "records_differ": _("重算时计入的记录不同：{value}。"),
        "criterion_differs": _("重算的{value}与所写的不同。"),
        "score_differs": _("重算的 {value} 是 {found}，与所写的不同。"),
        "page_differs": _("页面与随附证据不一致：文件在签发后被改过，或由另一版程序签发。"),
        "set_up_already": _("这个数据库已经设置过。"),
    }


def _of_standards() -> dict[str, str]:
    return {
        "standard_not_found": _(
            "没有标准 {value}：程序里没有，数据库里也没有。把程序装全，或导入这个标准再试；记录都没有动。"
        ),
        "standard_compares": _("{value} 是对照标准，不据以签发文件。在设置里改用别的标准。"),
        "standard_held": _("{file}：标准 {value} 已经有了，内容不同。用过的标准不改：换一个更大的号数。"),
        "standard_below": _("{file}：{value} 的号数低于已有的第 {highest} 号。号数只能往上编。"),
        "standard_backdated": _("{file}：in_force_from {day} 早于它要接替的 {before}（{since}）。改晚。"),
        "standard_too_long": _("标准 {value} 太长：至多 {most} KB，一行也不能超过 48 KB。"),
        "standard_toml": _("{file} 第 {line} 行：不是 TOML（{value}）。"),
        "standard_missing": _("{file} 第 {line} 行：缺 {where}。"),
        "standard_type": _("{file} 第 {line} 行：{where} 的 {value} 应是 {kind}。"),
        "standard_ratio": _("{file} 第 {line} 行：{where} 的 {value} 不是 0 到 1 之间的分数 [分子, 分母]。"),
        "standard_factor": _("{file} 第 {line} 行：{where} 的 {value} 不是 1 或以上的分数 [分子, 分母]。"),
        "standard_marks": _("{file} 第 {line} 行：{where} 的 {value} 不是 0 到 {most} 的分值，至多一位小数。"),
        "standard_left_over": _("{file} 第 {line} 行：不认识 {where}，或在这里用不上。"),
        "standard_unknown": _("{file} 第 {line} 行：{where} 提到的 {value} 不存在。"),
        "standard_twice": _("{file} 第 {line} 行：{value} 已经用过，{where} 里不能再用。"),
        "standard_id": _("{file} 第 {line} 行：标准代号 {value} 只能用小写字母、数字和短横。"),
        "standard_criteria": _("{file} 第 {line} 行：五项标准项应按顺序写全，现在是 {value}。"),
        "standard_one_test": _("{file} 第 {line} 行：ratio 和 radius_m 要有一个，也只能有一个。"),
        "standard_keys": _("{file} 第 {line} 行：知晓率和参与率各要一个判定，现在是 {value}。"),
        "standard_bands": _("{file} 第 {line} 行：分档从高到低写，「{value}」的分值没有低于上一档。"),
        "standard_deduct": _("{file} 第 {line} 行：{where} 是 {value}：扣分在 0 和满分之间，最低分低于满分。"),
        "standard_role_method": _("{file} 第 {line} 行：检查项定出 {role}，只能全有全无，不能用 {value}。"),
        "standard_example": _("{file} 第 {line} 行：算例「{name}」写的是 {stated}，算出来是 {found}。"),
    }


def _of_answers() -> dict[str, str]:
    """A csv of weighted answers, as the command `estimate` reads it."""
    return {
        "csv_unreadable": _("{file} 不是 UTF-8 或 GB18030 的 csv 文件。另存为 csv 再试。"),
        "csv_column_missing": _("{file} 缺少“{column}”这一列。"),
        "csv_column_twice": _("{file} 里“{column}”这一列出现了两次。留一列。"),
        "csv_one_outcome": _("{file}：conforming（0 或 1）和 value（数值）两列里，要有一列，也只要一列。"),
        "csv_no_rows": _("{file} 只有表头，没有数据。"),
        "csv_too_long": _("{file} 第 {row} 行最后一列右边还有“{value}”。一格里有逗号时要加引号。"),
        "csv_empty": _("{file} 第 {row} 行“{column}”空着。填上，或删掉这一行。"),
        "csv_not_number": _("{file} 第 {row} 行“{column}”：“{value}”不是数。"),
        "csv_negative": _("{file} 第 {row} 行“{column}”：{value} 小于 0。权数从 0 起。"),
        "csv_not_flag": _("{file} 第 {row} 行“{column}”：“{value}”不是 0 或 1。"),
        "csv_differs": _("{file} 第 {row} 行“{column}”是“{value}”，同一组前面是“{other}”。同一组填同一个数。"),
        "csv_too_few": _("{file} 第 {row} 行“{column}”是 {value}，样本里却有 {drawn} 个。改成总体里的个数。"),
        "no_weight": _("权数加起来是 0，算不出均值。"),
    }


def _of_machine() -> dict[str, str]:
    return {
        "database_in_use": _("{path} 正被另一个程序使用。关掉那个窗口再开。"),
        "disk_full": _("磁盘满了，{path} 没有写入。腾出空间再按一次保存，已保存的都在。"),
        "database_unreachable": _("{path} 打不开或不能写。磁盘或 U 盘拔了就插回去，再重开程序；已保存的都在。"),
        "database_readonly": _("{path} 只能读，不能写。去掉只读或写保护再试，已保存的都在。"),
        "database_gone": _(
            "{path} 不在原处了：被删、被移走或被换掉。先别关窗口：放回原处，再保存；放不回就在设置里备份到别处。"
        ),
        "server_unreachable": _("连不上数据库服务器 {path}。"),
        "not_a_database": _("{path} 不是本程序的数据库，或已损坏。原文件没有动。"),
        "database_damaged": _("{path} 没有通过完整性检查：{said}。原文件没有动，用最近的备份恢复。"),
        "foreign_database": _("{path} 是别的程序的数据库，没有动它。"),
        "newer_database": _("{path} 由更新的程序写成（{schema}）。先更新本程序。"),
        "migration_broke_references": _("升级数据库时发现引用不全，已退回原样。"),
        "network_share": _("{path} 在网络共享上，数据库放在那里会丢数据。放到本机磁盘，用数据包交换。"),
        "synchronised_folder": _("{path} 在同步盘里，数据库放在那里会丢数据。放到本机普通文件夹。"),
        "exchange_folder": _("读不到交换文件夹 {path}（{said}）。连上共享或同步盘再来；什么也没有改。"),
        "database_moved": _(
            "这个数据库已在 {day} 搬到 {to}，这里不再装包，记了也送不出去。"
            "在那里接着做；要搬回来，从那里搬到一个新文件。"
        ),
        "move_nowhere": _("不能搬到 {path}：那就是这里，或关上就没有了。写另一个文件或地址。"),
        "move_not_empty": _("{path} 里已经有别的内容，没有动它。搬到一个新的空数据库。"),
        "move_from_faulty": _("{path} 核对不一致，没有搬：{said}。先用 rebuild 重建索引，或用备份恢复。"),
        "move_differs": _("搬到 {path} 的与这里不一致，这里照常可用，那边不要用。{said}"),
        "move_overtaken": _("搬的时候 {path} 又有人写了，这里照常可用。大家都关上后，搬到一个新的空数据库。"),
        "no_folder": _("没有文件夹 {path}。"),
        "not_a_picture": _("{path} 不是能读的图片（{said}）。"),
        **_of_photos(),
        **_of_inbox(),
        "is_folder": _("{path} 是文件夹，不是数据库文件。"),
        "no_postgres_driver": _("这台电脑没有装 PostgreSQL 驱动。"),
        "sqlite_too_old": _("SQLite {version} 太旧，可能丢数据；要 3.51.3 以上。"),
        "backup_by_server": _("PostgreSQL 数据库由服务器备份（pg_dump）。"),
        "backup_differs": _("备份与原库不一致，{path} 没有留下。"),
        "no_copy_before_merge": _("并入以前要先备份，备份没有做成，所以什么也没有并入。{said}"),
        "no_room_for_copy": _("备份要 {need} MB，{path} 的磁盘只剩 {free} MB，没有写。腾出空间再试，已保存的都在。"),
        "no_copy_folder": _("备份文件夹 {path} 不在。插上 U 盘，或在设置里换一个文件夹；先前的备份都没有动。"),
        "copy_in_use": _("{path} 正被打开，或没有正常关上。先用本程序打开再关上它，然后恢复。"),
        "copy_not_whole": _("{path} 核对不一致，没有恢复，原来的数据库没有动。{said}"),
        "restores_itself": _("{path} 就是现在的数据库，没有可恢复的。选一份备份。"),
        "file_exists": _("{path} 已经存在，没有覆盖。换一个名字。"),
        "no_file": _("没有文件 {path}。"),
        "ending_unknown": _("{value}：只能写成 xlsx、csv 或 json。"),
        "demonstration_size": _("没有大小 {value}，有：{sizes}。"),
        "place_unwritable": _("写不了 {path}：{said}"),
        "cannot_write": _("写不了 {path}：{said}"),
    }


def _of_inbox() -> dict[str, str]:
    return {
        "cannot_listen": _("不能在 {address} 收数据包（{said}）。换一个地址或端口，或关掉占用它的程序。"),
        "challenge_stale": _("登录用的口令过期或已用过。再来一次。"),
        "not_that_station": _("签名不是所说工作站的，没有放行。再来一次；还不行就请区里重新登记这台电脑。"),
        "pass_stale": _("登录已过期。再来一次。"),
        "inbox_revoked": _("这个工作站（{station}）的密钥已被区里停用，不再收发。问区里。"),
        "inbox_stranger": _("区里还没有登记工作站 {station}：可以交数据包，不能取。请区里登记这台电脑。"),
        "no_such_address": _("收件处没有这个文件。再同步一次。"),
        "photo_not_wanted": _("区里不要这张照片：没有记录提到它，已经有了，或已删去。不用再传。"),
        "inbox_words": _("收件处读不懂这个请求。更新程序再试。"),
        "inbox_large": _("文件有 {size} 字节，收件处至多收 {most} 字节。用 U 盘交，或少带照片再打包。"),
        "upload_differs": _("传到的内容与文件指纹不符，已丢掉。再传一次。"),
        "inbox_two_at_once": _("同一个文件正从另一个连接传来。等它传完。"),
        "inbox_too_many": _("没有传完的文件太多（{n} 个）。先传完它们。"),
        "inbox_busy": _("收件处正忙。过一会儿再来。"),
        "inbox_full": _("收件处的磁盘满了。已传到的部分还在，请区里腾出空间再接着传。"),
        "inbox_broke": _("区里的程序读这个数据包时出错，数据包留在区里。更新区里的程序，重开后会再读一次。"),
        "inbox_of_bureau": _("收件处开在区里的数据库上，这里是一个街道的。"),
        "inbox_waits": _("已到区里，还没有并入：要区里的人放行。记录留在原来的电脑上，不要删。"),
        "inbox_undone": _("区里并入以后又撤销了。问区里。"),
        "inbox_turned_away": _("区里看过，不收这个数据包。记录留在原来的电脑上，问区里。"),
        "inbox_newer": _("区里的程序比写包的旧，没有并入。请区里更新程序，再交一次。"),
        "inbox_unreachable": _("连不上收件处 {address}（{said}）。看看网线和地址，再同步会接着传；也可用 U 盘交。"),
        "inbox_other": _("{address} 出示的证书不是区里的，什么也没有传。不要继续，先打电话给区里核对。"),
        "inbox_later": _("收件处 {address} 现在不收（{said}）。过一会儿再同步，会接着传。"),
        "inbox_full_there": _("收件处 {address} 的磁盘满了。已传到的部分还在，请区里腾出空间再同步；也可用 U 盘交。"),
        "inbox_words_unknown": _("{address} 的回答不是收件处的。核对地址，或更新程序。"),
        "inbox_shut": _("收件处 {address} 没有放行：{said}"),
        "inbox_said": _("收件处 {address}：{said}"),
        "inbox_in_turn": _("数据包已到收件处 {address}，还没有轮到它。下次同步再看回执。"),
        "inbox_itself": _("这里是区里的数据库：在这里开收件处，由工作站来交。"),
        "no_inbox_address": _("{value} 不是收件处的地址：写 https://主机:端口。"),
        "no_fingerprint": _("{value} 不是证书指纹：要 64 位十六进制数字，向区里打电话问。"),
        "certificate_unknown": _(
            "还不知道 {address} 的证书，什么也没有传。打电话问区里证书指纹，用 --certificate 写上。"
        ),
        "starter_fetched": _("区里的包已取到 {path}，没有并入：本机还不认得区里。电话核对标记，用 enrol 登记。"),
        "waiting_full": _(
            "没有登记或密钥已停用的工作站已有 {n} 个数据包（{size} 字节）等着放行，不再收。区里先登记或不收，再交。"
        ),
    }


def _of_photos() -> dict[str, str]:
    return {
        "photo_heic": _("{path} 是 HEIC 照片，读不了。把手机相机改成 JPEG（兼容性最佳）再拍，或另存为 JPEG 再加。"),
        "photo_unreadable": _("{path} 不是能读的照片。改存为 JPEG 或 PNG 再加。"),
        "photo_broken": _("{path} 没有传完整或已损坏。从相机重新拷一份再加。"),
        "photo_too_large": _("{path} 像素太多，没有打开。在相机里把照片改小（5000 万像素以内），或缩小再加。"),
        "photo_gone": _("{path} 读不到了，可能卡已拔出。插回去再加一次，已加的不会重复。"),
        "photo_folder_gone": _("读不到文件夹 {path}。看看卡或 U 盘还在不在，插好再加。"),
        "photo_missing": _("照片文件不在：{path}。把照片文件夹放回原处，或再加一次同一张照片。"),
        "photo_differs": _("照片文件 {path} 的内容变了，没有动它。把它移走，再加一次同一张照片，或从备份拿回。"),
        "photo_not_kept": _("{path} 写入后读回来不一样，没有留下。检查磁盘再试。"),
        "photo_erased": _("{path} 已经删去（{reason}），不再收。"),
        "photo_replaced": _("{path} 是涂掉以前的样子，已经换成涂过的，不再收。"),
        "photo_covered_missing": _("{path} 涂过，涂过的文件不在，不能用没涂的顶替。从备份拿回照片文件夹。"),
        "photo_erased_already": _("这张照片已经删去。"),
        "photos_need_street": _("导入照片要写 --street（街道代码）。"),
        "no_such_site": _("这个街道没有编号为 {value} 的点位。"),
        "nothing_covered": _("还没有画要涂掉的地方。"),
    }

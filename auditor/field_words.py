"""The fields of records as a person reads them: what a field is called, and what stands in it."""

from collections.abc import Callable, Mapping

from auditor.cells import degrees_text
from auditor.reasons import category_name
from auditor.refusals import field_name
from auditor.site import Category
from auditor.wording import _, listed, ngettext, number

Names = Mapping[str, Mapping[str, str]]  # by field, what its values are called


def field_word(key: str, kind: str = "") -> str:
    """A field as forms and histories call it; with the kind of record where one word means two things."""
    special = _OF_KIND.get(kind, {})
    return special[key]() if key in special else own_word(key) or field_name(key)


def own_word(key: str) -> str:
    """The word of a field that refusals have no word for; "" for others."""
    return next((words[key]() for words in (_REGISTER, _VISITS, _STEPS, _DOCUMENTS) if key in words), "")


Words = Mapping[str, Callable[[], str]]
_OF_KIND: Mapping[str, Words] = {
    "correction": {"notice": lambda: _("整改通知单"), "recheck": lambda: _("复查的检查")},
    "round": {"closed_on": lambda: _("结束"), "name": lambda: _("轮次")},
    "person": {"name": lambda: _("姓名")},
    "station": {
        "key": lambda: _("公钥"),
        "office": lambda: _("街道"),
        "bureau": lambda: _("区级的工作站"),
        "recipient": lambda: _("加密公钥"),
        "revoked": lambda: _("吊销"),
        "certificate": lambda: _("收件口证书"),
    },
}
_REGISTER: Words = {
    "address": lambda: _("地址"),
    "note": lambda: _("备注"),
    "latitude": lambda: _("纬度"),
    "longitude": lambda: _("经度"),
    "same_as": lambda: _("同一处"),
    "withdrawn": lambda: _("撤回"),
    "officer": lambda: _("负责人"),
    "containers": lambda: _("容器"),
    "alternative": lambda: _("备用投放点"),
    "name_en": lambda: _("英文名称"),
    "office": lambda: _("办公地址"),
    "edition": lambda: _("区划版本"),
    "role": lambda: _("角色"),
    "whole": lambda: _("整份"),
}
_VISITS: Words = {
    "findings": lambda: _("检查结果"),
    "standard": lambda: _("标准"),
    "visit": lambda: _("检查方式"),
    "source": lambda: _("来源"),
    "recheck": lambda: _("复核"),
    "round": lambda: _("轮次"),
    "outcome": lambda: _("访问结果"),
    "answers": lambda: _("答案"),
    "seconds": lambda: _("用时（秒）"),
    "slot": lambda: _("户签"),
    "part": lambda: _("抽样部分"),
    "repeats": lambda: _("重问哪一份"),
    "mode": lambda: _("逐户或抽样"),
    "method": lambda: _("方式"),
    "key_hash": lambda: _("密钥指纹"),
    "frozen_on": lambda: _("冻结日期"),
    "frame": lambda: _("抽样框"),
    "strata": lambda: _("样本计划"),
    "supplements": lambda: _("补抽"),
    "key_destroyed_on": lambda: _("密钥销毁"),
    "subject": lambda: _("复核什么"),
    "drawn_on": lambda: _("抽取日期"),
    "drawn_at": lambda: _("抽取时间"),
    "drawn": lambda: _("抽中"),
}
_STEPS: Words = {
    "unit": lambda: _("部位"),
    "item": lambda: _("检查项"),
    "audit": lambda: _("现场检查"),
    "correction": lambda: _("整改"),
    "asked": lambda: _("要求"),
    "recipient": lambda: _("整改单位"),
    "opened_on": lambda: _("开单日期"),
    "due_reason": lambda: _("改期原因"),
    "follows": lambda: _("接着哪一条"),
    "fixed_on": lambda: _("已改日期"),
    "fixed_note": lambda: _("已改说明"),
    "rechecked_on": lambda: _("复查日期"),
    "passed": lambda: _("复查符合"),
    "recheck_note": lambda: _("复查说明"),
    "closed_on": lambda: _("销号日期"),
    "closed_note": lambda: _("销号说明"),
    "sha256": lambda: _("照片文件"),
    "caption": lambda: _("说明"),
    "likeness": lambda: _("画面指纹"),
    "taken_at": lambda: _("拍摄时间"),
    "original": lambda: _("原文件"),
    "before": lambda: _("处理前的文件"),
    "erased": lambda: _("删去原因"),
}
_DOCUMENTS: Words = {
    "kind": lambda: _("文件种类"),
    "year": lambda: _("年份"),
    "running": lambda: _("序号"),
    "issued_on": lambda: _("签发日期"),
    "inspected_on": lambda: _("检查日期"),
    "score": lambda: _("评分"),
    "evidence_root": lambda: _("证据根"),
    "status": lambda: _("完成情况"),
    "entered_on": lambda: _("记录日期"),
    "lines": lambda: _("内容"),
    "photos": lambda: _("照片"),
    "number": lambda: _("号数"),
    "in_force_from": lambda: _("施行日期"),
    "text": lambda: _("正文"),
    "parts": lambda: _("共几段"),
    "flag": lambda: _("提示种类"),
    "flag_id": lambda: _("提示"),
    "list_hash": lambda: _("名单指纹"),
    "population": lambda: _("总数"),
    "seed": lambda: _("种子"),
    "demonstration": lambda: _("演示数据"),
    "site_name": lambda: _("点位名称"),
    "street_name": lambda: _("街道名称"),
    "closed_sites": lambda: _("停用或撤回的点位"),
    "closed_conforming": lambda: _("其中原来符合"),
    "closed_unknown": lambda: _("其中原来未知"),
}


def value_word(key: str, value: object, names: Names) -> str:
    """A value as a person reads it; – for none."""
    if value in (None, "", {}):
        return "–"
    if key in names:
        return names[key].get(str(value), str(value))
    if key == "containers" and isinstance(value, Mapping):
        return listed(_container(name, held) for name, held in value.items())
    if key in ("latitude", "longitude") and isinstance(value, int):
        return degrees_text(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return number(value) if isinstance(value, int) else str(value)


def _container(name: str, held: object) -> str:
    known = name in set(Category)
    said = category_name(name) if known else name
    if not isinstance(held, Mapping):
        return said
    count, litres = held.get("count", 1), held.get("litres", 0)
    many = ngettext("{n} 个", "{n} 个", count).format(n=count) if count != 1 or litres else ""
    size = _("{n} 升").format(n=litres) if litres else ""
    return " ".join(part for part in (said, many, size) if part)


def change_word(key: str, before: object, after: object, names: Names) -> str:
    """One difference: 户数 408 → 412. A note is only named: it may be long."""
    if key == "note":
        return field_word(key)
    return f"{field_word(key)} {value_word(key, before, names)} → {value_word(key, after, names)}"

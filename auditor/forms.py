"""The table forms as data: which sheets and columns a register, audits or responses file has, with worked examples.

Heads are accepted in Chinese, in English and as ids. Every text stands in both languages, as in a standard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from auditor.audit import Answer, Visit
from auditor.cells import folded
from auditor.checklist import MOST_OCCURRENCES
from auditor.site import Category
from auditor.standard import Item, Standard
from auditor.survey import Outcome
from auditor.wording import named

EXAMPLE, NOTES, CONTROL = ("示例", "Example"), ("说明", "Notes"), ("核对", "Control")
FIELD_LIST = ("名单", "Field list")


class Kind(StrEnum):
    """How a column's cells are read and written."""

    CODE = "code"
    TEXT = "text"
    COUNT = "count"
    DAY = "day"
    TIME = "time"
    FLAG = "flag"
    CHOICE = "choice"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a CHOICE column takes, with further spellings that are understood."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """In the language spoken."""
        return named(self.zh, self.en)


@dataclass(frozen=True)
class Column:
    """One column. `needed`: its head must be there and its cells filled. `most` bounds a COUNT."""

    id: str
    zh: str
    en: str
    kind: Kind
    about: str = ""
    about_en: str = ""
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    also: tuple[str, ...] = ()
    most: int = 100_000

    @property
    def head(self) -> str:
        """In the language spoken."""
        return named(self.zh, self.en)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Every spelling of the head that is accepted, folded."""
        return frozenset(folded(x) for x in (self.id, self.zh, self.en, *self.also) if x)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Folded spellings of its choices -> ids; an id is understood before a text, a text before a number."""
        found: dict[str, str] = {}
        for spelling in (lambda c: (c.id,), lambda c: (c.zh, c.en), lambda c: c.also):
            for choice in self.choices:
                for text in spelling(choice):
                    if text:
                        found.setdefault(folded(text), choice.id)
        return found


@dataclass(frozen=True)
class SheetForm:
    """One sheet: its columns, and example rows by column id.

    `prepared` are the columns that a field list comes with: a row with nothing beside them was not filled in.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, object], ...] = ()
    prepared: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """In the language spoken."""
        return named(self.zh, self.en)

    def column(self, name: str) -> Column:
        """The column of an id; KeyError if there is none."""
        return next((c for c in self.columns if c.id == name), None) or _missing(name)


def _missing(name: str) -> Column:
    raise KeyError(name)


@dataclass(frozen=True)
class Form:
    """One file. `no_person`: a column for a resident's name, telephone or door is refused by name."""

    id: str
    zh: str
    en: str
    sheets: tuple[SheetForm, ...]
    no_person: bool = False


_COMMUNITY = Column(
    "community",
    "社区代码",
    "Community code",
    Kind.CODE,
    "12 位统计用区划代码",
    "12-digit statistical division code",
    needed=True,
)
_DAY_ABOUT = ("日期，如 2026-05-01；空着表示不限", "Date such as 2026-05-01; empty means open")


def _period(prefix: str = "", zh: tuple[str, str] = ("启用", "停用"), en: str = "In use") -> tuple[Column, Column]:
    return (
        Column(f"{prefix}since", zh[0], f"{en} from", Kind.DAY, *_DAY_ABOUT),
        Column(f"{prefix}until", zh[1], f"{en} until", Kind.DAY, *_DAY_ABOUT),
    )


CATEGORY_NAMES = {
    Category.FOOD: ("厨余垃圾", "Food waste"),
    Category.RECYCLABLE: ("可回收物", "Recyclables"),
    Category.HAZARDOUS: ("有害垃圾", "Hazardous waste"),
    Category.RESIDUAL: ("其他垃圾", "Residual waste"),
}


def _site_column(zh: str = "点位编号", en: str = "Site code", name: str = "site", *, needed: bool = True) -> Column:
    return Column(name, zh, en, Kind.CODE, "台账里的点位编号", "The site's code in the register", needed=needed)


def _coordinates() -> tuple[Column, Column]:
    """Where a site is, as a hint of who is near; maps sold in China show another datum, hundreds of metres off."""
    about = "十进制度，如 39.108512；WGS-84（手机、GPS 读数）。高德、腾讯地图的坐标是 GCJ-02，偏几百米，先换算"
    about_en = "Decimal degrees such as 39.108512, WGS-84 (GPS). Amap, Tencent: GCJ-02, hundreds of metres off"
    like, like_en = "同上，如 117.165204", "Likewise, such as 117.165204"
    return (
        Column("latitude", "纬度", "Latitude", Kind.DEGREES, about, about_en, most=90),
        Column("longitude", "经度", "Longitude", Kind.DEGREES, like, like_en, most=180),
    )


def register_form(standard: Standard) -> Form:
    """The register (台账): sites, placement points, service links, and further responsible organisations."""
    places = tuple(Choice(p.id, p.name, p.name_en) for p in standard.place_types.values())
    first = next((p for p in standard.place_types.values() if p.residential), None)
    other = next((p for p in standard.place_types.values() if not p.residential), first)
    organisation = (
        Column("organisation", "责任单位", "Responsible organisation", Kind.TEXT, "管理责任人", "Who is responsible"),
        Column(
            "officer",
            "责任人",
            "Officer",
            Kind.TEXT,
            "单位联系人，不是居民",
            "The organisation's contact, never a resident",
            also=("单位联系人", "责任人（单位联系人）"),
        ),
        Column("basis", "落实依据", "Basis of assignment", Kind.TEXT, "合同、公告等", "Contract, notice …"),
        *_period("assigned_", ("责任起", "责任止"), "Responsible"),
    )
    sites = SheetForm(
        "sites",
        "点位",
        "Sites",
        (
            _COMMUNITY,
            Column(
                "code",
                "点位编号",
                "Site code",
                Kind.CODE,
                "街道内不重复；重新导入时按它认出点位",
                "Unique in the street; a site is recognised by it when imported again",
                needed=True,
                also=("site",),
            ),
            Column("name", "名称", "Name", Kind.TEXT, "原样保存", "Kept as typed", needed=True, also=("点位名称",)),
            Column(
                "place_type",
                "场所类型",
                "Place type",
                Kind.CHOICE,
                "从列表里选",
                "Chosen from the list",
                needed=True,
                choices=places,
            ),
            Column(
                "households",
                "户数",
                "Households",
                Kind.COUNT,
                "整数；只有居住区有户数",
                "A whole number; only residential sites have households",
            ),
            Column("address", "地址", "Address", Kind.TEXT),
            *_coordinates(),
            *_period(),
            *organisation,
            Column("note", "备注", "Note", Kind.TEXT),
        ),
        (
            {
                "community": "120104006001",
                "code": "06-001",
                "name": "示例小区",
                "place_type": first.id if first else "",
                "households": 412,
                "address": "示例路 1 号",
                "since": "2023-05-01",
                "organisation": "示例物业服务企业",
                "officer": "示例联系人",
                "basis": "物业服务合同",
                "assigned_since": "2025-01-01",
            },
            {
                "community": "120104006001",
                "code": "06-002",
                "name": "示例办公楼",
                "place_type": other.id if other else "",
                "address": "示例路 2 号",
                "organisation": "示例单位",
                "assigned_since": "2025年3月1日",
            },
        ),
    )
    containers = tuple(
        Column(c.value, zh, en, Kind.COUNT, "容器个数", "Number of containers", most=1000, also=(zh[:2], zh + "容器"))
        for c, (zh, en) in CATEGORY_NAMES.items()
    )
    points = SheetForm(
        "points",
        "投放点",
        "Placement points",
        (
            replace(_site_column("所在点位编号", "Standing at site"), also=("点位编号", "Site code")),
            Column(
                "code",
                "投放点编号",
                "Point code",
                Kind.CODE,
                "点位内不重复",
                "Unique within its site",
                needed=True,
                also=("point",),
            ),
            Column("name", "名称", "Name", Kind.TEXT, also=("投放点名称",)),
            *containers,
            *_period(),
        ),
        (
            {"site": "06-001", "code": "1", "name": "东门", "food": 2, "residual": 2, "recyclable": 1, "hazardous": 1},
            {"site": "06-002", "code": "1", "name": "后院", "recyclable": 1, "residual": 1},
        ),
    )
    links = SheetForm(
        "links",
        "服务关系",
        "Service links",
        (
            replace(_site_column("点位编号", "Site served"), also=("Site code",)),
            _site_column("投放点所在点位编号", "Point's site", "point_site", needed=False),
            Column("point", "投放点编号", "Point code", Kind.CODE, "", "", needed=True),
            Column(
                "households",
                "户数",
                "Households",
                Kind.COUNT,
                "由该投放点服务的户数；各行合计不超过点位户数；非居住点位填 0",
                "Households served by the point; together at most the site's; 0 for sites that are not residential",
            ),
            Column("alternative", "备选", "Alternative", Kind.FLAG, "是：只记，不计数", "Yes: noted, not counted"),
            *_period(),
        ),
        (
            {"site": "06-001", "point": "1", "households": 300},
            {"site": "06-002", "point": "1", "households": 0},
        ),
    )
    further = SheetForm(
        "assignments",
        "其他责任单位",
        "Further organisations",
        (_site_column(), *(replace(c, needed=c.id == "organisation") for c in organisation)),
    )
    return Form("register", "台账", "Register", (sites, points, links, further))


ANSWERS = (
    Choice(Answer.PASS, "符合", "Conforming", ("1", "√", "是", "pass")),
    Choice(Answer.FAIL, "不符合", "Nonconforming", ("2", "×", "否", "fail")),
    Choice(Answer.NOT_APPLICABLE, "不适用", "Not applicable", ("3",)),
    Choice(Answer.NOT_SEEN, "未看到", "Not seen", ("4",)),
)
VISITS = (
    Choice(Visit.PUBLIC, "公共区域或居住区", "Public area or residential", ("检查",)),
    Choice(Visit.SELF_CHECK, "单位自查", "Self-check by the unit", ("自查",)),
    Choice(Visit.ADMINISTRATIVE, "行政检查", "Administrative inspection"),
)
OUTCOMES = (
    Choice(Outcome.COMPLETE, "完成", "Complete", ("完成访问",)),
    Choice(Outcome.PARTIAL, "中途停止", "Partial"),
    Choice(Outcome.REFUSAL, "拒访", "Refusal", ("拒绝",)),
    Choice(Outcome.NON_CONTACT, "没人在家", "Non-contact", ("无人在家",)),
    Choice(Outcome.VACANT, "确认空置", "Vacant", ("空置",)),
    Choice(Outcome.NOT_RESIDENTIAL, "不是住户", "Not residential"),
)
BASES = (
    Choice("manager", "物业", "Property manager", ("物业人员",)),
    Choice("meter", "水表电表", "Meter", ("水表", "电表")),
    Choice("neighbour", "邻居", "Neighbour"),
)


def _moment() -> tuple[Column, Column]:
    return (
        Column("day", "日期", "Date", Kind.DAY, "如 2026-05-01", "Such as 2026-05-01", needed=True),
        Column("time", "时间", "Time", Kind.TIME, "如 14:05；空着按 12:00", "Such as 14:05; empty means 12:00"),
    )


NOT_GRADED = tuple(c for c in ANSWERS if c.id in (Answer.NOT_APPLICABLE.value, Answer.NOT_SEEN.value))
OCCURRENCES = "_occurrences"  # put to an item's id: the column beside its answer


def _item_columns(item: Item) -> tuple[Column, ...]:
    """The columns of an item: its answer, or its grade; how often it was wrong; what was written."""
    if item.method == "written":
        about = ("写评语；或写不适用、未看到", "Words; or: not applicable, not seen")
        return (Column(item.id, item.name, item.name_en, Kind.TEXT, *about),)
    if item.method == "bands":
        bands = tuple(Choice(b.id, b.name, b.name_en, (str(n),)) for n, b in enumerate(item.bands, 1))
        rest = tuple(Choice(c.id, c.zh, c.en) for c in NOT_GRADED)
        about = ("、".join(f"{c.zh}" for c in (*bands, *rest)), ", ".join(f"{c.en}" for c in (*bands, *rest)))
        return (Column(item.id, item.name, item.name_en, Kind.CHOICE, *about, choices=(*bands, *rest)),)
    answers = "、".join(f"{c.zh} {c.also[0]}" for c in ANSWERS)
    answers_en = ", ".join(f"{c.en} {c.also[0]}" for c in ANSWERS)
    answer = Column(item.id, item.name, item.name_en, Kind.CHOICE, answers, answers_en, choices=ANSWERS)
    if item.method != "deduct":
        return (answer,)
    about = (f"不符合时写有几处，1 到 {MOST_OCCURRENCES}", f"How many where it fails, 1 to {MOST_OCCURRENCES}")
    heads = (f"{item.name}（处）", f"{item.name_en} (how many)")
    return answer, Column(item.id + OCCURRENCES, *heads, Kind.COUNT, *about, most=MOST_OCCURRENCES)


def audits_form(standard: Standard) -> Form:
    """Site audits (现场检查): a row for each site and point of a visit, a column for each item of the checklist."""
    items = tuple(column for item in standard.items for column in _item_columns(item))
    first = {i.id: i.bands[0].id if i.bands else Answer.PASS.value for i in standard.items}
    first |= {i.id: "尚可" for i in standard.items if i.method == "written"}
    columns = (
        replace(_COMMUNITY, needed=False),
        _site_column(),
        _site_column("投放点所在点位编号", "Point's site", "point_site", needed=False),
        Column(
            "point",
            "投放点编号",
            "Point code",
            Kind.CODE,
            "空着：这一行说的是点位本身",
            "Empty: the row is about the site itself",
        ),
        *_moment(),
        Column("inspectors", "检查人", "Inspectors", Kind.TEXT, needed=True),
        Column("visit", "检查方式", "Kind of visit", Kind.CHOICE, "空着按公共区域或居住区", "", choices=VISITS),
        *items,
        Column("note", "备注", "Note", Kind.TEXT),
        Column("approval", "批准编号", "Approval number", Kind.TEXT, "行政检查必填", "For administrative inspections"),
        Column("notice", "通知书编号", "Notice number", Kind.TEXT, "行政检查必填", "For administrative inspections"),
        Column("certificates", "执法证号", "Certificates", Kind.TEXT, "行政检查必填", "For administrative inspections"),
    )
    visit = {"day": "2026-05-06", "time": "09:30", "inspectors": "示例检查员"}
    at_site = {i.id: first[i.id] for i in standard.items if i.level == "site" and not i.place_types}
    at_point = {i.id: first[i.id] for i in standard.items if i.level == "point" and not i.place_types}
    examples = ({"site": "06-001", **visit, **at_site}, {"site": "06-001", "point": "1", **visit, **at_point})
    return Form(
        "audits", "现场检查", "Site audits", (SheetForm("audits", "现场检查", "Site audits", columns, examples),)
    )


def responses_form(standard: Standard) -> Form:
    """Interviews (入户调查): a row for each visit to a drawn household. It has no column for a person."""
    said = [x for q in standard.questions for x in (q.short, q.short_en, q.text, q.text_en)]
    questions = tuple(
        Column(
            q.id,
            f"{q.id} {q.short}",
            f"{q.id} {q.short_en}",
            Kind.CHOICE,
            f"{q.text} " + "；".join(f"{n} {o.text}" for n, o in enumerate(q.options, 1)),
            f"{q.text_en} " + "; ".join(f"{n} {o.text_en}" for n, o in enumerate(q.options, 1)),
            choices=tuple(Choice(o.id, o.text, o.text_en, (str(n),)) for n, o in enumerate(q.options, 1)),
            also=tuple(x for x in (q.short, q.short_en, q.text, q.text_en) if said.count(x) == 1),
        )
        for q in standard.questions
    )
    columns = (
        Column("round", "轮次", "Round", Kind.TEXT, "调查轮次的名称", "The round's name", needed=True),
        _COMMUNITY,
        _site_column(needed=False),
        Column("k", "第几户", "Household no.", Kind.COUNT, "抽到的序号，不是门牌", "As drawn, not the door number"),
        Column("slot", "户签", "Slot", Kind.CODE, "导出文件里的户签；填了就不看点位编号和第几户", "From an export"),
        *_moment(),
        Column("interviewer", "访问人", "Interviewer", Kind.TEXT, needed=True),
        Column("outcome", "结果", "Outcome", Kind.CHOICE, "、".join(c.zh for c in OUTCOMES), "", True, OUTCOMES),
        Column("seconds", "用时秒", "Seconds", Kind.COUNT, "访问用时，秒", "Length of the interview", most=86_400),
        Column(
            "basis", "依据", "Basis", Kind.CHOICE, "空置或不是住户时必填", "For vacant, not residential", False, BASES
        ),
        *questions,
    )
    example = {
        "round": "示例轮次",
        "community": "120104006001",
        "site": "06-001",
        "k": 17,
        "day": "2026-05-06",
        "time": "19:20",
        "interviewer": "示例访问员",
        "seconds": 240,
    }
    examples = (
        {**example, "outcome": "complete", **{q.id: q.options[0].id for q in standard.questions if q.options}},
        {**example, "k": 18, "outcome": "non_contact", "seconds": 0},
    )
    prepared = frozenset({"round", "community", "site", "k", "interviewer"})
    sheet = SheetForm("responses", "入户调查", "Interviews", columns, examples, prepared)
    return Form("responses", "入户调查", "Interviews", (sheet,), no_person=True)


def forms(standard: Standard) -> tuple[Form, Form, Form]:
    """All three."""
    return register_form(standard), audits_form(standard), responses_form(standard)

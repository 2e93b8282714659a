"""Invented names: quarters near their community's name, roads, firms, and officials with rare characters."""

from auditor.demonstration.chance import Chance

_FIRST = "安景澜泽锦瑞清和嘉禾云栖朗润知春书香"
_SECOND = "平和宁川远舟庭苑枫岚溪桥泉汀"
_SURNAMES = "周吴郑孙钱冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜"
_GIVEN = (
    "敏",
    "航",
    "晓岚",
    "文博",
    "静怡",
    "立新",
    "一凡",
    "子墨",
    "春燕",
    "国栋",
    "雨桐",
    "海宁",
    "思远",
    "玉洁",
    "建业",
    "清扬",
    "明哲",
    "若溪",
    "宏图",
    "书瑶",
    "振宇",
    "慧琳",
    "承志",
    "念慈",
    "永康",
    "佳禾",
    "景行",
    "素心",
    "长风",
    "以宁",
    "亦舒",
    "其琛",
    "允之",
    "南星",
    "怀瑾",
    "秋实",
)
RARE = ("周敏", "王㛃", "李𬱖", "赵𫖯")  # the inspectors of the first street: characters beyond the common sets
BEYOND = ("褚念慈", "魏景行")  # who writes at the second station

# how a community's sites follow one another: place type, name. {c} community, {r} road, {b} a made word
RESIDENTIAL = (
    ("residential_managed", "{c}小区"),
    ("residential_managed", "{c}小区西区"),
    ("residential_managed", "{c} 12-18 号楼"),
    ("residential_unmanaged", "{c} 1-3 号平房院"),
    ("residential_owners", "{b}花园"),
    ("residential_managed", "{c}小区北区"),
    ("residential_employer", "{b}宿舍"),
    ("residential_managed", "{b}公寓"),
    ("residential_managed", "{b}家园"),
)
FIRST_OTHERS = (
    ("office", "{s}办事处"),
    ("market", "{c}菜市场"),
    ("hospital", "{c}社区卫生服务站"),
    ("school", "{c}幼儿园"),
    ("shop", "{r}沿街商铺"),
    ("park", "{c}小公园"),
    ("restaurant", "{b}家宴（{c}店）"),
    ("enterprise", "{b}大厦"),
    ("shop", "{c}便利店"),
    ("road", "{r}南段"),
    ("public_building", "{c}老年日间照料中心"),
    ("hotel", "{b}快捷酒店"),
    ("office", "{c}社区居委会"),
    ("shop", "{c}便民菜店"),
    ("restaurant", "{b}面馆"),
)
OTHERS = (
    ("office", "{c}社区居委会"),
    ("market", "{c}菜市场"),
    ("hospital", "{c}社区卫生服务站"),
    ("school", "{c}幼儿园"),
    ("school", "{b}小学"),
    ("shop", "{r}沿街商铺"),
    ("shop", "{c}便利店"),
    ("shop", "{c}便民菜店"),
    ("restaurant", "{b}家宴（{c}店）"),
    ("restaurant", "{b}面馆"),
    ("enterprise", "{b}大厦"),
    ("park", "{c}小公园"),
    ("road", "{r}南段"),
    ("road", "{r}北段"),
    ("hotel", "{b}快捷酒店"),
    ("public_building", "{c}老年日间照料中心"),
    ("mall", "{b}超市"),
    ("venue", "{c}文体活动中心"),
    ("station", "{c}公交站"),
    ("square", "{c}小广场"),
    ("river", "{b}河沿岸"),
    ("construction", "{b}项目工地"),
    ("fair", "{b}展厅"),
)

ORGANISATIONS = {
    "residential_managed": "{c}物业服务中心",
    "residential_employer": "{n}自管单位",
    "residential_owners": "{n}业主委员会",
    "residential_unmanaged": "{c}社区居委会",
    "office": "{n}",
    "school": "{n}",
    "hospital": "{n}",
    "enterprise": "{n}经营管理公司",
    "market": "{n}管理公司",
    "mall": "{n}经营管理公司",
    "road": "{s}清扫保洁队",
    "square": "{s}清扫保洁队",
    "river": "{s}河道管理所",
    "park": "{s}绿化管理所",
    "station": "{n}管理公司",
    "construction": "{n}施工单位",
}


def made_word(chance: Chance) -> str:
    """A word of two syllables that names nothing."""
    return chance.one(_FIRST) + chance.one(_SECOND)


def road_name(chance: Chance) -> str:
    """A road that does not exist."""
    return made_word(chance) + chance.one("道路")


def stem_of(community: str) -> str:
    """A community's name as its quarters carry it."""
    return community.removesuffix("社区居委会")


def organisation_of(place_type: str, name: str, community: str, street: str) -> str:
    """Who is responsible for a site, invented."""
    return ORGANISATIONS.get(place_type, "{n}经营者").format(n=name, c=community, s=street.removesuffix("街道"))


def people_names(count: int) -> list[str]:
    """So many different names of officials: surname and given name are put together by place, none is looked up."""
    many = range(count + len(RARE))
    names = [_SURNAMES[i % len(_SURNAMES)] + _GIVEN[(i * 5 + i // len(_SURNAMES)) % len(_GIVEN)] for i in many]
    return [name for name in names if name not in RARE][:count]

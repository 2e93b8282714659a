"""The fields of the register's records as a person reads them: what a field is called, and what stands in it."""

from collections.abc import Callable, Mapping

from auditor.cells import degrees_text
from auditor.reasons import category_name
from auditor.refusals import field_name
from auditor.site import Category
from auditor.wording import _, listed, ngettext, number

Names = Mapping[str, Mapping[str, str]]  # by field, what its values are called


def field_word(key: str) -> str:
    """A field as forms and histories call it."""
    own: Mapping[str, Callable[[], str]] = {
        "address": lambda: _("地址"),
        "note": lambda: _("备注"),
        "latitude": lambda: _("纬度"),
        "longitude": lambda: _("经度"),
        "same_as": lambda: _("同一处"),
        "withdrawn": lambda: _("撤回"),
        "officer": lambda: _("负责人"),
        "containers": lambda: _("容器"),
        "alternative": lambda: _("备用投放点"),
    }
    return own[key]() if key in own else field_name(key)


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

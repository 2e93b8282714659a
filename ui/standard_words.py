"""Words about a standard: how sure a source is, what an example comes to, a chance in hundreds."""

from fractions import Fraction

from auditor.standard import Basis, Standard
from auditor.wording import _, named


def tag_word(tag: str) -> str:
    """How sure we are of a source, in words."""
    return {
        "S": _("读过原文"),
        "S2": _("见于转载"),
        "M+": _("记得，把握大"),
        "M~": _("记得，把握中"),
        "M-": _("记得，把握小"),
        "U": _("没有核实"),
        "P": _("本标准拟定"),
    }.get(tag, tag)


def outcome_word(verdict: str) -> str:
    """What an example comes to."""
    return {
        "MET": _("达标"),
        "NOT_MET": _("未达标"),
        "UNDETERMINED": _("未定"),
        "yes": _("通过"),
        "no": _("不通过"),
        "open": _("还没答完"),
    }.get(verdict, verdict)


def counts_line(counts: tuple[int, int, int]) -> str:
    """How many units came to which state."""
    return _("符合 {a} · 不符合 {b} · 未知 {c}").format(a=counts[0], b=counts[1], c=counts[2])


def basis_short(basis: Basis) -> str:
    """A source by title, number and article."""
    return " ".join(part for part in (f"《{basis.title}》", basis.number, basis.article) if part)


def standard_word(standard: Standard) -> str:
    """A standard as it is chosen from a list: its title, then id and number."""
    number = _("第 {n} 号").format(n=standard.number)
    return f"{standard.id} · {number} · {named(standard.title, standard.title_en)}"


def chance_text(chance: Fraction) -> str:
    """A chance as times in a hundred, rounded; never 0 or 100 where it is neither."""
    hundreds = round(chance * 100)
    if hundreds == 0 and chance > 0:
        return "< 1"
    return "> 99" if hundreds == 100 and chance < 1 else str(hundreds)

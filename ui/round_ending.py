"""Ending a round: what is still lacking is said first, then no further visit is taken."""

from PySide6.QtWidgets import QWidget

from auditor.store import Store
from auditor.survey import Round
from auditor.use_cases.planning import close_round
from auditor.wording import _, ngettext, number
from ui.questions import ask


def end_round(store: Store, round_id: str) -> Round:
    """Close a round as of today by the database's clock."""
    with store.reading() as work:
        today = work.today()
    return close_round(store, round_id, today)


def confirm_ending(parent: QWidget, round_: Round, lacking: int) -> bool:
    """Ask whether the round ends now; `lacking` planned interviews are still to be completed."""
    told = ngettext("还差 {n} 户没答。", "还差 {n} 户没答。", lacking).format(n=number(lacking)) if lacking else ""
    told += _("结束后不再收访问，没答的算未知。")
    title = _("结束轮次「{name}」？").format(name=round_.name)
    return ask(parent, title, told, verb=_("结束轮次"), stay=_("不结束")) is not None

"""What is done with a round that is there: list its households, draw what came later, end it, destroy its key."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from auditor.standard import Standard
from auditor.store import Store
from auditor.survey import PROBABILITY, Round
from auditor.use_cases import forgetting, handing_out, planning
from auditor.wording import _, ngettext, number
from ui.messages import Message
from ui.page import Page
from ui.questions import ask
from ui.rounds_overview import RoundsOverview
from ui.rounds_reading import RoundCard
from ui.saving import ask_where, saved_message


def on_its_day(store: Store, do: Callable[[Store, str, date], Round], round_id: str) -> Round:
    """Do something with a round as of today by the database's clock."""
    with store.reading() as work:
        today = work.today()
    return do(store, round_id, today)


def write_list(store: Store, round_id: str, names: Sequence[str], standard: Standard, path: Path) -> Path:
    """Divide the open households of a round and write them as the suffix says."""
    handing_out.write_field_list(handing_out.make_field_list(store, round_id, names), path, standard)
    return path


class RoundCare(QObject):
    """Declares its actions on the page; they concern the round under the bar of the overview."""

    done = Signal()  # a round is different now
    said = Signal(object)  # Message
    failed = Signal(object)  # Refused or Unavailable
    searched = Signal(object)  # Round: a household of it asks

    def __init__(self, page: Page, leave: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._leave = page, leave
        self.overview = RoundsOverview(page.context.standard)
        declare = page.actions_here.declare
        self.hand_out = declare("survey.list", _("打印名单"), self._hand_out, icon="print", when=self.why_no_list)
        self.search = declare("survey.search", _("住户来问"), self._search, when=self.why_no_search)
        self.supplement = declare("survey.supplement", _("补抽"), self._supplement, when=self.why_no_supplement)
        self.close_key = declare("survey.close", _("结束轮次"), self.close, when=self.why_no_end)
        self.destroy = declare("survey.destroy", _("销毁密钥"), self._destroy, when=self.why_key_stays)
        self.overview.offer(self.hand_out, [self.search, self.supplement, self.close_key, self.destroy])
        self.overview.chosen.connect(lambda _card: page.actions_here.refresh())

    @property
    def card(self) -> RoundCard | None:
        """The round under the bar."""
        return self.overview.card

    # -- why not ----------------------------------------------------------------------------------------------------

    def _why_not_drawn(self) -> str:
        if self.card is None:
            return _("没有选轮次")
        return "" if self.card.is_drawn else _("没有抽户的轮次")

    def _why_no_key(self) -> str:
        card = self.card
        assert card is not None
        if card.round.key_destroyed_on is not None:
            return _("密钥已销毁")
        return "" if card.has_key else _("这台电脑没有它的密钥")

    def why_no_list(self) -> str:
        """Why no field list can be written."""
        if why := self._why_not_drawn():
            return why
        return _("轮次已结束") if self.card and self.card.ended else self._why_no_key()

    def why_no_search(self) -> str:
        """Why no household can be found."""
        return self._why_not_drawn() or self._why_no_key()

    def why_no_supplement(self) -> str:
        """Why nothing can be drawn in addition."""
        if why := self.why_no_list():
            return why
        assert self.card is not None
        if not self.card.outside:
            return _("台账里的户都在抽样框里")
        return "" if any(o.planned for o in self.card.outside) else _("多出的户每个社区不足 5 户")

    def why_no_end(self) -> str:
        """Why the round cannot be ended."""
        if self.card is None:
            return _("没有选轮次")
        return _("轮次已结束") if self.card.round.closed_on is not None else ""

    def why_key_stays(self) -> str:
        """Why its key may not be destroyed now."""
        if why := self._why_not_drawn():
            return why
        card, shown = self.card, self.overview.shown
        assert card is not None
        if card.round.key_destroyed_on is not None:
            return _("密钥已销毁")
        if card.key_free is None:
            return _("先结束这一轮")
        if shown is not None and shown.on < card.key_free:
            return _("异议期到 {day} 才满").format(day=card.key_free.isoformat())
        return ""

    # -- doing ------------------------------------------------------------------------------------------------------

    def _run(self, do: Callable[[Store, str, date], Round], told: Callable[[Round], Message]) -> None:
        if self.card is None:
            return
        work = partial(on_its_day, self._page.context.store, do, self.card.id)
        self._page.context.tasks.run(work, partial(self._did, told), self.failed.emit)

    def _did(self, told: Callable[[Round], Message], made: Round) -> None:
        self.said.emit(told(made))
        self.done.emit()

    def _hand_out(self) -> None:
        card, context = self.card, self._page.context
        if card is None:
            return
        typed = self.overview.names.text()
        names = [n for n in typed.replace("，", "、").replace(",", "、").split("、") if n.strip()]
        kinds = [("PDF", "pdf"), (_("Excel 表格，可填好再导入"), "xlsx")]
        if not names:
            self.said.emit(Message("warn", _("先写名单给谁"), _("几个人用顿号隔开，社区和点位分给他们。")))
            self.overview.names.setFocus()
            return
        path = ask_where(self._page, _("打印名单"), _("入户名单 {name}").format(name=card.round.name), kinds)
        if path is not None:
            work = partial(write_list, context.store, card.id, names, context.standard, path)
            context.tasks.run_long(_("正在排入户名单"), lambda _tell: work(), self._tell_saved, self.failed.emit)

    def _tell_saved(self, path: Path) -> None:
        self.said.emit(saved_message(_("写好 {name}").format(name=path.name), path))

    def _search(self) -> None:
        if self.card is not None:
            self.searched.emit(self.card.round)

    def _supplement(self) -> None:
        card, shown = self.card, self.overview.shown
        if card is None or shown is None:
            return
        told = _("计划和名单不变，只从冻结以后登记的户里，用同一把密钥、同样的比例再抽：{told}。").format(
            told="，".join(
                _("{name} {all} 户里 {n} 户").format(
                    name=shown.names.get(o.community, o.community), all=number(o.more), n=number(o.planned)
                )
                for o in card.outside
                if o.planned
            )
        )
        waiting = sum(o.more for o in card.outside if not o.planned)
        if waiting:
            few = ngettext(
                "另有 {n} 户分到社区不足 5 户，等下一次。", "另有 {n} 户分到社区不足 5 户，等下一次。", waiting
            )
            told += few.format(n=number(waiting))
        title = _("给轮次「{name}」补抽？").format(name=card.round.name)
        if ask(self._page, title, told, verb=_("补抽"), stay=_("不补抽")) is not None:
            self._run(planning.draw_supplement, lambda made: Message("ok", _("已补抽"), made.name))

    def close(self) -> None:
        """End the round, after a question: no further visit is taken."""
        card = self.card
        if card is None:
            return
        left = sum(card.standing.lacking.values()) if card.round.method in PROBABILITY else 0
        told = ngettext("还差 {n} 户没答。", "还差 {n} 户没答。", left).format(n=number(left)) if left else ""
        told += _("结束后不再收访问，没答的算未知。")
        title = _("结束轮次「{name}」？").format(name=card.round.name)
        if ask(self._page, title, told, verb=_("结束轮次"), stay=_("不结束")) is not None:
            self._leave()
            self._run(
                planning.close_round, lambda made: Message("ok", _("轮次「{name}」已结束").format(name=made.name))
            )

    def _destroy(self) -> None:
        card = self.card
        if card is None:
            return
        told = _("销毁以后，谁也不能再从一份答案找到一扇门：不能列名单、补抽，住户来问也找不到。")
        told += _("答案和评分不变。不能恢复。")
        if card.copies:
            paths = "\n".join(f"{day}  {path}" for path, day in card.copies)
            told += "\n\n" + _("这些备份里还有这把密钥，满 90 天由本程序删除，要早就自己删：") + "\n" + paths
        title = _("销毁轮次「{name}」的密钥？").format(name=card.round.name)
        if ask(self._page, title, told, verb=_("销毁密钥"), stay=_("不销毁")) is not None:
            self._leave()
            self._run(
                forgetting.destroy_key,
                lambda made: Message("ok", _("轮次「{name}」的密钥已销毁").format(name=made.name)),
            )

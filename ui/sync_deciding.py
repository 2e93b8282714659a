"""What a decider of the bureau does on the sync page: let in a station or a package, turn away, revoke, take back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.errors import Refused, Unavailable
from auditor.exchange import Known, Passage
from auditor.receipts import Standing
from auditor.station import mark_of
from auditor.telling import Tell
from auditor.use_cases import enrolling, taking_back, unpacking
from auditor.use_cases.taking_back import TakenBack
from auditor.use_cases.unpacking import Unpacked
from auditor.wording import _, explain, listed, ngettext, number, pgettext
from ui.actions import Actions
from ui.messages import Message
from ui.page import Page
from ui.questions import ask
from ui.sync_accepting import ask_accept
from ui.sync_reading import Board
from ui.sync_words import Step, sentences


class Deciding(QObject):
    """Declares them among the page's actions; each concerns what was looked at last."""

    say = Signal(object)
    changed = Signal()  # something was decided, or half of it: what is shown is old

    def __init__(self, page: Page, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._board: Board | None = None
        self._waits: Passage | None = None
        self._known: Known | None = None
        self._step: Step | None = None
        declare = actions.declare
        self.undo = declare("sync.undo", _("撤销并入"), self._undo, icon="undo", when=self._why_not_undo)
        self.accept = declare("sync.accept", _("登记"), self._accept, when=self._why_not_accept)
        self.release = declare("sync.release", _("放行"), self._release, when=self._why_not_release)
        self.turn_away = declare(
            "sync.turn_away", pgettext("去做", "不收"), self._turn_away, when=self._why_not_turn_away
        )
        self.revoke = declare("sync.revoke", _("停用密钥"), self._revoke, when=self._why_not_revoke)

    def look_at(self, board: Board | None, waits: Passage | None, known: Known | None, step: Step | None) -> None:
        """What is under the bars: a package that waits, a station, a delivery."""
        self._board, self._waits, self._known, self._step = board, waits, known, step

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("没有做成，什么也没有改"), explain(error), about="sync"))

    # -- who waits, who is known ------------------------------------------------------------------------------------

    def _not_deciding(self) -> str:
        if self._board is None:
            return _("还没有读好")
        return "" if self._board.exchange.deciding else _("这要由区里的决定人来做")

    def _why_not_accept(self) -> str:
        chosen = self._waits
        if chosen is None or self._board is None:
            return _("没有等着的")
        if chosen.delivery.reason != "station_unknown":
            return _("它已经登记")
        if self._board.asking_of(chosen.delivery.station) is None:
            return _("包里没有介绍自己，不能登记")
        return self._not_deciding()

    def _accept(self) -> None:
        chosen = self._waits
        asking = self._board.asking_of(chosen.delivery.station) if self._board and chosen else None
        if asking is None or self._board is None:
            return
        said = ask_accept(self._page.window(), asking, self._board)
        if said is None:
            return
        store = self._page.context.store

        def work(tell: Tell) -> int:
            enrolling.accept_station(store, asking, name=said[0], office=said[1])
            waits = [w.number for w in reversed(asking.waits)]
            return sum(unpacking.release(store, n, tell=tell).new for n in sorted(waits))

        leaves = _("工作站登记了，没有并入的还等着")
        self._page.context.tasks.run_long(_("登记工作站"), work, self._tell_accepted, self._refuse_after, leaves=leaves)

    def _tell_accepted(self, new: int) -> None:
        told = ngettext("并入 {n} 行记录", "并入 {n} 行记录", new).format(n=number(new))
        self.say.emit(Message("ok", _("已登记"), listed([told, _("接着给它装一包，让它认定区里")], "；"), about="sync"))
        self.changed.emit()

    def _refuse_after(self, error: Exception) -> None:
        self._refuse(error)
        self.changed.emit()

    def _why_not_release(self) -> str:
        chosen = self._waits
        if chosen is None or self._board is None:
            return _("没有等着的")
        if chosen.delivery.reason == "station_unknown" and self._board.asking_of(chosen.delivery.station) is not None:
            return _("先登记这台工作站")
        return self._not_deciding()

    def _release(self) -> None:
        chosen = self._waits
        if chosen is None:
            return
        one, name = chosen.delivery, ""
        if one.reason != "station_unknown":
            words = [w for w in (chosen.name, one.station[:8]) if w]
            title = _("放行 {name} 的数据包？").format(name=words[0])
            told = _("行数 {n}。放行以后并入，和别的记录一样计；以后可以撤销并入。").format(n=number(one.lines))
            verb, stay = _("放行"), _("不放行")
            said = ask(self._page.window(), title, told, verb=verb, stay=stay, reason=words[0], exactly=words)
            if said is None:
                return
            name = said
        store = self._page.context.store
        work = partial(unpacking.release, store, one.number, name)
        leaves = _("什么也没有改")
        self._page.context.tasks.run_long(_("放行"), work, self._tell_released, self._refuse, leaves=leaves)

    def _tell_released(self, came: Unpacked) -> None:
        told = ngettext("并入 {n} 行记录", "并入 {n} 行记录", came.new).format(n=number(came.new))
        self.say.emit(Message("ok", _("已放行"), told, about="sync"))
        self.changed.emit()

    def _why_not_turn_away(self) -> str:
        return _("没有等着的") if self._waits is None else self._not_deciding()

    def _turn_away(self) -> None:
        chosen = self._waits
        if chosen is None:
            return
        title = _("不收 {name} 的数据包？").format(name=chosen.name or chosen.delivery.station[:8])
        told = _("里面的记录不并入（行数 {n}），文件还留在原处。对方不会知道已经收到。").format(
            n=number(chosen.delivery.lines)
        )
        reason = _("电话里问过，不是街道的电脑")
        said = ask(self._page.window(), title, told, verb=pgettext("去做", "不收"), stay=_("先留着"), reason=reason)
        if said is not None:
            work = partial(unpacking.turn_away, self._page.context.store, chosen.delivery.number, said)
            self._page.context.tasks.run(work, lambda _d: self.changed.emit(), self._refuse)

    def _why_not_revoke(self) -> str:
        chosen = self._known
        if chosen is None:
            return _("还没有登记过工作站")
        return _("它的密钥已停用") if chosen.station.revoked else self._not_deciding()

    def _revoke(self) -> None:
        chosen = self._known
        if chosen is None:
            return
        title = _("停用 {name} 的密钥？").format(name=chosen.station.name or chosen.station.mark)
        told = _("已经并入的都留着。从现在起它交来的包先留下，等放行，不论写的是哪一天。停用不能收回。")
        said = ask(self._page.window(), title, told, verb=_("停用密钥"), stay=_("不停用"), reason=_("笔记本丢了"))
        if said is not None:
            work = partial(enrolling.revoke, self._page.context.store, chosen.station.station, said)
            self._page.context.tasks.run(work, lambda _s: self.changed.emit(), self._refuse)

    # -- taking back ------------------------------------------------------------------------------------------------

    def _why_not_undo(self) -> str:
        passage = self._step.passage if self._step is not None else None
        if passage is None or passage.standing not in (Standing.APPLIED, Standing.UNDOING):
            return _("先选一个并入过的数据包")
        return self._not_deciding() if passage.may_take_back else _("它没有带来新记录，没有可撤销的")

    def _undo(self) -> None:
        step = self._step
        if step is None or step.passage is None:
            return
        one = step.passage.delivery
        title = _("撤销并入 {name} 的数据包？").format(name=step.passage.name or mark_of(one.station))
        many = ngettext("它带来的 {n} 行一行也不删。", "它带来的 {n} 行一行也不删。", one.new).format(n=number(one.new))
        told = sentences(many, _("它改过的记录写回并入以前的样子，它新建的撤回。以后还可以把这次撤销再撤销。"))
        if ask(self._page.window(), title, told, verb=_("撤销并入"), stay=_("不撤销")) is None:
            return
        work = partial(taking_back.take_back, self._page.context.store, one.package)
        leaves = _("什么也没有改")
        self._page.context.tasks.run_long(_("撤销并入"), work, self._tell_undone, self._refuse, leaves=leaves)

    def _tell_undone(self, done: TakenBack) -> None:
        told = [
            ngettext("{n} 份写回以前的样子", "{n} 份写回以前的样子", done.back).format(n=number(done.back)),
            ngettext("{n} 份撤回", "{n} 份撤回", done.withdrawn).format(n=number(done.withdrawn)),
        ]
        if done.since:
            n = len(done.since)
            told.append(ngettext("{n} 份后来又有人改过", "{n} 份后来又有人改过", n).format(n=number(n)))
        if done.left:
            n = len(done.left)
            told.append(ngettext("{n} 份没有动", "{n} 份没有动", n).format(n=number(n)))
        self.say.emit(Message("ok", _("已撤销并入"), listed(told, "；"), about="sync"))
        self.changed.emit()

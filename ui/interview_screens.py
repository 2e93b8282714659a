"""What the interview shows: a question, the source of a vacancy, the last screen, or why there is no household now."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from auditor.drafts import InterviewDraft
from auditor.standard import Question
from auditor.survey import Basis, Outcome
from auditor.wording import _, named, ngettext, number
from ui.interview import Choosable, Screen
from ui.panes import EmptyState, Text
from ui.round_pane import outcome_word
from ui.survey_reading import Evening

ALL_ANSWERED = "answered"  # the one choice on the last screen


def source_word(source: Basis) -> str:
    """Who or what says that nobody lives there."""
    return {Basis.MANAGER: _("物业"), Basis.METER: _("水电表"), Basis.NEIGHBOUR: _("邻居")}[source]


def whom_to_ask(*, drawn: bool = True) -> str:
    """The respondent (DESIGN 3): asked for, not recorded."""
    if not drawn:
        return _("要找的人：14 岁以上、住在这个社区的人")
    return _("要找的人：14 岁以上、下一个过生日的住户")


def question_screen(questions: Sequence[Question], place: int, draft: InterviewDraft) -> Screen:
    """One question with its options in their one order, and the one chosen."""
    question = questions[place]
    choices = tuple(Choosable(o.id, named(o.text, o.text_en), o.category) for o in question.options)
    above = _("第 {n} 题 · 共 {all} 题").format(n=place + 1, all=len(questions))
    hint = named(question.hint, question.hint_en) or _("照着念，不要提示")
    return Screen(above, named(question.text, question.text_en), hint, choices, draft.answers.get(question.id, ""))


def source_screen(outcome: Outcome) -> Screen:
    """Who says that the household is vacant, or none."""
    choices = tuple(Choosable(source.value, source_word(source)) for source in Basis)
    hint = _("两次不同日子、有依据，才算确认。Backspace 回去。")
    return Screen(outcome_word(outcome), _("依据是什么？"), hint, choices)


def last_screen(questions: Sequence[Question], draft: InterviewDraft) -> Screen:
    """After the last question: all answered, to be saved with Enter; or how many are missing."""
    missing = sum(q.id not in draft.answers for q in questions)
    if missing:
        told = ngettext("还有 {n} 题没答", "还有 {n} 题没答", missing).format(n=missing)
        return Screen(told, _("还没有答完"), _("Backspace 回去补答；答不下去就记中途停止（F7）。"), ())
    total = ngettext("共 {n} 题", "共 {n} 题", len(questions)).format(n=len(questions))
    lines = tuple(_line_of(n, q, draft.answers[q.id]) for n, q in enumerate(questions, 1))
    done = Choosable(ALL_ANSWERED, _("保存，到下一户"))
    return Screen(total, _("都答完了"), _("Backspace 回去改。"), (done,), key="Enter", lines=lines)


def _line_of(place: int, question: Question, option: str) -> str:
    """What was answered, in the words of the option; whether it is right is not said."""
    said = next((named(o.text, o.text_en) for o in question.options if o.id == option), option)
    return f"{place} {named(question.text, question.text_en)}  {said}"


def nothing_to_visit(
    evening: Evening | None, open_round: QAction, look: QAction, onward: QAction | None = None
) -> QWidget:
    """Why there is no household now: closed, no key, come back another day, all done. Each is another sentence, and
    its button the next step: `onward` goes to the next community, where there is one not tried this evening."""
    if evening is None or evening.round is None:
        return Text("")
    if evening.has_ended:
        fact = _("轮次「{name}」已在 {day} 结束").format(name=evening.round.name, day=evening.until.isoformat())
        return EmptyState("interview", fact, _("不再收访问，记下的都在。"), open_round)
    if not evening.has_key:
        how = _("在开轮次的那台电脑上访问，那里才知道下一户是哪一户。")
        return EmptyState("lock", _("这台电脑没有这个轮次的抽样密钥"), how, look)
    if not evening.lacking and not evening.tomorrow:
        return EmptyState("check", _("这一轮的计划都访完了"), _("结论在“看轮次”里；不再访就结束这一轮。"), look)
    if evening.tomorrow:
        told = ngettext("今天能访的都访过了，{n} 户改天再来", "今天能访的都访过了，{n} 户改天再来", evening.tomorrow)
        how = "" if onward is not None else _("别的社区今晚也都访过了。明天打开这一页，从该访的户接着。")
        return EmptyState("calendar", told.format(n=number(evening.tomorrow)), how, onward)
    count = next((c for c in evening.counts if c.id == evening.community), None)
    done = _("{name}的计划都访完了").format(name=count.name) if count is not None else _("没有要访的户")
    how = "" if onward is not None else _("别的社区今晚也都访过了。明天打开这一页，从该访的户接着。")
    return EmptyState("check", done, how, onward)

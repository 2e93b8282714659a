"""Opening a correction: where, what was seen, what is to be done, by whom and by when; from a failed item, or free."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QSizePolicy

from auditor.audit import SITE, Answer, Finding
from auditor.correction import Correction
from auditor.correction_matters import Followed
from auditor.correction_rules import asked_words, found_words
from auditor.correction_wording import preset_name
from auditor.corrections import PRESETS, due_after
from auditor.errors import Problem, refuse_if
from auditor.record import new_id
from auditor.standard import Item
from auditor.store import Store
from auditor.use_cases import correcting
from auditor.wording import _, named
from ui.context import Context
from ui.corrections_reading import SiteChoices, read_choices
from ui.fields import Choice, NoteField, TextField
from ui.panes import Text
from ui.record_form import RecordForm


class OpeningForm(RecordForm):
    """A new correction at a site named by its code."""

    def __init__(self, context: Context, followed: Followed, site: str = "") -> None:
        super().__init__(context, _("开整改"), "correction:new")
        self.followed = followed
        self.choices: SiteChoices | None = None
        self._words: tuple[str, str] = ("", "")  # as the program filled them in; what a person typed stays
        self.site = TextField(_("点位编号"), chars=12, example="06-001")
        self.place = Text("", "note", "ink2", wrap=True)
        self.unit, self.item = Choice(_("位置")), Choice(_("检查项"))
        self.found, self.asked = NoteField(_("所见"), lines=2), NoteField(_("要求"), lines=2)
        self.recipient = TextField(_("交给"), chars=22)
        self.days = Choice(_("期限"), [(preset_name(d), d) for d in PRESETS])
        self.days.choose(followed.days)
        for choice in (self.unit, self.item):
            choice.setMinimumContentsLength(12)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form = self.form
        form.add("site", _("点位编号"), self.site)
        form.add("place", "", self.place)
        form.add("unit", _("位置"), self.unit)
        form.add("item", _("检查项"), self.item)
        form.add("found", _("所见"), self.found)
        form.add("asked", _("要求"), self.asked, optional=True)
        form.add("recipient", _("交给"), self.recipient, optional=True)
        form.add("due_on", _("期限"), self.days, _("自然日，含到期当日"))
        self.site.settled.connect(self._ask)
        self.site.returnPressed.connect(lambda: self._ask(self.site.text()))
        self.unit.currentIndexChanged.connect(lambda _i: self._show_items())
        self.item.currentIndexChanged.connect(lambda _i: self._show_words())
        if site:
            self._ask(site)

    def _ask(self, site: str) -> None:
        work = partial(read_choices, self.context.store, self.context.standard, self.followed.street, site.strip())
        self.context.tasks.run(work, self._take)

    def _take(self, choices: SiteChoices | None) -> None:
        known = self.choices is not None and choices is not None and self.choices.site.id == choices.site.id
        self.choices = choices
        self.form["site"].show_problem("" if choices or not self.site.text() else _("没有这个编号的点位。"))
        self.place.setText(choices.site.name if choices else "")
        if choices is None or known:
            return
        was_dirty = self.dirty
        self.site.show_text(choices.site.code)
        self.unit.show_options([(words, unit) for unit, words in choices.units])
        failed = next((unit for unit, _item in choices.failed if any(u == unit for u, _w in choices.units)), SITE)
        self.unit.choose(failed)
        self.recipient.show_text(choices.organisation)
        self._show_items()
        if not was_dirty:
            self._as_shown = self._typed()

    def _unit(self) -> str:
        return str(self.unit.value() or SITE)

    def _show_items(self) -> None:
        """The items asked there; those that failed last time first, and one can do without any."""
        if self.choices is None:
            return
        unit, failed = self._unit(), self.choices.failed
        items = sorted(self.choices.items.get(unit, ()), key=lambda i: (unit, i.id) not in failed)
        before = _("（上次不符合）")
        words = [(named(i.name, i.name_en) + (before if (unit, i.id) in failed else ""), i.id) for i in items]
        self.item.blockSignals(True)
        self.item.clear()
        for word, value in [*words, (_("不在检查项里"), "")]:
            self.item.addItem(word, value)
        if not any((unit, i.id) in failed for i in items):
            self.item.choose("")
        self.item.blockSignals(False)
        self._show_words()

    def _chosen(self) -> Item | None:
        items = self.choices.items.get(self._unit(), ()) if self.choices else ()
        return next((i for i in items if i.id == self.item.value()), None)

    def _show_words(self) -> None:
        """Words of the item, unless a person has typed others."""
        item = self._chosen()
        _audit, note = self._failed()
        found = found_words(item, Finding(answer=Answer.FAIL, note=note)) if item else ""
        words = (found, asked_words(item) if item else "")
        for field, old, new in zip((self.found, self.asked), self._words, words, strict=True):
            if field.text() in ("", old):
                field.setPlainText(new)
        self._words = words

    def _failed(self) -> tuple[str, str]:
        if self.choices is None:
            return "", ""
        return self.choices.failed.get((self._unit(), str(self.item.value() or "")), ("", ""))

    def work(self) -> Callable[[Store], str]:
        choices = self.choices
        if choices is None or choices.site.code != self.site.text().strip():
            code = "no_such_code" if self.site.text().strip() else "empty"
            refuse_if([Problem("site", code, {"value": self.site.text().strip()})])
        assert choices is not None
        days = self.days.value()
        made = Correction(
            id=new_id(),
            street=choices.site.street,
            site=choices.site.id,
            unit=self._unit(),
            item=str(self.item.value() or ""),
            audit=self._failed()[0],
            found=self.found.text().strip(),
            asked=self.asked.text().strip(),
            recipient=self.recipient.text().strip(),
            opened_on=self.followed.today,
            due_on=due_after(self.followed.today, days if isinstance(days, int) else 0),
        )
        refuse_if(made.problems())
        return partial(_open, made, choices.site.name)


def _open(made: Correction, name: str, store: Store) -> str:
    correcting.open_correction(store, made)
    return _("已开整改：{name}，{due} 到期").format(name=name, due=made.due_on.isoformat())

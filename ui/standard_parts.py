"""What a standard says, section by section, to be read: a clause with its examples, checklist, questions, surveys."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.standard import Basis, Criterion, Item, Standard, criterion_name
from auditor.standard_differences import key_text, ratio_text, rule_lines, share_text
from auditor.wording import _, listed, named, ngettext, number
from ui.checklist_rows import criterion_word
from ui.example_words import facts_lines
from ui.marks import Mark, MarkWord
from ui.panes import Hairline, Text
from ui.replies import method_words
from ui.standard_reading import PlanShown, View, Worked
from ui.standard_words import basis_short, chance_text, counts_line, outcome_word, tag_word


class Section(QWidget):
    """Lines below each other, from the top."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 16)
        self.column.setSpacing(6)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets below what is there."""
        for widget in widgets:
            self.column.addWidget(widget)

    def add_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Name and value, line by line."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            grid.addWidget(Text(name, "note", "ink2"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(value, wrap=True), row, 1)
        self.column.addLayout(grid)

    def end(self) -> "Section":
        """Nothing comes after."""
        self.column.addStretch(1)
        return self


def clause_section(view: View, criterion: Criterion) -> Section:
    """One criterion: its definition, what it rests on, and its examples worked out beside it."""
    standard, made = view.standard, Section()
    made.add(Text(named(criterion.definition, criterion.definition_en), wrap=True))
    facts = [
        (_("门槛"), _("至少 {share}").format(share=share_text(criterion.threshold))),
        (_("计数单位"), named(criterion.unit, criterion.unit_en)),
        (_("权重"), _("{n}，只用于综合指数").format(n=criterion.weight)),
        (
            _("证据有效期"),
            ngettext("{n} 天", "{n} 天", criterion.evidence_max_age_days).format(n=criterion.evidence_max_age_days),
        ),
        (_("来源"), named(criterion.source, criterion.source_en)),
    ]
    if criterion.id == "placement":
        facts.insert(1, (_("服务范围"), ratio_text(standard)))
    if criterion.id in standard.keys:
        facts.insert(1, (_("判定题"), key_text(standard.keys[criterion.id], standard)))
    titles = {b.id: b for b in standard.bases}
    based = [f"{basis_short(titles[b])}（{tag_word(titles[b].tag)}）" for b in criterion.bases if b in titles]
    facts += [(_("依据"), listed(based, "；")), (_("定义由来"), tag_word(criterion.tag))]
    made.add_facts(facts)
    worked = view.worked[criterion.id]
    right = sum(w.is_right for w in worked)
    made.add(Hairline(), Text(_("算例"), "section"))
    told = _("{n} 个算例，刚才逐个重算：{right} 个与标准所写的相同").format(n=len(worked), right=right)
    made.add(Text(told, "note", "ink2", wrap=True))
    for one in worked:
        made.add(_example(one, standard))
    return made.end()


def _example(worked: Worked, standard: Standard) -> QWidget:
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 6, 0, 0)
    lines.setSpacing(1)
    example = worked.example
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(Text(named(example.name, example.name_en), bold=True, wrap=True), 1)
    mark = Mark.CONFORMING if worked.is_right else Mark.NONCONFORMING
    found = _("算出 {verdict}").format(verdict=outcome_word(worked.verdict))
    head.addWidget(MarkWord(mark, found), 0, Qt.AlignmentFlag.AlignTop)
    lines.addLayout(head)
    lines.addWidget(Text(counts_line(worked.counts), "note", "ink2", wrap=True))
    if not worked.is_right:
        stated = _("标准所写：{verdict}，{counts}")
        stated = stated.format(verdict=outcome_word(example.verdict), counts=counts_line(example.counts))
        lines.addWidget(Text(stated, "note", "bad", wrap=True))
    facts = Text("\n".join(facts_lines(example.facts, standard)), "note", wrap=True)
    facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    lines.addWidget(facts)
    return box


def checklist_section(view: View) -> Section:
    """Every item under its heading: what it settles, where it is asked, how it is scored."""
    made, part = Section(), ""
    told = _("定事实的检查项全有全无；其余只记录、照报分值，不影响结论。")
    made.add(Text(told, "note", "ink2", wrap=True))
    for item in view.standard.items:
        if named(item.part, item.part_en) != part:
            part = named(item.part, item.part_en)
            made.add(Hairline(), Text(part, "section"))
        made.add(_item(item, view.standard))
    return made.end()


def _item(item: Item, standard: Standard) -> QWidget:
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 3, 0, 3)
    lines.setSpacing(0)
    lines.addWidget(Text(named(item.name, item.name_en), wrap=True))
    where = _("在点位查") if item.level == "site" else _("在每个投放点查")
    settles = _("定「{criterion}」").format(criterion=criterion_word(item.criterion)) if item.role else _("只记录")
    places = [standard.place_types[p] for p in item.place_types]
    only = _("只查：{places}").format(places=listed((named(p.name, p.name_en) for p in places), "、")) if places else ""
    method = method_words(item)
    bands = listed((f"{named(b.name, b.name_en)} {b.marks / 10:g}" for b in item.bands), "，")
    sure = tag_word(item.tag) if item.tag else ""
    words = (settles, where, "（".join(w for w in (method, bands) if w) + ("）" if bands else ""), sure, only)
    lines.addWidget(Text(" · ".join(w for w in words if w), "note", "ink2", wrap=True))
    return box


def questions_section(view: View) -> Section:
    """The questionnaire, and which answers count."""
    standard, made = view.standard, Section()
    keys = {q: right for key in standard.keys.values() for q, right in {**key.must, **key.among}.items()}
    for name, key in standard.keys.items():
        made.add_facts([(criterion_name(standard.criteria[name]), key_text(key, standard))])
    made.add(Hairline())
    for question in standard.questions:
        made.add(Text(f"{question.id.upper()}  {named(question.text, question.text_en)}", bold=True, wrap=True))
        right = keys.get(question.id, ())
        options = listed(
            (named(o.text, o.text_en) + (_("（算对）") if o.id in right else "") for o in question.options),
            "、",
        )
        told = options if right else _("{options}（只问不判）").format(options=options)
        made.add(Text(told, "note", "ink2", wrap=True))
    return made.end()


def survey_section(view: View) -> Section:
    """How surveys are planned and judged, and what chance a plan gives."""
    standard, made, plan = view.standard, Section(), view.plan
    for line in rule_lines(standard.survey):
        made.add(Text(line, wrap=True))
    made.add(Hairline(), Text(_("抽样把握"), "section"))
    households, asked = sum(plan.sizes.values()), sum(plan.planned.values())
    whose = plan.street or _("一个典型的街道（没有选街道，或还没有登记户数）")
    told = _("{street}：{n} 个社区、{households} 户，计划访问 {asked} 户。")
    told = told.format(street=whose, n=len(plan.sizes), households=number(households), asked=number(asked))
    made.add(Text(told, wrap=True))
    if households == asked:
        made.add(Text(_("户数不多，抽样就是逐户。"), "note", "ink2", wrap=True))
        return made.end()
    made.add(Text(_chance_note(standard), "note", "ink2", wrap=True))
    made.column.addWidget(_chances(standard, plan), 0, Qt.AlignmentFlag.AlignLeft)
    return made.end()


def _chance_note(standard: Standard) -> str:
    if standard.survey.design == "one_stage":
        return _("真实水平如左，按上面的计划调查，每 100 次里判为达标的次数如右。不符合的户假定散在全街。")
    return _("真实水平如左，每 100 次里判为达标的次数如右。两阶抽样还要按抽到的点位补户，户数以冻结的计划为准。")


def _chances(standard: Standard, plan: PlanShown) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 4, 0, 0)
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(3)
    grid.addWidget(Text(_("真实水平"), "note", "ink2"), 0, 0)
    shares = sorted({share for found in plan.chances.values() for share, _chance in found}, reverse=True)
    for column, rate in enumerate(plan.chances, 1):
        grid.addWidget(Text(criterion_name(standard.criteria[rate]), "note", "ink2"), 0, column)
        chances = dict(plan.chances[rate])
        for row, share in enumerate(shares, 1):
            text = chance_text(chances[share]) if share in chances else "–"
            grid.addWidget(Text(text), row, column, Qt.AlignmentFlag.AlignRight)
    for row, share in enumerate(shares, 1):
        grid.addWidget(Text(share_text(share)), row, 0, Qt.AlignmentFlag.AlignRight)
    return box


def places_section(view: View) -> Section:
    """Every place type: which categories it must have, and who is responsible by default."""
    from auditor.reasons import category_name

    made = Section()
    told = ngettext("{n} 类场所", "{n} 类场所", len(view.standard.place_types))
    made.add(Text(told.format(n=len(view.standard.place_types)), "note", "ink2"))
    facts = []
    for place in view.standard.place_types.values():
        kinds = listed((category_name(c) for c in place.required), "、") or _("不要求设置")
        pairs = listed(("+".join(category_name(c) for c in pair) for pair in place.pairs), "、")
        words = [kinds, _("成组：{pairs}").format(pairs=pairs) if pairs else "", place.responsible, tag_word(place.tag)]
        facts.append((named(place.name, place.name_en), " · ".join(w for w in words if w)))
    made.add_facts(facts)
    return made.end()


def bases_section(view: View) -> Section:
    """What the standard is and is not, and every legal and technical source with how sure we are of it."""
    standard, made = view.standard, Section()
    made.add(Text(named(standard.title, standard.title_en), "thing", wrap=True))
    if standard.note:
        made.add(Text(named(standard.note, standard.note_en), wrap=True))
    days = _("{made} 拟定，{since} 起施行，SHA-256 {hash}…")
    begun = standard.in_force_from.isoformat()
    days = days.format(made=standard.made_on.isoformat(), since=begun, hash=standard.hash[:16])
    made.add(Text(days, "note", "ink2", wrap=True), Hairline(), Text(_("法律和技术依据"), "section"))
    for basis in standard.bases:
        made.add(_basis(basis))
    return made.end()


def _basis(basis: Basis) -> QWidget:
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 3, 0, 3)
    lines.setSpacing(0)
    head = QHBoxLayout()
    head.addWidget(Text(basis_short(basis), wrap=True), 1)
    head.addWidget(Text(tag_word(basis.tag), "note"), 0, Qt.AlignmentFlag.AlignTop)
    lines.addLayout(head)
    words = " · ".join(part for part in (basis.version, basis.note) if part)
    if words:
        lines.addWidget(Text(words, "note", "ink2", wrap=True))
    return box

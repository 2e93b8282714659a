"""The first start: whose machine this is, which street, and who records. One dialog, three answers."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from auditor import wording
from auditor.division import EDITION, published_divisions
from auditor.errors import Refused, Unavailable
from auditor.people import Role
from auditor.store import Store
from auditor.use_cases import keeping
from auditor.wording import _, named
from ui import theme
from ui.buttons import Button
from ui.fields import Choice, TextField
from ui.form import Form
from ui.messages import Message, MessageStrip
from ui.panes import Text

OFFICE_ROLES = (Role.INSPECTOR, Role.OFFICE)
BUREAU_ROLES = (Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR)


def role_word(role: Role) -> str:
    """The role as people call it."""
    return {
        Role.INSPECTOR: _("检查员"),
        Role.OFFICE: _("街道办"),
        Role.REVIEWER: _("区级复核人"),
        Role.DECIDER: _("区级决定人"),
        Role.ADMINISTRATOR: _("管理员"),
    }[role]


class FirstStart(QDialog):
    """Shown once, before the window. Closing it leaves the database as it is; the program asks again next time."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.setWindowTitle(_("示范街评估"))
        self.setMinimumWidth(round(520 * theme.scale()))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(_("第一次使用"), "page"))
        told = _("三个回答，以后都能在设置里改。南开区 12 个街道和 171 个社区按 {edition} 版登记好。")
        column.addWidget(Text(told.format(edition=EDITION), "body", "ink2", wrap=True))
        self.strip = MessageStrip()
        column.addWidget(self.strip)
        self.form = Form()
        self.form.save_asked.connect(self.settle)
        column.addWidget(self.form)
        self._add_fields()
        column.addWidget(Text(_("名字印在检查记录和修改历史里。不写居民的名字。"), "note", wrap=True))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(Text(_("数据放在 {place}").format(place=store.place), "note", wrap=True), 1)
        self.stay = Button(_("以后再说"), key="Esc")
        self.stay.clicked.connect(self.reject)
        self.start = Button(_("开始使用"), "primary", key="Ctrl Enter")
        self.start.clicked.connect(self.settle)
        foot.addWidget(self.stay)
        foot.addWidget(self.start)
        column.addLayout(foot)
        self._turn()
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_fields(self) -> None:
        self.at_street = QRadioButton(_("街道办事处"))
        self.at_bureau = QRadioButton(_("区级主管部门"))
        self.at_street.setChecked(True)
        where = QButtonGroup(self)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for button in (self.at_street, self.at_bureau):
            where.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.at_street.toggled.connect(self._turn)
        streets, _communities = published_divisions()
        self.street = Choice(_("街道"), [(named(s.name, s.name_en), s.code) for s in sorted(streets, key=_code)])
        self.person = TextField(_("名字"), chars=16)
        self.role = Choice(_("身份"))
        self.form.add("where", _("这台电脑在"), box)
        self._street_row = self.form.add("street", _("街道"), self.street)
        self.form.add("name", _("名字"), self.person)
        self.form.add("role", _("身份"), self.role)

    def _turn(self) -> None:
        """A bureau has no street of its own, and other roles."""
        office = self.at_street.isChecked()
        self.street.setEnabled(office)
        self.street.setToolTip("" if office else _("区级汇总全部街道"))
        self.role.show_options([(role_word(r), r.value) for r in (OFFICE_ROLES if office else BUREAU_ROLES)])

    def settle(self) -> None:
        """Set the database up; a refusal is shown at its field."""
        try:
            keeping.set_up(
                self.store,
                person=self.person.text(),
                role=Role(str(self.role.value())),  # Qt hands back the text of a StrEnum
                street=str(self.street.value()) if self.at_street.isChecked() else "",
            )
        except Refused as refused:
            for problem in self.form.show_problems(refused.problems):
                self.strip.tell(Message("bad", wording.explain(Refused(problem))))
            if self.form["name"].problem:
                self.form["name"].show_problem(_("名字还没有填。"))
            QTimer.singleShot(0, self, self.adjustSize)  # the sentence needs its own line
            return
        except Unavailable as trouble:
            self.strip.tell(Message("bad", wording.explain(trouble)))
            return
        self.accept()


def _code(street: object) -> str:
    return str(getattr(street, "code", ""))


def ask_first_start(store: Store) -> bool:
    """Ask, and wait. Whether the database is set up now."""
    dialog = FirstStart(store)
    done = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return done

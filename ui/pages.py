"""Every page of the window, in the order of the rail."""

from ui.audit_page import AuditPage
from ui.conflicts_page import ConflictsPage
from ui.corrections_page import CorrectionsPage
from ui.diary_page import DiaryPage
from ui.documents_page import DocumentsPage
from ui.help_page import HelpPage
from ui.missing_page import MissingPage
from ui.overview_page import OverviewPage
from ui.page import Page
from ui.progress_page import ProgressPage
from ui.recheck_page import RecheckPage
from ui.register_page import RegisterPage
from ui.score_page import ScorePage
from ui.settings_page import SettingsPage
from ui.standard_page import StandardPage
from ui.survey_page import SurveyPage
from ui.sync_page import SyncPage

PAGES: tuple[type[Page], ...] = (
    OverviewPage,
    MissingPage,
    AuditPage,
    SurveyPage,
    CorrectionsPage,
    RegisterPage,
    ScorePage,
    ProgressPage,
    RecheckPage,
    ConflictsPage,
    StandardPage,
    DiaryPage,
    SyncPage,
    DocumentsPage,
    SettingsPage,
    HelpPage,
)

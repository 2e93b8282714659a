"""What every page is given: the store, the workers, the standard in force, the settings of this machine."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ui.folder_watch import FolderWatch
from ui.settings import Settings
from ui.tasks import Tasks
from ui.undoing import Undoing
from ui.where import Where
from ui.window_inbox import WindowInbox

if TYPE_CHECKING:
    from auditor.standard import Standard
    from auditor.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """One value handed down from main.py; pages use the store only inside tasks."""

    store: "Store"
    tasks: Tasks
    standard: "Standard"
    settings: Settings
    where: Where = field(default_factory=Where)
    undoing: Undoing = field(default_factory=Undoing)
    inbox: WindowInbox = field(default_factory=WindowInbox)
    watch: FolderWatch = field(default_factory=FolderWatch)
    line: Tasks = field(default_factory=Tasks)  # what waits for the network

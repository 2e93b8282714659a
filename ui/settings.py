"""What one machine remembers of its window: theme, size of type, language, last page. No facts of the field."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from auditor.wording import LANGUAGES
from ui.theme import LARGEST, NAMES, SMALLEST

FILE = "window.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one machine, kept in `folder/window.json`; without a folder they last as long as the window."""

    theme: str = "light"
    scale: float = 1.0
    language: str = "zh"
    page: str = ""
    window: tuple[int, ...] = ()  # where it stood: ui.window_place
    folder: Path | None = field(default=None, compare=False)

    def changed(self, **choices: object) -> "Settings":
        """The same settings with some choices made anew, written down at once."""
        result = replace(self, **choices)  # type: ignore[arg-type]  # replace() itself refuses other names
        keep(result)
        return result


def read(folder: Path) -> Settings:
    """The settings of this folder; choices that are missing or no longer offered take their defaults."""
    file = folder / FILE
    try:
        written = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError):  # a torn file of settings must never keep anybody from work
        written = {}
    known = {f.name for f in fields(Settings)} - {"folder"}
    chosen = {key: value for key, value in written.items() if key in known} if isinstance(written, dict) else {}
    if chosen.get("theme") not in NAMES:
        chosen.pop("theme", None)
    if chosen.get("language") not in LANGUAGES:
        chosen.pop("language", None)
    stood = chosen.pop("window", [])
    if isinstance(stood, list) and len(stood) == 5 and all(type(n) is int for n in stood):
        chosen["window"] = tuple(stood)
    scale = chosen.pop("scale", 1.0)
    scale = min(LARGEST, max(SMALLEST, float(scale))) if isinstance(scale, int | float) else 1.0
    return Settings(**chosen, scale=scale, folder=folder)


def keep(settings: Settings) -> None:
    """Write the settings beside their folder's old ones, whole or not at all; nothing without a folder."""
    if settings.folder is None:
        return
    settings.folder.mkdir(parents=True, exist_ok=True)
    values = asdict(settings)
    del values["folder"]
    draft = settings.folder / (FILE + ".new")
    draft.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(settings.folder / FILE)

"""Files of standards for tests: the one that ships, with a few lines of it changed."""

from auditor.standard_file import STANDARDS

SHIPPED = (STANDARDS / "nankai-2023.toml").read_text(encoding="utf-8")
RULES = SHIPPED[: SHIPPED.index("[[examples]]")]  # examples are those of the rules as they ship


def second(*changes: tuple[str, str], number: int = 2, since: str = "2026-11-22", text: str = RULES) -> bytes:
    """A further number of the standard that ships, every `old` replaced by `new`."""
    made = text.replace("number = 1\n", f"number = {number}\nin_force_from = {since}\n", 1)
    for old, new in changes:
        assert old in made, old
        made = made.replace(old, new)
    return made.encode()

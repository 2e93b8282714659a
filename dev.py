"""The developer's commands, standard library only: `python3 dev.py run`, `python3 dev.py test` and a few more.

On Windows `py dev.py run`. Every command first makes sure of the system libraries, the `.venv` and the packages of
`requirements.lock`, then does its work; what is there already is not done again.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "requirements.sha256"
OUT = ROOT / "out"
DEMO = OUT / "demo.sqlite3"
CATALOGUE = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "auditor.po"

SCALES = (100, 125, 150, 200)  # percent, of the pictures
PYTHONS = ((3, 11), (3, 14))  # from, and below: what the pinned Qt runs on

# Shared library, Debian package. Qt needs the first list to be imported at all, the second for a window under X.
OFFSCREEN_LIBRARIES = (
    ("libGL.so.1", "libgl1"),
    ("libEGL.so.1", "libegl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
)
WINDOW_LIBRARIES = (
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
)

# A header without names, dates of the day or paths, so that two machines write the same catalogue.
PO_HEADER = """\
# English beside the Chinese of the program; the Chinese text is the key.
msgid ""
msgstr ""
"Project-Id-Version: Street Auditor\\n"
"Report-Msgid-Bugs-To: \\n"
"POT-Creation-Date: 2026-01-01 00:00+0000\\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\\n"
"Last-Translator: \\n"
"Language: en\\n"
"Language-Team: \\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


# -- the machine ------------------------------------------------------------------------------------------------------


def on_windows() -> bool:
    """Whether this is Windows; asked at run time, so that the type checker reads both branches."""
    return platform.system() == "Windows"


def has_display() -> bool:
    """Whether a window can be shown here."""
    if platform.system() in {"Windows", "Darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def can_load(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(*, window: bool, packaging: bool = False) -> list[str]:
    """The Debian packages that a Linux machine lacks; empty on other systems."""
    if platform.system() != "Linux":
        return []
    libraries = OFFSCREEN_LIBRARIES + (WINDOW_LIBRARIES if window else ())
    missing = [package for library, package in libraries if not can_load(library)]
    # Debian takes ensurepip out of Python; without it there is no pip inside a new .venv
    if not python_of_venv().exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if packaging and shutil.which("objdump") is None:
        missing.append("binutils")
    return missing


def ensure_system(*, window: bool, packaging: bool = False) -> None:
    """Install missing system packages by apt when root; else SystemExit with the line to type."""
    low, high = PYTHONS
    if not low <= sys.version_info[:2] < high:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise SystemExit(f"Python 3.11, 3.12 or 3.13 is needed; this is {found}.")
    missing = missing_packages(window=window, packaging=packaging)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    line = f"apt-get update && {' '.join(install)}"
    if shutil.which("apt-get") is None:
        raise SystemExit(f"These libraries are missing (Debian's names): {' '.join(missing)}")
    if os.geteuid() != 0:
        raise SystemExit(f"System packages are missing. Install them with:\n    sudo sh -c '{line}'")
    say(f"system packages: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], install):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    still = missing_packages(window=window, packaging=packaging)
    if still:
        raise SystemExit(f"apt-get has run, and these are still missing: {' '.join(still)}")


def python_of_venv() -> Path:
    """The interpreter inside `.venv`, whether it is there or not."""
    return VENV / ("Scripts/python.exe" if on_windows() else "bin/python")


def ensure_packages() -> None:
    """Make `.venv` and install `requirements.lock`, unless the stamp says that this very lock is installed."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if python_of_venv().exists() and STAMP.exists() and STAMP.read_text(encoding="ascii").strip() == digest:
        return
    if not python_of_venv().exists():
        say("making .venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    say("installing the packages of requirements.lock (about a minute the first time)")
    pip = [str(python_of_venv()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=False).returncode != 0:
        raise SystemExit("pip could not install requirements.lock; what it said is above.")
    STAMP.write_text(digest + "\n", encoding="ascii")


# -- steps ------------------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """One line of progress, apart from what the programs print."""
    print(f"— {text}", flush=True)


def environment_of(*, offscreen: bool) -> dict[str, str]:
    """The environment of every program started here: UTF-8, compiled once, Qt without a display where asked."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # two workers and a hundred children would all compile everything
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def run_python(words: str, arguments: Sequence[str], *, offscreen: bool = True, **more: str) -> None:
    """Say `words`, run the venv's Python with `arguments` in the project's folder; SystemExit when it fails.

    `more` is added to the environment.
    """
    say(words)
    command = [str(python_of_venv()), *arguments]
    environment = environment_of(offscreen=offscreen) | more
    code = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
    if code != 0:
        print(f"— {words}: failed, exit code {code}", file=sys.stderr, flush=True)
        raise SystemExit(code if code > 0 else 1)


def read_python(arguments: Sequence[str]) -> str:
    """What the venv's Python prints for `arguments`; SystemExit when it fails."""
    command = [str(python_of_venv()), *arguments]
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment_of(offscreen=True), stdout=subprocess.PIPE, encoding="utf-8"
    )
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    return done.stdout


# -- the commands -----------------------------------------------------------------------------------------------------


def ensure_demo() -> None:
    """Make the demonstration database where there is none."""
    if not DEMO.exists():
        demo = ["main.py", "demo", "--size", "district", "--seed", "1", "--out", str(OUT)]
        run_python("demonstration district", demo)


def choose_street() -> str:
    """The code of the first demonstration street whose verdict is MET, else of the first street."""
    streets = json.loads(read_python(["main.py", "--db", str(DEMO), "score", "--json"]))["streets"]
    met = [street for street in streets if street["verdict"] == "MET"]
    return str((met or streets)[0]["code"])


def show_without_display() -> None:
    """What the window would show, as files: a certificate, a street report and pictures of the main pages."""
    street = choose_street()
    certificate, report, shots = OUT / f"certificate-{street}.pdf", OUT / f"report-{street}.pdf", OUT / "shots"
    for made_before in (certificate, report):
        made_before.unlink(missing_ok=True)  # the program itself never writes over a document
    main = ["main.py", "--db", str(DEMO)]
    issue = ["issue", "--street", street, "--kind", "self_assessment", "--out", str(certificate)]
    steps: tuple[tuple[str, list[str]], ...] = (
        ("score", ["score"]),
        (f"certificate of street {street}", issue),
        ("checking the certificate", ["verify", str(certificate)]),
        (f"report of street {street}", ["export", "score", "--street", street, "--out", str(report)]),
        ("pictures of the main pages", ["shots", "--out", str(shots)]),
    )
    for words, arguments in steps:
        run_python(words, [*main, *arguments])
    say("done; look at")
    for path in (DEMO, certificate, report, *sorted(shots.rglob("*.png"))):
        print(f"  {path.relative_to(ROOT)}")


def run_program(_arguments: Sequence[str]) -> None:
    """Open the window on the demonstration district; without a display write its pages and papers to out/."""
    window = has_display()
    ensure_system(window=window)
    ensure_packages()
    OUT.mkdir(exist_ok=True)
    ensure_demo()
    if window:
        run_python("window", ["main.py", "--db", str(DEMO)], offscreen=False)
    else:
        show_without_display()


def run_tests(arguments: Sequence[str]) -> None:
    """Style, types and tests; stops at the first that fails. Further arguments go to pytest."""
    ensure_system(window=False)
    ensure_packages()
    run_python("ruff check", ["-m", "ruff", "check"])
    run_python("ruff format --check", ["-m", "ruff", "format", "--check"])
    run_python("mypy", ["-m", "mypy"])
    run_python("pytest", ["-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments])


def make_shots(_arguments: Sequence[str]) -> None:
    """Pictures of every page in both languages, three themes and four scales, to out/shots."""
    ensure_system(window=False)
    ensure_packages()
    OUT.mkdir(exist_ok=True)
    ensure_demo()
    shots = OUT / "shots"
    shutil.rmtree(shots, ignore_errors=True)
    with ThreadPoolExecutor(2) as two, tempfile.TemporaryDirectory() as aside:
        for done in [two.submit(shoot_at, scale, shots, Path(aside)) for scale in SCALES]:
            done.result()
    pictures = sorted(shots.rglob("*.png"))
    for folder in sorted({path.parent for path in pictures}):
        print(f"  {folder.relative_to(ROOT)}: {len(list(folder.glob('*.png')))}")


def shoot_at(scale: int, shots: Path, aside: Path) -> None:
    """The pictures at one scale of the system, in percent; Qt takes a scale, a database a process, once each."""
    place = aside / f"{scale}.sqlite3"
    shutil.copy(DEMO, place)
    photos = DEMO.with_name(DEMO.name + ".photos")
    if photos.is_dir():
        shutil.copytree(photos, place.with_name(place.name + ".photos"))
    arguments = ["main.py", "--db", str(place), "shots", "--everything", "--out", str(shots / str(scale))]
    run_python(f"pictures at {scale} %", arguments, QT_SCALE_FACTOR=f"{scale / 100:g}")


def make_pictures(_arguments: Sequence[str]) -> None:
    """Remake the pictures of the manual and the contact sheets of the README from how the pages look now."""
    ensure_system(window=False)
    ensure_packages()
    run_python("pictures of the manual", ["-m", "tests.manual_pictures"])


def run_bench(_arguments: Sequence[str]) -> None:
    """Speed of each budget as a ratio against bare reference work in the same run."""
    ensure_system(window=False)
    ensure_packages()
    run_python("bench", ["-m", "tests.benchmarks"])


def run_calibration(_arguments: Sequence[str]) -> None:
    """Simulate how often the intervals hold and the radar errs, and remake their tables; some minutes."""
    ensure_system(window=False)
    ensure_packages()
    run_python("intervals", ["-m", "tests.calibration"])
    run_python("radar", ["-m", "tests.calibration.radar"])


def run_soak(arguments: Sequence[str]) -> None:
    """All orders of six packages; then kill the window while somebody types. Some minutes. A number: how many kills."""
    ensure_system(window=False)
    ensure_packages()
    run_python("soak", ["-m", "tests.soak", *arguments])


def run_simulation(arguments: Sequence[str]) -> None:
    """500 stations through 8 weeks, and their figures; a quarter of an hour. Numbers: other stations, other weeks."""
    ensure_system(window=False)
    ensure_packages()
    run_python("simulation", ["-m", "tests.simulation", *arguments])


def run_mutants(arguments: Sequence[str]) -> None:
    """Plant every known bug, one at a time, and see its named test fail; some minutes. Words: only those mutants."""
    ensure_system(window=False)
    ensure_packages()
    run_python("mutants", ["-m", "tests.mutants", *arguments])


def make_lock(arguments: Sequence[str]) -> None:
    """Resolve pyproject.toml into requirements.lock, hashes and no address; `--upgrade` takes newer versions."""
    ensure_system(window=False)
    if not python_of_venv().exists():
        ensure_packages()
    compiling = ["-m", "uv", "--no-config", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    shape = ["--generate-hashes", "--no-annotate", "--custom-compile-command", "python dev.py lock"]
    source = ["pyproject.toml", "--group", "dev", "-o", LOCK.name]
    run_python("requirements.lock", [*compiling, *shape, *source, *arguments])
    if "://" in LOCK.read_text(encoding="utf-8"):
        raise SystemExit("requirements.lock holds an address; it must not be committed.")


def make_messages(_arguments: Sequence[str]) -> None:
    """Bring the English catalogue up to date with the Chinese texts of the code, then compile it."""
    ensure_system(window=False)
    ensure_packages()
    if not CATALOGUE.exists():
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(PO_HEADER, encoding="utf-8", newline="\n")
    catalogue = CATALOGUE.relative_to(ROOT).as_posix()
    babel = ["-m", "babel.messages.frontend", "--quiet"]
    with tempfile.TemporaryDirectory() as scratch:
        template = str(Path(scratch) / "auditor.pot")
        keywords = ["--no-default-keywords", "-k", "_", "-k", "ngettext:1,2", "-k", "pgettext:1c,2"]
        # file names without line numbers: a line added above a text is no change of the catalogue
        shape = ["--add-location=file", "--sort-output", "--width=120", "-o", template]
        run_python("texts", [*babel, "extract", *keywords, *shape, "auditor", "ui", "main.py"])
        updating = ["-D", "auditor", "-l", "en", "--no-fuzzy-matching", "--ignore-obsolete", "--width=120"]
        dates = ["--ignore-pot-creation-date", "-i", template, "-o", catalogue]
        run_python(catalogue, [*babel, "update", *updating, *dates])
    compiled = CATALOGUE.with_suffix(".mo").relative_to(ROOT).as_posix()
    run_python(compiled, [*babel, "compile", "-l", "en", "-i", catalogue, "-o", compiled])


def glibc_needed(folder: Path) -> tuple[int, ...]:
    """The newest glibc that any binary under `folder` asks for, as (2, 36); (0,) where none does."""
    versions = {
        tuple(int(part) for part in match.split(b"."))
        for path in folder.rglob("*")
        if path.is_file() and (".so" in path.name or not path.suffix)
        for match in re.findall(rb"GLIBC_(\d+\.\d+)", path.read_bytes())
    }
    return max(versions, default=(0,))


def make_package(_arguments: Sequence[str]) -> None:
    """Build dist/street-auditor with PyInstaller and let it test itself in an empty environment."""
    ensure_system(window=True, packaging=True)
    ensure_packages()
    run_python("PyInstaller", ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "pyinstaller.spec"])
    bundle = ROOT / "dist" / "street-auditor"
    program = bundle / ("street-auditor.exe" if on_windows() else "street-auditor")
    with tempfile.TemporaryDirectory() as home:
        # nothing of this machine but what a program needs to start at all
        bare = {
            "QT_QPA_PLATFORM": "offscreen",
            "LC_ALL": "C.UTF-8",
            "HOME": home,
            "USERPROFILE": home,
            "TEMP": home,
            "TMPDIR": home,
        }
        bare |= {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        say("the bundle's own test")
        code = subprocess.run([str(program), "--smoke"], check=False, cwd=home, env=bare).returncode
    if code != 0:
        raise SystemExit(f"{program.relative_to(ROOT)} --smoke: exit code {code}")
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"{bundle.relative_to(ROOT)}: {size / 1e6:.0f} MB")
    if platform.system() == "Linux":
        say(f"it runs where glibc is {'.'.join(map(str, glibc_needed(bundle)))} or newer")


COMMANDS = {
    "run": run_program,
    "test": run_tests,
    "shots": make_shots,
    "pictures": make_pictures,
    "messages": make_messages,
    "bench": run_bench,
    "calibrate": run_calibration,
    "soak": run_soak,
    "simulate": run_simulation,
    "mutants": run_mutants,
    "lock": make_lock,
    "package": make_package,
}


def main() -> None:
    """Read the command and do it."""
    for stream in (sys.stdout, sys.stderr):
        # a Chinese path or an em dash must not stop a console of another code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__, add_help=name != "test")
    chosen, further = parser.parse_known_args()
    if further and chosen.command not in {"test", "lock", "soak", "mutants", "simulate"}:
        parser.error(f"{chosen.command} takes no further arguments: {' '.join(further)}")
    COMMANDS[chosen.command](further)


if __name__ == "__main__":
    main()

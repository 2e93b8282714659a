"""The terminal: the same use cases as the window (DESIGN 12). Names, exit codes and JSON keys are a contract."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import wording
from auditor.certificate import DocumentKind
from auditor.errors import Cancelled, Refused, Unavailable
from auditor.recheck import Subject
from auditor.store import Store
from auditor.survey import Mode
from auditor.wording import _

if TYPE_CHECKING:
    from ui.commands import Command
    from ui.keeping_commands import Restore

REFUSED = 1


def _window_parser(default_place: str, *, add_help: bool) -> argparse.ArgumentParser:
    """What may be said without a command: then the window opens."""
    parser = argparse.ArgumentParser(prog="main.py", add_help=add_help, description=_("示范街评估：不带命令时打开窗口"))
    parser.add_argument("--db", default=default_place, help=_("数据库文件，或 PostgreSQL 地址"))
    parser.add_argument("--language", choices=wording.LANGUAGES, default="", help=_("界面语言"))
    parser.add_argument("--person", default="", help=_("谁在记录（第一次用时登记）"))
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    return parser


def make_parser(default_place: str) -> argparse.ArgumentParser:
    """Every command and option; argparse itself exits with 2 on a wrong call."""
    from ui import (
        commands,
        conflict_commands,
        correction_commands,
        diary_commands,
        enrol_commands,
        estimate_commands,
        exchange_commands,
        inbox_commands,
        keeping_commands,
        missing_commands,
        move_commands,
        quality_commands,
        standard_commands,
        sync_commands,
    )

    parser = _window_parser(default_place, add_help=True)
    actions = parser.add_subparsers(dest="action")

    def add(name: str, run: "Command", about: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    demo = add("demo", commands.demo, _("做一个演示区（演示数据，按种子可重做）"))
    demo.add_argument("--size", choices=("small", "district"), default="small")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--out", default=".")

    read = add("import", standard_commands.import_any, _("从 xlsx 或 csv 导入；标准从 toml；照片从文件夹"))
    read.add_argument("what", choices=("register", "audits", "responses", "standard", "photos"))
    read.add_argument("file")
    read.add_argument("--dry-run", action="store_true", help=_("只看会怎样，什么都不写"))
    read.add_argument("--accept-good", action="store_true", help=_("有错行时，只导入好的行"))
    read.add_argument("--street", default="", metavar="CODE", help=_("照片：哪个街道，按拍摄时间归到最近的检查"))
    read.add_argument("--site", default="", metavar="CODE", help=_("照片：都归到这个点位"))
    _json(read)

    told = _("导出为 xlsx、csv、json（score 也可 pdf：街道报告；missing 也可 pdf：工作单）")
    write = add("export", commands.export_table, told)
    lists = ("templates", "register", "audits", "responses", "score", "missing", "progress", "corrections")
    write.add_argument("what", choices=lists)
    write.add_argument("--out", required=True)
    _street(write, required=False)
    _on(write)
    _known(write)

    score = add("score", commands.score, _("评分"))
    _street(score, required=False)
    _on(score)
    _known(score)
    score.add_argument("--standard", default="", metavar="ID[:NUMBER]", help=_("按哪一份标准（默认本库所用的）"))
    _json(score)

    compare = add("what-if", standard_commands.what_if, _("换一份标准会怎样：哪些街翻过来，是哪一条"))
    compare.add_argument("--standard", required=True, metavar="ID[:NUMBER]", help=_("换成哪一份"))
    compare.add_argument("--against", default="", metavar="ID[:NUMBER]", help=_("与哪一份比（默认本库所用的）"))
    _street(compare, required=False)
    _on(compare)
    _known(compare)
    _json(compare)
    compare.add_argument("--out", default="", help=_("写成 xlsx、csv 或 json"))
    missing_commands.declare(add)
    correction_commands.declare(add)
    diary_commands.declare(add)
    conflict_commands.declare(add)

    plan = add("plan", commands.plan, _("为一个街道开一轮调查：样本量、分配、抽户，当场冻结"))
    _street(plan)
    plan.add_argument("--mode", choices=[m.value for m in Mode], required=True)
    plan.add_argument("--name", default="")
    plan.add_argument("--dry-run", action="store_true", help=_("只算样本量和分配，不冻结"))
    _json(plan)

    _add_rounds(add)
    estimate = add(
        "estimate", estimate_commands.estimate, _("估计一个比例或均值及其界限：从 csv，或从三个数；不用数据库")
    )
    estimate_commands.add_options(estimate)
    _json(estimate)

    issue = add("issue", commands.issue, _("签发文件（PDF）"))
    _street(issue)
    issue.add_argument("--kind", choices=[k.value for k in DocumentKind], required=True)
    _on(issue)
    issue.add_argument("--out", required=True)
    issue.add_argument("--issuer", default="", help=_("签发单位（记入本库设置）"))
    issue.add_argument("--prefix", default="", help=_("代字（记入本库设置）"))

    verify = add("verify", commands.verify, _("核验一份 PDF：只凭文件本身"))
    verify.add_argument("file")
    _json(verify)

    progress = add("progress", commands.progress, _("2025 与 2030 两个目标"))
    _on(progress)
    _known(progress)
    _json(progress)
    progress.add_argument("--out", default="")

    quality = add("quality", quality_commands.quality, _("质量雷达：只提示，不改评分"))
    _street(quality, required=False)
    _json(quality)

    recheck = add("recheck", quality_commands.recheck, _("复核：抽一批给另一个人再看一次，或看结果"))
    _street(recheck)
    recheck.add_argument("--draw", action="store_true", help=_("抽一批"))
    recheck.add_argument("--subject", choices=[s.value for s in Subject], default=Subject.SITE.value)
    recheck.add_argument("--inspector", default="", metavar="NAME", help=_("复核人：没有做过第一次的人"))
    recheck.add_argument("--seed", type=_seed, metavar="HEX", help=_("按这个种子抽（不写则新取一个）"))
    recheck.add_argument("--flag", default="", metavar="ID", help=_("把这条提示列入复核"))
    _json(recheck)

    shots = add("shots", commands.shots, _("把每一页画成图"))
    shots.add_argument("--out", required=True)
    shots.add_argument("--everything", action="store_true", help=_("两种语言、三种配色"))

    sync_commands.declare(add)
    enrol_commands.declare(add)
    exchange_commands.declare(add)
    keeping_commands.declare(add)
    move_commands.declare(add)
    inbox_commands.declare(add)
    return parser


def _seed(text: str) -> str:
    if len(bytes.fromhex(text)) < 8:  # argparse tells a ValueError as a wrong call
        raise ValueError(text)
    return text.lower()


def _add_rounds(add: Callable[[str, "Command", str], argparse.ArgumentParser]) -> None:
    """What is done with a round once it is open; without `--round` with the street's newest."""
    from ui import survey_commands

    handed = add("fieldlist", survey_commands.field_list, _("列出还要访的户，分给访问人（pdf 或 xlsx）"))
    handed.add_argument("--interviewers", required=True, metavar="A,B")
    handed.add_argument("--community", default="", metavar="CODE")
    handed.add_argument("--out", required=True)
    others = (
        add("supplement", survey_commands.supplement, _("补抽：名单冻结以后登记的户")),
        add("close-round", survey_commands.close_round, _("结束一个轮次，不再收访问")),
        add("destroy-key", survey_commands.destroy_key, _("销毁轮次的密钥：从此谁也找不到哪一户答了什么")),
    )
    for parser in (handed, *others):
        _street(parser)
        parser.add_argument("--round", default="", metavar="NAME")


def _street(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--street", required=required, default="", metavar="CODE")


def _on(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")


def _known(parser: argparse.ArgumentParser) -> None:
    about = _("只按本库到那天为止收到的记录：当时看到什么，就给什么")
    parser.add_argument("--known", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=about)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace, open_store: Callable[[str], Store], restore: "Restore | None" = None) -> int:
    """Carry out one command: 0 done, 1 refused or false with the sentence on standard error. `restore` is the door to
    a database that cannot be opened."""
    command: Command = options.run
    options.restoring = restore
    try:
        return command(options, open_store)
    except (Refused, Unavailable) as error:
        print(wording.explain(error), file=sys.stderr)
    except Cancelled:
        print(_("已停止，什么都没有留下。"), file=sys.stderr)
    except OSError as error:
        path = error.filename or ""
        if isinstance(error, FileNotFoundError) and Path(path).parent.is_dir():  # it was to be read
            print(wording.explain(Unavailable("no_file", path=path)), file=sys.stderr)
        else:
            said = error.strerror or str(error)
            print(wording.explain(Unavailable("cannot_write", path=path, said=said)), file=sys.stderr)
    return REFUSED


def parse(arguments: Sequence[str], default_place: str) -> argparse.Namespace:
    """The options of a call. The language is set first, so that help speaks it too."""
    for before, after in pairwise(arguments):
        if before == "--language" and after in wording.LANGUAGES:
            wording.use(after)
    options, rest = _window_parser(default_place, add_help=False).parse_known_args(arguments)
    if not rest:  # the window: no command is loaded for it
        options.action = None
        return options
    return make_parser(default_place).parse_args(arguments)

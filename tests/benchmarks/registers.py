"""The budget of the register: 100,000 sites of a district listed, searched, sorted and filtered in the real window."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from auditor.division import new_community, new_street
from auditor.site import Site
from auditor.standard_file import shipped
from auditor.store import Only
from db import SqlStore
from tests.benchmarks.measuring import Result
from tests.making import fresh_store, site
from ui.app import make_app
from ui.context import Context
from ui.main_window import MainWindow
from ui.register_page import RegisterPage
from ui.register_rows import ALL
from ui.settings import Settings
from ui.steady import keep_steady
from ui.tasks import Tasks

MANY, STREETS = 100_000, 12
WORDS = ("学湖里", "照湖里", "龙兴里", "风湖里", "天大四季村", "迎水道", "长虹里", "万兴里", "华苑")
PLACES = ("小区", "便民菜店", "幼儿园", "卫生服务站", "写字楼", "菜市场")
SHOWN_S, KEYSTROKE_S, HELD_S = 0.1, 0.05, 0.1


def fill(store: SqlStore) -> None:
    """100,000 sites spread over twelve streets."""
    codes = [f"1201040{i:02}000" for i in range(1, STREETS + 1)]

    def made(i: int) -> Site:
        street = codes[i % STREETS]
        name = f"{WORDS[i % 9]}{i % 97}号{PLACES[i // 9 % 6]}"
        return site(
            f"{street[7:9]}-{i:06}",
            name=name,
            street=street,
            community=f"{street[:9]}001",
            place_type="office",
            households=0,
        )

    with store.writing() as work:
        work.streets.save_all(new_street(code, f"街道{code[7:9]}") for code in codes)
        work.communities.save_all(new_community(f"{code[:9]}001", "第一社区居委会", code) for code in codes)
        work.sites.save_all(made(i) for i in range(MANY))


def register() -> list[Result]:
    """Seconds until the list of all streets is shown, until a search is answered, and of the longest silence of the
    window meanwhile; each against what it may take at most."""
    app = make_app(Settings())
    with fresh_store() as store:
        fill(store)
        tasks = Tasks()
        store.told = tasks.announce
        window = MainWindow(Context(store, tasks, shipped(), Settings()), [RegisterPage])
        window.show()
        page = window.page
        assert isinstance(page, RegisterPage)
        silences = [0.0]
        last = time.perf_counter()

        def beat() -> None:
            nonlocal last
            now = time.perf_counter()
            silences.append(now - last)
            last = now

        timer = QTimer(interval=1)
        timer.timeout.connect(beat)

        def until(done: Callable[[], bool]) -> float:
            begun = time.perf_counter()
            while not done():
                app.processEvents()
            return time.perf_counter() - begun

        def settled() -> bool:
            return tasks.idle and page.list._waiting.limit < 0

        until(lambda: page.register is not None and tasks.idle)
        keep_steady()
        shown = []
        for _ in range(5):
            page.register = None
            page._place = (ALL, "")
            page.refresh()
            shown.append(until(lambda: page.register is not None))
            until(settled)
        last = time.perf_counter()
        timer.start()
        strokes = []
        for text in ("l", "lx", "lxl", "lxl4", "lxl42", "12-0999", "龙兴里", "zzz", ""):
            taken = []
            for _ in range(3):
                page.list._ask(text=text)
                taken.append(until(lambda: page.list._waiting.limit < 0))
                until(settled)
            strokes.append(min(taken))
        for key in ("name", "last", "households"):
            page.list._order_by(key, True)
            until(settled)
        page.list._narrow(frozenset({Only.NEVER, Only.NO_ORGANISATION}))
        until(settled)
        timer.stop()
        window.close()
        tasks.close()
    return [
        Result("list of 100,000 sites shown (at most 100 ms)", min(shown), SHOWN_S, 1.0),
        Result("keystroke among 100,000 sites (at most 50 ms)", max(strokes), KEYSTROKE_S, 1.0),
        Result("longest silence of the window meanwhile", max(silences), HELD_S, 1.0),
    ]

"""One of several processes that take in one package at once: it waits for the word, does it, says how it went."""

import os
import sys
from pathlib import Path

from auditor.errors import Refused, Unavailable
from auditor.use_cases.unpacking import unpack
from db import open_store
from tests.killed_child import say
from tests.making import Clock


def main() -> None:
    """Place and package as arguments; a line on standard input is the word, another one the end."""
    place, path = sys.argv[1:3]
    say("ready", os.getpid())
    sys.stdin.readline()
    try:
        store = open_store(place, Clock())
        done = unpack(store, Path(path))
        say("done", done.new, int(done.again))
        sys.stdin.readline()  # who has the file has it until the others have asked for it
        store.close()
    except Unavailable as told:
        say("told", told.code)
    except Refused as refused:
        say("refused", refused.problems[0].code)


if __name__ == "__main__":
    main()

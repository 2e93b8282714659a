"""A child that says nothing, hangs or dies fails its test in time, with its stacks; nothing of it is left running."""

import os
import time

import pytest

from tests.child import child

FORKS = """
import os, time
pid = os.fork()
if pid:
    print(pid, flush=True)
    os.waitpid(pid, 0)
else:
    time.sleep(600)
"""
forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="the child forks")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"  # ended, and not yet taken note of by its parent
    except OSError:
        return True


def test_one_that_answers_is_heard_and_ends_by_itself() -> None:
    with child(["-c", "print(input()[::-1])"]) as other:
        other.tell("abc")
        assert other.read("the answer") == "cba\n"


def test_one_that_hangs_is_told_with_its_stack() -> None:
    start = time.monotonic()
    said = pytest.raises(AssertionError, match=r"(?s)waiting for a word: nothing came within 1 s.*line 2 in hang")
    with said, child(["-c", "def hang():\n import time; time.sleep(600)\nhang()"]) as other:
        other.read("a word", within=1)
    assert time.monotonic() - start < 30


def test_one_that_dies_is_told_with_what_it_said() -> None:
    said = pytest.raises(AssertionError, match=r"(?s)waiting for a word: the child ended.*ZeroDivisionError")
    with said, child(["-c", "1 / 0"]) as other:
        other.read("a word")


@forking
def test_a_test_that_fails_in_between_does_not_wait_for_what_was_forked() -> None:
    pids = []
    start = time.monotonic()
    with pytest.raises(KeyError), child(["-c", FORKS]) as other:  # noqa: PT012 - the block is what fails
        pids.append(int(other.read("its pid")))
        raise KeyError
    assert time.monotonic() - start < 30
    while is_running(pids[0]):
        assert time.monotonic() - start < 30
        time.sleep(0.01)

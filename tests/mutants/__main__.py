"""Every mutant against its test: `python -m tests.mutants [WORD ...]`, only those whose name holds one of the words."""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.running import LIMIT, Ended, run_tests
from tests.mutants.table import MUTANTS, Mutant


def main() -> None:
    """All tests without a mutant first, then each with its own; exit code 1 where one is not killed."""
    chosen = [m for m in MUTANTS if not sys.argv[1:] or any(word in m.name for word in sys.argv[1:])]
    sound = run_tests(sorted({m.test for m in chosen}), limit=LIMIT * 5)
    if sound.code != 0:
        raise SystemExit(f"the tests fail without any mutant:\n{sound.said}")

    def trial(mutant: Mutant) -> Ended:
        return run_tests([mutant.test], mutant)

    alive = 0
    with ThreadPoolExecutor(2) as two:
        for mutant, ended in zip(chosen, two.map(trial, chosen), strict=True):
            print(f"{ended.verdict:9} {ended.seconds:5.1f} s  {mutant.name}  ({mutant.test})", flush=True)
            if ended.verdict != "killed":
                alive += 1
                print(ended.said, flush=True)
    print(f"{len(chosen) - alive} of {len(chosen)} mutants killed")
    raise SystemExit(1 if alive else 0)


if __name__ == "__main__":
    main()

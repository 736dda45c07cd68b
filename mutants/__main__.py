"""Run the gate: all planted faults, or those whose name holds one of the words given."""

from __future__ import annotations

import sys
import time

from mutants.faults import ALL
from mutants.gate import Verdict, run_gate


def main(words: list[str]) -> int:
    chosen = [each for each in ALL if not words or any(word in each.name for word in words)]
    if not chosen:
        print(f"no planted fault has {' or '.join(words)} in its name")
        return 1
    started = time.monotonic()
    try:
        outcomes = run_gate(chosen)
    except RuntimeError as error:
        print(error)
        return 1
    count = {verdict: sum(each.verdict is verdict for each in outcomes) for verdict in Verdict}
    for each in outcomes:
        if each.verdict is not Verdict.KILLED:
            print(f"{each.verdict}  {each.mutant.name} in {each.mutant.file}: {each.reason}")
    print(
        f"{len(outcomes)} faults planted, {count[Verdict.KILLED]} killed, {count[Verdict.SURVIVED]} survived, "
        f"{count[Verdict.ERROR]} errors, {time.monotonic() - started:.0f} s"
    )
    return 0 if count[Verdict.KILLED] == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

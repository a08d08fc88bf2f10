"""Measure the figures and say what they came to: `python -m bench [names] [--quick] [--strict]`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence

from bench import acknowledging, planning, posting, reading, sending, soaking, starting
from bench.measuring import QUICK, WHOLE, Effort, Seen

FIGURES: dict[str, Callable[[Effort], list[Seen]]] = {
    "ack": acknowledging.ack,
    "ack_postgresql": acknowledging.ack_postgresql,
    "boards": acknowledging.boards,
    "slow_slack": acknowledging.slow_slack,
    "drawing": reading.drawing,
    "summary": reading.summary,
    "tick": reading.tick,
    "cycles": planning.cycles,
    "drain": sending.drain,
    "deliver": posting.deliver,
    "hot_channel": posting.hot_channel,
    "soak": soaking.soak,
    "soak_postgresql": soaking.soak_postgresql,
    "soak_unseen": soaking.soak_unseen,
    "start": starting.start,
    "import": reading.import_,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was named, or everything; 1 with --strict where a figure was not reached."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join(FIGURES)}; all, if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller databases: a look, no proof")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a figure was not reached")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in FIGURES]
    if unknown:
        parser.error(f"There is no figure called {', '.join(unknown)}; there are {', '.join(FIGURES)}.")
    print(_where())
    missed = 0
    for name in asked.names or FIGURES:
        print(f"\n{name}: {FIGURES[name].__doc__}", flush=True)
        for seen in FIGURES[name](QUICK if asked.quick else WHOLE):
            missed += seen.met is False
            print(_line(seen), flush=True)
    return 1 if missed and asked.strict else 0


def _line(seen: Seen) -> str:
    verdict = {True: "reached", False: "MISSED", None: "told"}[seen.met]
    how = f"\n           {seen.how}" if seen.how else ""
    return f"  {verdict:8} {seen.figure}: {seen.seen}, to reach {seen.reach}{how}"


def _where() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors; "
        f"load as it began: {load}"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Measurements, each against something that every machine has. LINES (1000000) and RUNS (5) may be set, and in
MEASURE which ones, or all; by default drain and parse.

drain   `decklog collect` reads a finished container's log, through the engine's API and from its files, in turn with
        `curl` of the same log into /dev/null; drain-mixed: lines of every kind.
parse   `decklog parse FILE >/dev/null` in CPU time of the whole process, against `wc -l` of the same file.
company what bus, subscriber and metrics cost a drain.
live    20 containers that write 10,000 lines a second in all: the time from a write to its record.
store   how far the store is behind 10,000 lines a second, and what it costs.
idle    300 containers that write nothing.
audit   `decklog audit` of 30 rotations that were copied, against `sha256sum` of the same files.
growth  whether the cost grows in line with lines and containers.

Each engine runs in its own network namespace and is gone afterwards. Needs root for it, the release build (`make
build`; DECKLOG=PATH for another one), dockerd, curl and a static busybox. Only the ratios mean something: absolute
times are this machine's and this hour's.
"""

import os
import pathlib
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from bench import audit, company, drain, growth, live, parse, store
from harness.collector import DECKLOG

MEASUREMENTS = {"drain": drain.run, "parse": parse.run, "drain-mixed": drain.mixed,
                "company": company.run, "live": live.run, "store": store.run, "audit": audit.run,
                "idle": live.idle, "growth": growth.run}
DEFAULT = "drain,parse"


def main():
    names = os.environ.get("MEASURE", DEFAULT)
    names = list(MEASUREMENTS) if names == "all" else names.split(",")
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        sys.exit(f"bench: there is no measurement {unknown[0]}; there are {', '.join(MEASUREMENTS)}")
    if not os.access(DECKLOG, os.X_OK):
        sys.exit(f"bench: there is no {DECKLOG}; make build first")
    # As an exception, so that a signal cleans up as the end does.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="decklog-bench-") as directory:
        for name in names:
            if name not in ("parse", "audit") and os.geteuid() != 0:
                print(f"{name}: left out, because an engine of our own needs root\n")
            else:
                MEASUREMENTS[name](directory)


if __name__ == "__main__":
    main()

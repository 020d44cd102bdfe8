"""Measures decklog, relative to standard tools. MEASURE selects measurements, separated by commas, or `all` (drain,parse);
LINES (1000000) and RUNS (5) set their size.

drain         `decklog collect` reading a finished container's log, through the engine's API and from its files,
              alternating with `curl` of the same log to /dev/null
drain-mixed   the same with lines of all kinds
parse         CPU time of `decklog parse FILE >/dev/null`, relative to `wc -l` of the same file
integrations  the cost of bus, subscriber and metrics in a drain
live          20 containers that write 10,000 lines a second in total: the time from a write to its record
store         the delay of the store at 10,000 lines a second, and its cost
idle          300 containers that write nothing
audit         `decklog audit` of 30 copied rotations, relative to `sha256sum` of the same files
growth        whether the cost is linear in the number of lines and containers

Each engine runs in its own network namespace and is removed afterwards. This needs root, the release build (`make build`,
or DECKLOG=PATH), dockerd, curl and a static busybox. Only compare the ratios: absolute times depend on the machine.
"""

import os
import pathlib
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from bench import audit, drain, growth, integrations, live, parse, store
from harness.collector import DECKLOG

MEASUREMENTS = {"drain": drain.run, "parse": parse.run, "drain-mixed": drain.mixed,
                "integrations": integrations.run, "live": live.run, "store": store.run, "audit": audit.run,
                "idle": live.idle, "growth": growth.run}
DEFAULT = "drain,parse"


def main():
    names = os.environ.get("MEASURE", DEFAULT)
    names = list(MEASUREMENTS) if names == "all" else names.split(",")
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        sys.exit(f"bench: unknown measurement {unknown[0]}; known are {', '.join(MEASUREMENTS)}")
    if not os.access(DECKLOG, os.X_OK):
        sys.exit(f"bench: {DECKLOG} is missing; run make build first")
    # Raise an exception, so that signals clean up.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="decklog-bench-") as directory:
        for name in names:
            if name not in ("parse", "audit") and os.geteuid() != 0:
                print(f"{name}: skipped, because its engine needs root\n")
            else:
                MEASUREMENTS[name](directory)


if __name__ == "__main__":
    main()

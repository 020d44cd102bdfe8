"""CPU time of `decklog parse FILE >/dev/null`, relative to `wc -l` of the same file."""

import os
import statistics

from bench.measures import LINES, RUNS, cpu_of_child, workload
from harness.collector import DECKLOG


def run(directory):
    """Measures and prints."""
    print(f"parse: {LINES:,} lines to /dev/null, CPU time of the whole process, median of {RUNS}")
    print(f"  {'workload':<10} {'decklog':>10}  {'lines/s CPU':>12}  {'MB/s CPU':>8}  {'wc -l':>10}  {'ratio':>8}")
    for name in ("uniform", "mixed"):
        path = workload(directory, name)
        size = os.stat(path).st_size
        decklog = statistics.median(cpu_of_child([DECKLOG, "parse", path]) for _ in range(RUNS))
        count = statistics.median(cpu_of_child(["wc", "-l", path]) for _ in range(RUNS))
        print(f"  {name:<10} {decklog:8.3f} s  {LINES / decklog:>12,.0f}  {size / decklog / 1e6:>8,.0f}"
              f"  {count:8.3f} s  {decklog / max(count, 1e-6):>8.1f}", flush=True)
    print(flush=True)

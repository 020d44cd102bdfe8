"""Whether the cost is linear: draining logs of several lengths from one container, and the same number of lines from
several numbers of containers, from the files."""

import os
import statistics
from concurrent.futures import ThreadPoolExecutor

from bench.drain import start_container
from bench.measures import RUNS, time_collect, workload
from harness.engine import Engine
from harness.fleet import Fleet

LENGTHS = (100_000, 1_000_000, 5_000_000)
FLEETS = (1, 10, 100, 300)
FLEET_LINES = 600_000


def run(directory):
    """Measures and prints."""
    print(f"growth: from the files, median of {RUNS}", flush=True)
    print(f"  {'containers':>10} {'lines':>10} {'seconds':>8} {'CPU':>8} {'lines/s':>10} {'CPU per line, of the first':>27}")
    with Engine(os.path.join(directory, "engine-growth")) as engine:
        first = None
        for length in LENGTHS:
            lines = workload(directory, "uniform", length)
            container = start_container(engine, directory, lines)
            first = measure(engine, directory, 1, length, os.stat(lines).st_size, first)
            engine.docker("rm", "--force", container)
    with Engine(os.path.join(directory, "engine-fleets")) as engine:
        fleet, first = Fleet(engine), None
        for count in FLEETS:
            names = [f"fleet-{count}-{number}" for number in range(count)]
            share = FLEET_LINES // count

            def start(name):
                engine.docker("run", "--detach", "--name", name, "--network", "none", "--label", f"fleet=n{count}",
                              "decoy", "/bin/decoy", "emit", "--run", name, "--lines", str(share))
            with ThreadPoolExecutor(4) as starters:
                list(starters.map(start, names))
            fleet.wait(names)
            size = sum(len(engine.docker_bytes("logs", name)) for name in names)
            first = measure(engine, directory, count, share * count, size, first, "--select", f"fleet=n{count}")
    print(flush=True)


def measure(engine, directory, containers, lines, size, first, *flags):
    """Prints one line; returns the CPU seconds per line of the first one."""
    runs = [time_collect(engine.socket, directory, size, "files", *flags) for _ in range(RUNS)]
    seconds, cpu = (statistics.median(values) for values in zip(*runs))
    first = first or cpu / lines
    print(f"  {containers:>10} {lines:>10,} {seconds:>8.2f} {cpu:>8.2f} {lines / seconds:>10,.0f} "
          f"{cpu / lines / first:>27.2f}", flush=True)
    return first

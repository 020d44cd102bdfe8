"""`decklog collect` reading a finished container's log, through the engine's API and from its files, alternating with
`curl` of the same log to /dev/null."""

import io
import os
import shutil
import statistics
import subprocess
import tarfile
import time

from bench.measures import LINES, RUNS, time_collect, workload
from harness.engine import Engine, wait_until

READ_PATHS = {"api": "decklog, through the API", "files": "decklog, from the files"}


def start_container(engine, directory, lines):
    """Runs a container of the fleet that prints the lines and exits; returns its id."""
    archive = os.path.join(directory, "image.tar")
    with tarfile.open(archive, "w") as tar:
        tar.add(os.path.realpath(shutil.which("busybox")), "bin/busybox")
        tar.add(lines, "lines")
    engine.docker("import", archive, "bench")
    os.remove(archive)
    container = engine.docker(
        "run", "--detach", "--name", "bench", "--network", "none", "--log-driver", "json-file",
        "--label", "decnet.fleet.service=true", "--label", "decnet.fleet.decky=bench",
        "--label", "decnet.fleet.service_name=bench",
        "bench", "/bin/busybox", "cat", "/lines")
    engine.docker("wait", container)
    with open(lines, "rb") as file:
        file.seek(-4096, io.SEEK_END)
        last = file.read().splitlines()[-1].decode()
    wait_until("the container's log", lambda: engine.docker("logs", "--tail", "1", container) == last, 0.5)
    return container


def time_curl(socket, container):
    """The seconds that curl takes for the log."""
    start = time.monotonic()
    subprocess.run(
        ["curl", "-sf", "--unix-socket", socket, "-o", "/dev/null",
         f"http://docker/containers/{container}/logs?stdout=1&timestamps=1"], check=True)
    return time.monotonic() - start


def run(directory, name="uniform"):
    """Measures and prints."""
    print(f"drain: {LINES:,} lines of {name}, {RUNS} runs in turn", flush=True)
    lines = workload(directory, name)
    size = os.stat(lines).st_size
    with Engine(os.path.join(directory, "engine-" + name)) as engine:
        container = start_container(engine, directory, lines)
        curls, seconds, cpus = [], {source: [] for source in READ_PATHS}, {source: [] for source in READ_PATHS}
        for _ in range(RUNS):
            curls.append(time_curl(engine.socket, container))
            for source in READ_PATHS:
                wall, cpu = time_collect(engine.socket, directory, size, source)
                seconds[source].append(wall)
                cpus[source].append(cpu)
        version = engine.docker("version", "--format", "{{.Server.Version}}")
    print(f"  engine {version:<26} median (lowest - highest)      lines/s   MB/s  of curl's time  CPU of one core")
    line("curl to /dev/null", curls, curls, size, "")
    for source, title in READ_PATHS.items():
        share = statistics.median(cpu / wall for cpu, wall in zip(cpus[source], seconds[source]))
        line(title, seconds[source], curls, size, f"{statistics.median(cpus[source]):8.2f} s {share:5.0%}")
    print(flush=True)


def mixed(directory):
    """The same with lines of all kinds."""
    run(directory, "mixed")


def line(title, seconds, curls, size, cpu):
    """Prints one line of the table."""
    median = statistics.median(seconds)
    ratio = statistics.median(mine / theirs for mine, theirs in zip(seconds, curls))
    print(f"  {title:<28} {median:8.2f} s ({min(seconds):5.2f} - {max(seconds):5.2f}) {LINES / median:>12,.0f} "
          f"{size / median / 1e6:>6,.0f} {ratio:>15.2f} {cpu:>16}", flush=True)

"""The engine ends and comes back, rotates, loses the end of its log, or has a clock that steps."""

import collections
import json
import os
import random
import time
import zlib
from datetime import datetime, timedelta, timezone

from harness.collector import Collector
from harness.engine import Engine
from harness.fleet import Fleet
from harness.proxy import Proxy
from torture.crashes import finish

RATE = int(os.environ.get("RATE", "5000"))


def ends(place, table, rounds, fault, way, *flags):
    """Stops and restarts a separate engine, while containers write and decklog keeps running."""
    with Engine(os.path.join(place, "engine"), *flags) as engine:
        fleet = Fleet(engine)
        collector = Collector(engine.socket, os.path.join(place, "files"))
        collector.start()
        runs = fleet.emit(5, 1_000_000, 500, "--restart", "always")
        for _ in range(rounds):
            time.sleep(random.uniform(0.3, 1.5))
            way(engine, collector)
        time.sleep(1)
        for run in runs:
            engine.docker("update", "--restart", "no", run)
        engine.docker("stop", *runs)
        finish(fleet, collector, fault, rounds, runs, table)


def stopped(fleet, place, table, rounds):
    def way(engine, collector):
        engine.stop()
        engine.start()
    ends(place, table, rounds, "engine stopped and started", way)


def killed(fleet, place, table, rounds):
    def way(engine, collector):
        engine.kill()
        engine.start()
    for flags in ((), ("--live-restore",)):
        here = os.path.join(place, "live" if flags else "plain")
        ends(here, table, rounds, " ".join(("engine kill -9", *flags)), way, *flags)


def down(fleet, place, table, rounds):
    """decklog is killed and started while the engine is down."""
    def way(engine, collector):
        engine.stop()
        collector.kill()
        collector.start()
        time.sleep(random.uniform(0, 0.5))
        if random.random() < 0.5:
            collector.kill()
            engine.start()
            collector.start()
        else:
            engine.start()
    ends(place, table, rounds, "decklog kill -9, engine down", way)


def rotates(fleet, place, table, rounds):
    """The engine's own rotation, faster than it keeps files for a second."""
    collector = Collector(fleet.engine.socket, place)
    collector.start()
    options = ("--log-opt", "max-size=100k", "--log-opt", "max-file=5")
    lines = RATE // 2 * max(4, rounds)
    runs = fleet.emit(1, lines, RATE, *options)
    fleet.wait(runs)
    wanted = collections.Counter((run, number) for run in runs for number in range(1, lines + 1))
    finish(fleet, collector, f"the engine rotates, {RATE:,} lines/s", 1, runs, table, wanted)


def renamed(fleet, place, table, rounds):
    """Somebody renames the logs of running containers, to which the engine goes on writing; decklog is killed as well.

    Through its API an engine doesn't read what it writes there.
    """
    collector = Collector(fleet.engine.socket, place, "--source", "files")
    lines = 100 * rounds + 500
    runs = fleet.emit(rounds, lines, 200)
    collector.start()
    for run in runs:
        time.sleep(random.uniform(0.05, 0.5))
        path = fleet.engine.log_path(run)
        os.rename(path, path + random.choice((".1", "-20261129")))
        if random.random() < 0.5:
            open(path, "xb").close()
        if random.random() < 0.3:
            collector.kill()
            collector.start()
    fleet.wait(runs)
    wanted = collections.Counter((run, number) for run in runs for number in range(1, lines + 1))
    finish(fleet, collector, "the engine's logs renamed", rounds, runs, table, wanted)


def proxied(fleet, place, table, rounds):
    """A proxy before the engine cuts all connections, in the middle of lists, events and logs."""
    with Proxy(fleet.engine.socket, os.path.join(place, "proxy.sock")) as proxy:
        collector = Collector(proxy.path, os.path.join(place, "files"))
        collector.start()
        runs = fleet.emit(5, 200 * rounds + 500, 400)
        for _ in range(rounds):
            time.sleep(random.uniform(0.05, 1.0))
            proxy.cut()
        fleet.wait(runs)
        finish(fleet, collector, "a proxy cuts all connections", rounds, runs, table)


def cut(fleet, place, table, rounds):
    """A power cut takes the end of the engine's log, below decklog's cursor; then the container writes again."""
    collector = Collector(fleet.engine.socket, place)
    wanted = collections.Counter()
    names = []
    for _ in range(rounds):
        runs = fleet.emit(1, 2_000, 0)
        names += runs
        fleet.wait(runs)
        collector.start()
        collector.rest()
        collector.kill()
        wanted += fleet.truth(runs)
        path = fleet.engine.log_path(runs[0])
        os.truncate(path, random.randrange(os.path.getsize(path)))
        with open(path, "rb+") as file:
            # The engine can't read behind half a record, and neither can anyone through it.
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)
        fleet.engine.docker("start", runs[0])
        fleet.wait(runs)
        wanted.update((runs[0], number) for number in range(1, 2_001))
    collector.start()
    # What came between what was read and the cut is in no file.
    finish(fleet, collector, "the engine's log cut below the cursor", rounds, names, table, wanted,
           unknowable=frozenset(["rotated_away"]))


def clock(fleet, place, table, rounds):
    """The stamps of a container's lines step by an hour either way and to 1970, while decklog follows or is down."""
    collector = Collector(fleet.engine.socket, place)
    runs = fleet.emit(3, 1, 0, arguments=("--hold", "-1"))
    paths = {run: fleet.engine.log_path(run) for run in runs}
    clocks = {run: datetime.now(timezone.utc) for run in runs}
    numbers = dict.fromkeys(runs, 1)
    collector.start()
    for number in range(rounds):
        if number % 3 == 2:
            collector.kill()
        for run in runs:
            clocks[run] = random.choice([
                clocks[run] - timedelta(hours=1), clocks[run] + timedelta(hours=1),
                datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=number),
                datetime.now(timezone.utc)])
            with open(paths[run], "ab", buffering=0) as log:
                for _ in range(50):
                    numbers[run] += 1
                    clocks[run] += timedelta(microseconds=1)
                    log.write(record(run, numbers[run], clocks[run]))
        if number % 3 == 2:
            collector.start()
        time.sleep(random.uniform(0.05, 0.5))
    finish(fleet, collector, "stamps step by -1 h, +1 h, to 1970", rounds, runs, table)


def record(run, number, time):
    """A line as the json-file driver keeps it."""
    sum = zlib.crc32(f"{run}:{number}".encode())
    line = (f"<134>1 2026-11-24T12:00:00.000000+00:00 vm emit - sequence "
            f'[relay@55555 src_ip="198.51.100.7" run="{run}" seq="{number}" sum="{sum:08x}"]\n')
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps({"log": line, "stream": "stdout", "time": stamp}, separators=(",", ":")).encode() + b"\n"

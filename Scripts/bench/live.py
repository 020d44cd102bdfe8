"""Containers that write continuously: the time from a write to its record in the file, and decklog's share of a core.
And containers that write nothing."""

import calendar
import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bench.measures import cpu_so_far, memory_of
from harness.collector import Collector
from harness.engine import Engine, wait_until
from harness.fleet import Fleet

RATE, CONTAINERS, SECONDS, WARM_UP = 10_000, 20, 30, 5
IDLE_CONTAINERS, IDLE_SECONDS = 300, 60


class Reader(threading.Thread):
    """Follows the records, and notes the age of each one's line."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.ages = []  # (when, seconds)
        self.ending = threading.Event()

    def run(self):
        seconds = {}
        with open(self.path, "rb") as file:
            rest = b""
            while not self.ending.is_set():
                got = file.read(1 << 20)
                if not got:
                    time.sleep(0.001)
                    continue
                now = time.time()
                *lines, rest = (rest + got).split(b"\n")
                for line in lines:
                    # `raw_line` begins `<PRI>1 2026-11-24T14:33:37.312027+00:00`.
                    at = line.index(b'"raw_line":"') + len(b'"raw_line":"')
                    stamp = line[line.index(b" ", at) + 1:][:26]
                    if (second := seconds.get(stamp[:19])) is None:
                        second = calendar.timegm(time.strptime(stamp[:19].decode(), "%Y-%m-%dT%H:%M:%S"))
                        seconds = {stamp[:19]: second}
                    self.ages.append((now, now - second - int(stamp[20:26]) / 1e6))


def run(directory):
    """Measures and prints."""
    with Engine(os.path.join(directory, "engine-live")) as engine:
        fleet = Fleet(engine)
        for source in ("files", "api"):
            collector = Collector(engine.socket, os.path.join(directory, "live-" + source), "--source", source,
                                  DECNET_COLLECTOR_RECONCILE_S="60")
            collector.start()
            rate = RATE // CONTAINERS
            runs = fleet.emit(CONTAINERS, rate * SECONDS, rate)
            wait_until("records", lambda: os.path.exists(collector.records) and os.path.getsize(collector.records))
            reader = Reader(collector.records)
            reader.start()
            time.sleep(WARM_UP)
            begin, cpu = time.time(), cpu_so_far(collector.process.pid)
            time.sleep(SECONDS - 2 * WARM_UP - CONTAINERS // 2)
            end, cpu = time.time(), cpu_so_far(collector.process.pid) - cpu
            reader.ending.set()
            reader.join()
            ages = sorted(age for when, age in reader.ages if begin <= when < end)
            p50, p99, most = (ages[int(len(ages) * share)] * 1000 for share in (0.5, 0.99, 0.9999))
            print(f"live: {CONTAINERS} containers, {len(ages) / (end - begin):,.0f} lines/s, {source}: from write to "
                  f"record p50 {p50:.1f} ms, p99 {p99:.1f} ms, p99.99 {most:.1f} ms; CPU {cpu / (end - begin):.1%} "
                  f"of a core", flush=True)
            fleet.wait(runs)
            fleet.remove(runs)
            collector.stop()
    print(flush=True)


def idle(directory):
    """Measures and prints."""
    with Engine(os.path.join(directory, "engine-idle")) as engine:
        fleet = Fleet(engine)
        with ThreadPoolExecutor(4) as starters:
            list(starters.map(lambda _: fleet.emit(1, 1, 0, arguments=("--hold", "-1")), range(IDLE_CONTAINERS)))
        for source in ("files", "api"):
            collector = Collector(engine.socket, os.path.join(directory, "idle-" + source), "--source", source,
                                  DECNET_COLLECTOR_RECONCILE_S="60")
            collector.start()
            wait_until("every container", lambda: os.path.exists(collector.log) and
                       open(collector.log, "rb").read().count(b"\n") == IDLE_CONTAINERS)
            time.sleep(5)
            cpu = cpu_so_far(collector.process.pid)
            time.sleep(IDLE_SECONDS)
            cpu = cpu_so_far(collector.process.pid) - cpu
            print(f"idle: {IDLE_CONTAINERS} containers, {source}: CPU {cpu / IDLE_SECONDS:.2%} of a core, "
                  f"{memory_of(collector.process.pid) / 1e6:.0f} MB resident", flush=True)
            collector.stop()
    print(flush=True)

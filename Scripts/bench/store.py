"""The store under a live load: its delay, and whether it has everything in the end."""

import os
import sqlite3
import time

from bench.live import CONTAINERS, RATE
from bench.measures import cpu_so_far
from harness.collector import Collector
from harness.engine import Engine, wait_until
from harness.fleet import Fleet

SECONDS = 30


def run(directory):
    """Measures and prints."""
    with Engine(os.path.join(directory, "engine-store")) as engine:
        fleet = Fleet(engine)
        place = os.path.join(directory, "store")
        path = os.path.join(place, "decklog.db")
        collector = Collector(engine.socket, place, "--source", "files", "--store", path,
                              DECNET_COLLECTOR_RECONCILE_S="60")
        collector.start()
        total = RATE * SECONDS
        runs = fleet.emit(CONTAINERS, total // CONTAINERS, RATE // CONTAINERS)
        wait_until("a store", lambda: os.path.exists(path) and stored(path))
        begin, cpu = time.time(), cpu_so_far(collector.process.pid)
        lags = []
        while (count := stored(path)) < total * 0.95 and time.time() - begin < 10 * SECONDS:
            lags.append(lag(path))
            time.sleep(0.05)
        end, cpu = time.time(), cpu_so_far(collector.process.pid) - cpu
        wait_until("the rest", lambda: stored(path) >= total)
        fleet.wait(runs)
        collector.stop()
        lags.sort()
        print(f"store: {CONTAINERS} containers, {count / (end - begin):,.0f} records/s: the newest record in the store is "
              f"{lags[len(lags) // 2]:.2f} s old in the middle, {lags[int(len(lags) * 0.99)]:.2f} s at 99 %, "
              f"{lags[-1]:.2f} s at most; CPU {cpu / (end - begin):.1%} of a core; "
              f"{stored(path):,} of {total:,} records in the end", flush=True)
    print(flush=True)


def ask(path, question):
    """What the store says."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as database:
        return database.execute(question).fetchone()[0]


def stored(path):
    """How many records the store has."""
    try:
        return ask(path, "SELECT coalesce(max(id), 0) FROM event")
    except sqlite3.OperationalError:
        return 0


def lag(path):
    """How old the newest record is, in seconds."""
    return time.time() - ask(path, "SELECT max(time) FROM event") / 1e9

"""decklog is killed: while lines come, while it drains, with other settings each time, and without their containers."""

import collections
import random
import time

from harness.collector import Collector
from harness.engine import wait_until
from harness.files import Writer
from harness.oracle import raw_of


def kills(collector, rounds, longest, settings=lambda: ((), {})):
    """Lets it run for a random time, and kills it, again and again; then it runs."""
    for _ in range(rounds):
        flags, environment = settings()
        collector.start(*flags, **environment)
        time.sleep(random.uniform(0.02, longest))
        collector.kill()
    collector.start()


def finish(fleet, collector, fault, rounds, runs, table, wanted=None, unknowable=frozenset()):
    """Accounts for what the engine has of the runs, or for what is wanted, and removes the containers."""
    wanted = wanted or fleet.truth(runs)
    collector.rest()
    collector.stop()
    table.add(fault, rounds, collector, wanted, unknowable=unknowable)
    if runs:
        fleet.remove(runs)


def at_rate(fleet, place, table, rounds):
    collector = Collector(fleet.engine.socket, place)
    runs = fleet.emit(10, 300 * rounds + 500, 500)
    kills(collector, rounds, 1.0)
    fleet.wait(runs)
    finish(fleet, collector, "kill -9 at 5,000 lines/s", rounds, runs, table)


def at_drain(fleet, place, table, rounds):
    collector = Collector(fleet.engine.socket, place)
    runs = fleet.emit(4, min(500_000, 20_000 * rounds), 0)
    fleet.wait(runs)
    kills(collector, rounds, 0.6)
    finish(fleet, collector, "kill -9 at full drain", rounds, runs, table)


def with_other_settings(fleet, place, table, rounds):
    def settings():
        environment = {"DECNET_COLLECTOR_RL_WINDOW_SEC": random.choice(["0", "1", "60"]),
                       "DECKLOG_MAX_LINE": random.choice(["1024", "16384", "1048576"])}
        return ("--sync", random.choice(["interval", "always", "never"])), environment
    collector = Collector(fleet.engine.socket, place)
    runs = fleet.emit(5, 300 * rounds + 500, 500)
    kills(collector, rounds, 1.0, settings)
    fleet.wait(runs)
    finish(fleet, collector, "kill -9, other settings each time", rounds, runs, table)


def short_lived(fleet, place, table, rounds):
    """Containers that start, write and end while decklog starts or is down; half of them are gone at once."""
    collector = Collector(fleet.engine.socket, place)
    # The first start of all has nothing to compare with: what was removed before it was never its concern. A line shows
    # that it has seen the engine.
    kept, wanted = fleet.emit(1, 1, 0), collections.Counter()
    collector.start()
    wait_until("a first line", collector.size)
    for _ in range(rounds):
        time.sleep(random.uniform(0, 0.3))
        collector.kill()
        kept += fleet.emit(1, 50, 0)
        removed = fleet.emit(1, 50, 0, "--rm")
        collector.start()
        kept += fleet.emit(1, 50, 0)
        removed += fleet.emit(1, 50, 0, "--rm")
        wanted.update((run, line) for run in removed for line in range(1, 51))
    fleet.wait(kept)
    wanted += fleet.truth(kept)
    finish(fleet, collector, "containers that end at once, half --rm", rounds, kept, table, wanted)


def removed(fleet, place, table, rounds):
    """Containers are stopped and removed while decklog runs or is down."""
    collector = Collector(fleet.engine.socket, place)
    collector.start()
    wanted = collections.Counter()
    for number in range(rounds):
        runs = fleet.emit(3, 100_000, 500)
        time.sleep(random.uniform(0.2, 1.0))
        if number % 2:
            collector.kill()
        fleet.engine.docker("stop", *runs)
        wanted += fleet.truth(runs)
        fleet.remove(runs)
        if number % 2:
            collector.start()
    finish(fleet, collector, "containers removed, decklog up or down", rounds, [], table, wanted)


def constant_lines(fleet, place, table, rounds):
    """Ten containers and another writer all print the same line."""
    line = b'<134>1 2026-11-24T12:00:00.000000+00:00 decky emit - login [relay@55555 src_ip="198.51.100.7"]'
    script = f"i=0; while [ $i -lt {100 * rounds} ]; do echo '{line.decode()}'; i=$((i+1)); sleep 0.005; done"
    collector = Collector(fleet.engine.socket, place)
    runs = [fleet.run(command=lambda _: ["/bin/sh", "-c", script]) for _ in range(10)]
    writer = Writer(collector, line + b"\n", 0.002)
    writer.start()
    kills(collector, rounds, 0.8)
    fleet.wait(runs)
    writer.stop()
    collector.rest()
    collector.stop()
    wanted = collections.Counter({("constant", 0): 10 * 100 * rounds + writer.written})
    table.add("ten containers and a writer, one line", rounds, collector, wanted,
              lambda raw: ("constant", 0) if raw_of(raw) == line else None)
    fleet.remove(runs)

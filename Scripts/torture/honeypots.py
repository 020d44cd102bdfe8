"""Honeypots write their own format into files in their containers, which are rotated, restarted and recreated."""

import collections
import contextlib
import os
import random
import subprocess
import time

from harness.collector import Collector
from harness.engine import Engine
from harness.fleet import Fleet
from harness.oracle import key_of, read
from torture.crashes import kills

DIRECTORY, FILE = "/logs", "cowrie.json"
LINE = ('{"eventid":"cowrie.login.failed","username":"root","password":"@line@","message":"login attempt","sensor":"hp",'
        '"timestamp":"@time@","src_ip":"198.51.100.7","session":"c0ffee","protocol":"ssh"}')
PLACES = ("bind", "volume", "layer")


class Honeypots:
    """Containers whose lines go into a file: on a bind, on a volume or in the own layer. The files are the truth."""

    def __init__(self, fleet, place):
        self.fleet, self.engine, self.binds = fleet, fleet.engine, os.path.join(place, "binds")
        self.places = {}

    def start(self, place, lines, rate, *options, name=None, first=1):
        """Starts a container; gives its name."""
        run = name or self.fleet.name()
        if place == "bind":
            os.makedirs(os.path.join(self.binds, run), exist_ok=True)
            options += ("--volume", f"{os.path.join(self.binds, run)}:{DIRECTORY}")
        elif place == "volume":
            options += ("--volume", f"{run}:{DIRECTORY}")
        self.places[run] = place
        return self.fleet.run(
            "--label", "decklog.format=cowrie", "--label", f"decklog.files={DIRECTORY}/{FILE}", *options,
            name=run, command=lambda run: [
                "/bin/decoy", "emit", "--run", run, "--lines", str(lines), "--rate", str(rate), "--first", str(first),
                "--template", LINE, "--file", f"{DIRECTORY}/{FILE}"])

    def start_all(self, lines, rate, *options, places=PLACES):
        """Starts two containers of each place; gives their names."""
        return [self.start(place, lines, rate, *options) for place in places * 2]

    def directory(self, run):
        """Where a container's files are on the host."""
        place = self.places[run]
        if place == "bind":
            return os.path.join(self.binds, run)
        if place == "volume":
            return self.engine.docker("volume", "inspect", "--format", "{{.Mountpoint}}", run)
        return self.engine.docker("inspect", "--format", "{{.GraphDriver.Data.UpperDir}}", run) + DIRECTORY

    def files(self, run):
        """A container's file, and what rotations have made of it."""
        directory = self.directory(run)
        names = os.listdir(directory) if os.path.isdir(directory) else []
        return [os.path.join(directory, name) for name in names]

    def lines(self, run):
        """How often each line stands in a container's files."""
        return collections.Counter(
            key for path in self.files(run) for key in map(key_of, read(path)) if key)

    def rename(self, run, number):
        """Renames the file, as Cowrie does at midnight. In the own layer only the container may do so."""
        rotated = f"{FILE}.2026-{number // 28 + 1:02}-{number % 28 + 1:02}"
        if self.places[run] == "layer":
            # Fails where it has ended, or has written nothing yet.
            subprocess.run(self.engine.command(
                "exec", run, "/bin/busybox", "mv", f"{DIRECTORY}/{FILE}", f"{DIRECTORY}/{rotated}"), capture_output=True)
            return
        directory = self.directory(run)
        with contextlib.suppress(FileNotFoundError):
            os.rename(os.path.join(directory, FILE), os.path.join(directory, rotated))

    def copytruncate(self, run, number):
        """Copies, truncates and compresses the file, as logrotate does on a T-Pot."""
        path = os.path.join(self.directory(run), FILE)
        if not os.path.exists(path):
            return
        # What is written between copy and truncation would be in no file.
        stopped = subprocess.run(self.engine.command("kill", "--signal", "STOP", run), capture_output=True)
        rotated = f"{path}-{number}"
        subprocess.run(["cp", "-p", path, rotated], check=True)
        os.truncate(path, 0)
        if stopped.returncode == 0:
            self.engine.docker("kill", "--signal", "CONT", run)
        subprocess.run(["gzip", rotated], check=True)

    def finish(self, collector, fault, rounds, runs, table, wanted=None, unknowable=frozenset()):
        """Accounts for what the files have, or for what is wanted, and removes the containers."""
        if wanted is None:
            # A decklog that has only just started is quiet, too, until it has looked at all containers.
            count = sum(self.lines(run).total() for run in runs)
            deadline = time.monotonic() + 60
            while collector.lines() < count and time.monotonic() < deadline:
                time.sleep(0.2)
        collector.rest()
        collector.stop()
        wanted = wanted or sum(map(self.lines, runs), collections.Counter())
        table.add(fault, rounds, collector, wanted, unknowable=unknowable,
                  outputs=lambda output: output.startswith("/"))
        if runs:
            self.fleet.remove(runs)


def setting(fleet, place):
    return Honeypots(fleet, place), Collector(fleet.engine.socket, os.path.join(place, "files"))


def killed(fleet, place, table, rounds):
    honeypots, collector = setting(fleet, place)
    runs = honeypots.start_all(300 * rounds + 500, 500)
    kills(collector, rounds, 1.0)
    fleet.wait(runs)
    honeypots.finish(collector, "files in containers: kill -9", rounds, runs, table)


def ended(fleet, place, table, rounds):
    honeypots, collector = setting(fleet, place)
    runs = honeypots.start_all(300 * rounds + 500, 500)
    collector.start()
    for _ in range(rounds):
        # A process that has only begun to start does not take the signal yet.
        time.sleep(random.uniform(0.5, 1.0))
        collector.end()
        time.sleep(random.uniform(0, 0.3))
        collector.start()
    fleet.wait(runs)
    honeypots.finish(collector, "files in containers: SIGTERM", rounds, runs, table)


def rotated(fleet, place, table, rounds):
    """Files are rotated, each way by itself, while decklog runs or is killed."""
    for way, places in (("rename", PLACES), ("copytruncate", PLACES[:2])):
        honeypots, collector = setting(fleet, os.path.join(place, way))
        runs = honeypots.start_all(300 * rounds + 500, 500, places=places)
        collector.start()
        for number in range(rounds):
            time.sleep(random.uniform(0.05, 0.6))
            if number % 3 == 2:
                collector.kill()
            for run in runs:
                getattr(honeypots, way)(run, number)
            if number % 3 == 2:
                collector.start()
        fleet.wait(runs)
        honeypots.finish(collector, f"files in containers: {way}", rounds, runs, table)


def restarted(fleet, place, table, rounds):
    """Containers are stopped and started, while decklog runs or is killed."""
    honeypots, collector = setting(fleet, place)
    runs = honeypots.start_all(1_000_000, 500)
    collector.start()
    for number in range(rounds):
        time.sleep(random.uniform(0.2, 1.0))
        if number % 3 == 2:
            collector.kill()
        fleet.engine.docker("stop", "--time", "2", *runs)
        if number % 3 == 2:
            collector.start()
        fleet.engine.docker("start", *runs)
    fleet.engine.docker("stop", "--time", "2", *runs)
    honeypots.finish(collector, "files in containers: stopped, started", rounds, runs, table)


def recreated(fleet, place, table, rounds):
    """Containers are removed, and run again with the same name on the same directory, as by `compose down -v`."""
    honeypots, collector = setting(fleet, place)
    runs = [honeypots.start("bind", 1_000_000, 500) for _ in range(3)]
    collector.start()
    for number in range(rounds):
        time.sleep(random.uniform(0.05, 1.0))
        if number % 3 == 2:
            collector.kill()
        fleet.engine.docker("rm", "--force", "--volumes", *runs)
        if number % 4 == 1:
            fleet.engine.docker("container", "prune", "--force")
        if number % 3 == 2 and random.random() < 0.5:
            collector.start()
        for run in runs:
            last = max((number for _, number in honeypots.lines(run)), default=0)
            honeypots.start("bind", 1_000_000, 500, name=run, first=last + 1)
        if collector.process.poll() is not None:
            collector.start()
    fleet.engine.docker("stop", "--time", "2", *runs)
    # One that is gone before its mounts could be asked for may have had a file that the next one doesn't have.
    honeypots.finish(collector, "files in containers: rm, run", rounds, runs, table,
                     unknowable=frozenset(["removed_before_read"]))


def removed(fleet, place, table, rounds):
    """Containers are removed with all that they have, while decklog runs or is down."""
    honeypots, collector = setting(fleet, place)
    collector.start()
    wanted = collections.Counter()
    for number in range(rounds):
        runs = [honeypots.start("layer", 1_000_000, 500) for _ in range(3)]
        time.sleep(random.uniform(0.2, 1.0))
        if number % 2:
            collector.kill()
        fleet.engine.docker("stop", "--time", "2", *runs)
        wanted += sum(map(honeypots.lines, runs), collections.Counter())
        fleet.remove(runs)
        if number % 2:
            collector.start()
    honeypots.finish(collector, "files in containers: rm with its layer", rounds, [], table, wanted)


def engine_killed(fleet, place, table, rounds):
    """A separate engine is killed and started, with its containers or without them."""
    for flags in ((), ("--live-restore",)):
        here = os.path.join(place, "live" if flags else "plain")
        with Engine(os.path.join(here, "engine"), *flags) as engine:
            honeypots, collector = setting(Fleet(engine), here)
            collector.start()
            runs = honeypots.start_all(1_000_000, 500, "--restart", "always")
            for number in range(rounds):
                time.sleep(random.uniform(0.3, 1.5))
                engine.kill()
                if number % 3 == 2:
                    collector.kill()
                    collector.start()
                engine.start()
            time.sleep(1)
            for run in runs:
                engine.docker("update", "--restart", "no", run)
            engine.docker("stop", *runs)
            honeypots.finish(
                collector, " ".join(("files in containers: engine kill -9", *flags)), rounds, runs, table)

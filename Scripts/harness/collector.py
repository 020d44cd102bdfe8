"""A `decklog collect` that can be ended and started again on the same files."""

import contextlib
import glob
import os
import sqlite3
import subprocess
import sys
import time

from harness.engine import wait_until

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DECKLOG = os.environ.get("DECKLOG", os.path.join(ROOT, ".build/release/decklog"))

SOURCE = os.environ.get("SOURCE", "auto")
STORE = os.environ.get("STORE") == "1"
BUS = os.environ.get("BUS") == "1"


class Collector:
    """Its files are in a directory of its own; nothing of the caller's settings reaches it."""

    def __init__(self, socket, place, *flags, **environment):
        os.makedirs(place, exist_ok=True)
        self.log = os.path.join(place, "decklog.log")
        self.records = os.path.join(place, "decklog.json")
        self.ledger = self.log + ".ledger.jsonl"
        self.errors = os.path.join(place, "stderr")
        self.command = [DECKLOG, "collect", "--log-file", self.log, "--docker-host", f"unix://{socket}",
                        "--state-file", os.path.join(place, "none.json"), "--source", SOURCE, *flags]
        self.store = os.path.join(place, "decklog.sqlite") if STORE else None
        if self.store:
            self.command += ["--store", self.store]
        self.environment = {"PATH": os.environ["PATH"], "DECNET_COLLECTOR_RECONCILE_S": "1", **environment}
        self.environment["DECNET_BUS_SOCKET"] = os.path.join(place, "bus.sock")
        self.events = os.path.join(place, "events") if BUS else None
        self.bus = self.serve() if BUS else []
        self.process = None

    def serve(self):
        """Runs a broker for its events, and a subscriber."""
        socket = self.environment["DECNET_BUS_SOCKET"]
        broker = subprocess.Popen(
            [DECKLOG, "bus", "serve", "--socket", socket],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until("the bus", lambda: os.path.exists(socket), 0.05, 20)
        with open(self.events, "wb") as events:
            listener = subprocess.Popen(
                [DECKLOG, "bus", "sub", "system.log", "--socket", socket],
                stdin=subprocess.DEVNULL, stdout=events, stderr=subprocess.DEVNULL)
        return [listener, broker]

    def start(self, *flags, **environment):
        with open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(
                [*self.command, *flags], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                env={**self.environment, **environment})

    def said(self):
        with open(self.errors, errors="replace") as errors:
            return errors.read()

    def kill(self):
        """Ends it in the middle of anything; one that has ended by itself is a fault."""
        if (status := self.process.poll()) is not None:
            sys.exit(f"decklog ended by itself with {status}: {self.said()[-20_000:]}")
        self.process.kill()
        self.process.wait()

    def end(self):
        """Ends it as a service manager does."""
        self.process.terminate()
        status = self.process.wait(20)
        if status != 0:
            sys.exit(f"decklog ended with {status}: {self.said()[-500:]}")

    def stop(self):
        """Ends it for good, and its bus."""
        self.end()
        for process in self.bus:
            process.terminate()
            process.wait(20)

    def parts(self, path):
        """A file and what rotations have made of it."""
        own = (".lock", ".state", ".ledger.jsonl")
        return [part for part in glob.glob(path + "*") if os.path.isfile(part)
                and (path == self.ledger or not part[len(path):].startswith(own))]

    def size(self):
        """How many bytes of raw log there are, wherever they are now."""
        return sum(os.path.getsize(part) for part in self.parts(self.log))

    def lines(self):
        """How many lines the raw log has."""
        count = 0
        for part in self.parts(self.log):
            with open(part, "rb") as log:
                count += sum(chunk.count(b"\n") for chunk in iter(lambda: log.read(1 << 20), b""))
        return count

    def progress(self):
        """What grows while there is work: the raw log, and the newest row of the store."""
        return self.size(), self.newest_row()

    def newest_row(self):
        if self.store and os.path.exists(self.store):
            with contextlib.suppress(sqlite3.OperationalError), self.database() as store:
                return store.execute("SELECT max(id) FROM event").fetchone()[0]
        return None

    def rest(self, quiet=1.5, patience=60):
        """Waits until nothing has been written for some seconds; a collector that never rests is waited for in vain."""
        last, since = None, time.monotonic()

        def is_quiet():
            nonlocal last, since
            if (size := self.progress()) != last:
                last, since = size, time.monotonic()
            return time.monotonic() - since > quiet
        wait_until("decklog to rest", is_quiet, 0.1, patience)

    def rows(self):
        """The records that the store has."""
        with self.database() as store:
            return [json.encode() for json, in store.execute("SELECT json FROM event ORDER BY id")]

    def database(self):
        return contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True))

    def audit(self):
        """The exit status of `decklog audit`, and what it said."""
        audit = subprocess.run([DECKLOG, "audit", "--log-file", self.log], stdout=subprocess.PIPE)
        return audit.returncode, audit.stdout.decode()

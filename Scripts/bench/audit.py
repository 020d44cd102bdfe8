"""`decklog audit` of a log and records that were copied and truncated 30 times, relative to `sha256sum` of the files."""

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from bench.measures import LINES, RUNS
from harness.collector import DECKLOG

ROTATIONS = 30
# An audit reads each file once, and does little more than hash it.
MOST = 1.3
# As much as a commit brings at most.
SEGMENT_LINES = 20_000


class History:
    """The files of a collector, as if they had been written line by line; no inode is the one of the ledger."""

    def __init__(self, directory):
        self.log = os.path.join(directory, "decklog.log")
        self.paths = {"log": self.log, "records": os.path.join(directory, "decklog.json")}
        self.counts = {"lines": 0, "records": 0}
        self.entries = []
        self.digest = ""
        self.enter("start", [])

    def enter(self, kind, files):
        """Adds an entry to the ledger."""
        entry = {"version": 1, "sequence": len(self.entries) + 1, "previous": self.digest, "time": "then", "kind": kind,
                 "counts": dict(self.counts), "containers": {}, "files": files, "truncations": [], "gaps": [],
                 "damages": []}
        line = json.dumps(entry, separators=(",", ":"), sort_keys=True)
        self.digest = hashlib.sha256(line.encode()).hexdigest()
        self.entries.append(line)

    def rotate(self, generation, lines):
        """Fills one file of each kind, and gives it the name of a rotation."""
        written = {"log": 0, "records": 0}
        names = {target: f"{path}.{ROTATIONS + 1 - generation}" for target, path in self.paths.items()}
        while lines > 0:
            files = []
            count = min(lines, SEGMENT_LINES)
            for target, name in names.items():
                first = self.counts["lines" if target == "log" else "records"]
                text = b"".join(b"%s %09d %s\n" % (target.encode(), number, b"x" * (80 + number % 40))
                                for number in range(first, first + count))
                with open(name, "ab") as file:
                    file.write(text)
                start = written[target]
                written[target] += len(text)
                # Another file's: each is found by what is in it.
                files.append({"target": target, "generation": generation, "inode": 1, "lines": count,
                              "ranges": [[start, written[target]]], "sha256": hashlib.sha256(text).hexdigest()})
            self.counts = {name: number + count for name, number in self.counts.items()}
            self.enter("interval", files)
            lines -= count

    def finish(self):
        """Writes the ledger."""
        self.enter("stop", [])
        with open(self.log + ".ledger.jsonl", "w", encoding="ascii") as ledger:
            ledger.write("".join(line + "\n" for line in self.entries))


def seconds(command):
    """The duration of a command, which must succeed."""
    start = time.monotonic()
    status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    if status != 0:
        sys.exit(f"bench: {command[:3]} ended with {status}")
    return time.monotonic() - start


def run(directory):
    """Measures and prints."""
    print(f"audit: {ROTATIONS} rotations of {LINES // ROTATIONS:,} lines in log and records each, all copied;"
          f" median of {RUNS}")
    place = os.path.join(directory, "audit")
    os.makedirs(place)
    history = History(place)
    for generation in range(1, ROTATIONS + 1):
        history.rotate(generation, LINES // ROTATIONS)
    history.finish()
    files = [os.path.join(place, name) for name in os.listdir(place) if not name.endswith(".jsonl")]
    size = sum(map(os.path.getsize, files))
    pairs = [(seconds(["sha256sum", *files]), seconds([DECKLOG, "audit", "--log-file", history.log]))
             for _ in range(RUNS)]
    sums, audits = (statistics.median(times) for times in zip(*pairs))
    print(f"  {'size':>8}  {'sha256sum':>10}  {'audit':>8}  {'ratio':>6}")
    print(f"  {size / 1e6:>5,.0f} MB  {sums:>8.2f} s  {audits:>6.2f} s  {audits / sums:>6.2f}\n", flush=True)
    shutil.rmtree(place)
    if audits > MOST * sums:
        sys.exit(f"bench: an audit takes more than {MOST} times as long as sha256sum")

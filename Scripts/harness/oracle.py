"""Compares what decklog wrote with what it should have written."""

import collections
import gzip
import json
import re
import zlib

# What `decoy emit --template` puts into the lines of other formats.
TOKEN = re.compile(rb"decoy:([\w.-]+):(\d+):([0-9a-f]{8})")


def read(path):
    """A file's lines; of a copy that was cut, the last half line is none."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        return file.read().split(b"\n")[:-1]


def raw_of(line):
    """The line that a record was made of, or the line itself."""
    if not line.startswith(b"{"):
        return line
    try:
        record = json.loads(line)
        # A honeypot's own line can be JSON as well.
        return record["raw_line"].encode() if "raw_line" in record else line
    except (ValueError, TypeError, AttributeError):
        return b""


def key_of(line):
    """(run, number) of a line or record whose checksum is right; None for any other."""
    raw = raw_of(line)
    try:
        if token := TOKEN.search(raw):
            run, number, checksum = token.groups()
        else:
            run = raw.split(b'run="', 1)[1].split(b'"', 1)[0]
            number = raw.split(b'seq="', 1)[1].split(b'"', 1)[0]
            checksum = raw.split(b'sum="', 1)[1].split(b'"', 1)[0]
        right = zlib.crc32(run + b":" + number) == int(checksum, 16)
        return (run.decode(), int(number)) if right else None
    except (IndexError, ValueError):
        return None


# An engine that ends has lost what it had in memory, or nothing: it can't be known, and is a gap.
UNKNOWABLE = {"engine_restarted"}


class Table:
    """One line for each fault; `is_good` at the end."""

    def __init__(self):
        self.is_good = True
        print(f"  {'fault':<44} {'rounds':>6} {'lines':>9} {'lost':>6} {'in gaps':>8} {'repeated':>8} "
              f"{'store':>6} {'events':>8} {'gaps':>5} {'false':>5} {'doubts':>6} {'audit':>5}", flush=True)

    def add(self, fault, rounds, collector, wanted, key=key_of, unknowable=frozenset(),
            outputs=lambda output: True):
        """Accounts for every line.

        Lost are lines of containers of which the ledger tells neither a gap nor a doubt that stands; where it tells
        one, lines that are missing are in it. A gap is false where nothing of its container is missing, unless its
        cause, such as those in `unknowable`, leaves nobody to know. Gaps and doubts of other outputs than the lines' own
        explain nothing; `outputs` tells which those are. Each file is held against the truth by itself, the
        lines of all its parts together. The store is held against the records: what it lacks of them, and what it has
        beyond them. The bus is promised no more than what it takes in time, but something.
        """
        gaps, causes, doubts, resolved = 0, collections.defaultdict(set), {}, set()
        for part in collector.parts(collector.ledger):
            for line in read(part):
                entry = json.loads(line)
                for gap in filter(lambda gap: outputs(gap["stream"]), entry["gaps"]):
                    gaps += 1
                    causes[gap["name"]].add(gap["cause"])
                for doubt in filter(lambda doubt: outputs(doubt["stream"]), entry.get("doubts", [])):
                    doubts[entry["sequence"], doubt["container"], doubt["stream"]] = doubt["name"]
                for doubt in entry.get("resolved", []):
                    resolved.add((doubt["sequence"], doubt["container"], doubt["stream"]))
        doubts = {doubt: name for doubt, name in doubts.items() if doubt not in resolved}
        told = {*causes, *doubts.values()}
        lost = missing = repeated = 0
        incomplete, unexplained = set(), set()
        for path in (collector.log, collector.records):
            found = collections.Counter()
            for part in collector.parts(path):
                found.update(key for key in map(key, read(part)) if key)
            for (run, number), count in (wanted - found).items():
                incomplete.add(run)
                if run in told:
                    missing += count
                else:
                    lost += count
                    unexplained.add(run)
            repeated += sum((found - wanted).values())
        false = [run for run in causes if run not in incomplete and causes[run] - UNKNOWABLE - unknowable]
        unlike = events = "-"
        if collector.store:
            # Others' lines are no records.
            records = collections.Counter(
                key(line) for part in collector.parts(collector.records) for line in read(part)
                if line.startswith(b"{"))
            rows = collections.Counter(map(key, collector.rows()))
            unlike = (records - rows).total() + (rows - records).total()
        if collector.events:
            events = len(read(collector.events))
        status, said = collector.audit()
        print(f"  {fault:<44} {rounds:>6} {sum(wanted.values()):>9} {lost:>6} {missing:>8} {repeated:>8} {unlike:>6} {events:>8} "
              f"{gaps:>5} {len(false):>5} {len(doubts):>6} {status:>5}", flush=True)
        if lost or repeated or false or unlike not in ("-", 0) or events == 0 or status == 2:
            self.is_good = False
            print(f"  lost lines of {sorted(unexplained)}, false gaps of {[(run, *causes[run]) for run in sorted(false)]}")
            heard = collector.said()
            names = tuple(f" {run} " for run in {*unexplained, *false})
            about = [line for line in heard.splitlines() if any(name in line for name in names)]
            print("\n".join([said, *about[-40:], heard[-2000:]]), flush=True)

"""Injects faults into decklog, its engine and its files, and accounts for every line.

Containers print lines with run, sequence number and checksum, and the engine's log of them is the reference; for the
faults `files-…` they write a honeypot's lines into files, which are the reference themselves. After the rounds of each
fault, this compares the raw log and the records, including rotated files, with the reference, and runs `decklog audit`. No
line may be lost or repeated, except in a gap that the ledger reports.

ROUNDS (20) is the number of rounds of each fault; FAULTS selects faults; SOURCE (auto) is how logs are read, `files` or
`api`; STORE=1 and BUS=1 add a store and a bus (`make torture` sets both, and runs with both sources); RATE (5000) is the
number of lines a second while the engine rotates; SEED repeats a run's choices. Needs root, dockerd and the release build
(`make build`, or DECKLOG=PATH).
"""

import os
import pathlib
import random
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from harness.engine import Engine
from harness.fleet import Fleet
from harness.oracle import Table
from torture import crashes, disks, engines, honeypots

FAULTS = {
    "kill": crashes.at_rate,
    "drain": crashes.at_drain,
    "settings": crashes.with_other_settings,
    "short": crashes.short_lived,
    "removed": crashes.removed,
    "constant": crashes.constant_lines,
    "rotation": disks.rotated,
    "full": disks.full,
    "engine-rotation": engines.rotates,
    "engine-stop": engines.stopped,
    "engine-kill": engines.killed,
    "engine-down": engines.down,
    "engine-cut": engines.cut,
    "engine-renamed": engines.renamed,
    "proxy": engines.proxied,
    "clock": engines.clock,
    "files-kill": honeypots.killed,
    "files-end": honeypots.ended,
    "files-rotation": honeypots.rotated,
    "files-restart": honeypots.restarted,
    "files-recreate": honeypots.recreated,
    "files-removed": honeypots.removed,
    "files-engine-kill": honeypots.engine_killed,
}


def main():
    rounds = int(os.environ.get("ROUNDS", "20"))
    seed = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
    names = os.environ.get("FAULTS", ",".join(FAULTS)).split(",")
    if unknown := [name for name in names if name not in FAULTS]:
        sys.exit(f"torture: there is no fault {unknown[0]}; there are {', '.join(FAULTS)}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    random.seed(seed)
    print(f"seed {seed}")
    table = Table()
    with tempfile.TemporaryDirectory(prefix="decklog-torture-") as directory:
        with Engine(os.path.join(directory, "engine")) as engine:
            fleet = Fleet(engine)
            for name in names:
                place = os.path.join(directory, name)
                os.mkdir(place)
                FAULTS[name](fleet, place, table, rounds)
    if not table.is_good:
        sys.exit("torture: not every line is there once")


if __name__ == "__main__":
    main()

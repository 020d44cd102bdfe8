"""Ends decklog, its engine and its files in every way, and accounts for every line.

Containers print lines with run, sequence number and checksum; what the engine has of them is the truth. After each
fault's rounds the raw log and the records, wherever they were rotated to, are held against it, and `decklog audit` is
asked as well. Wanted: nothing lost and nothing repeated, but for lines in a gap that the ledger tells.

ROUNDS (20) is how often each fault comes; FAULTS names some of them; SOURCE (auto) is how logs are read, by the
engine's files or its api; STORE=1 and BUS=1 have a store and a bus beside it (`make torture` sets both, and reads in both
ways); RATE (5000) is how many lines a second come while the engine rotates; SEED repeats a run's choices. Needs root,
dockerd and the release build (`make build`; DECKLOG=PATH for another one).
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
from torture import crashes, disks, engines

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

"""Others rotate decklog's files, write into them, and fill its disk."""

import os
import random
import time

from harness.collector import Collector
from harness.engine import wait_until
from harness.files import FullDisk, Rotator, disk
from torture.crashes import finish


def rotated(fleet, place, table, rounds):
    """Both files are rotated every 100 ms, one way after another, while decklog is killed."""
    for ways in (["rename"], ["copytruncate"], ["gzip"], ["rename", "copytruncate"]):
        collector = Collector(fleet.engine.socket, os.path.join(place, "-".join(ways)))
        runs = fleet.emit(5, 200 * rounds + 500, 400)
        collector.start()
        wait_until("the files", lambda: os.path.exists(collector.records), 0.01)
        rotator = Rotator(collector, ways)
        rotator.start()
        for _ in range(rounds):
            time.sleep(random.uniform(0.05, 1.0))
            collector.kill()
            collector.start()
        rotator.stop()
        fleet.wait(runs)
        finish(fleet, collector, "kill -9, " + ", ".join(ways) + " every 100 ms", rounds, runs, table)


def full(fleet, place, table, rounds):
    """The disk fills up and is freed again, under decklog and another writer."""
    for kind in ("ext4", "tmpfs"):
        with disk(place, kind, 256) as mount:
            collector = Collector(fleet.engine.socket, os.path.join(mount, "files"))
            collector.start()
            wait_until("decklog", lambda: os.path.exists(collector.ledger))
            runs = fleet.emit(5, 250 * rounds + 500, 500)
            filling = FullDisk(collector, mount, rounds)
            filling.start()
            filling.join()
            fleet.wait(runs)
            finish(fleet, collector, f"disk full and freed, {kind}", rounds, runs, table)

"""What bus, metrics and a subscriber cost a drain: with them and without, in turn."""

import contextlib
import os
import statistics
import subprocess
import threading

from bench.drain import ROADS, start_container
from bench.measures import LINES, RUNS, time_collect, workload
from harness.collector import DECKLOG
from harness.engine import Engine, wait_until


@contextlib.contextmanager
def bus(directory):
    """A broker and one subscriber to everything; gives the socket's path."""
    path = os.path.join(directory, "bus.sock")
    broker = subprocess.Popen([DECKLOG, "bus", "serve", "--socket", path], stderr=subprocess.DEVNULL)
    try:
        wait_until("the bus", lambda: os.path.exists(path))
        subscriber = subprocess.Popen([DECKLOG, "bus", "sub", ">", "--socket", path],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield path
        finally:
            subscriber.terminate()
            subscriber.wait()
    finally:
        broker.terminate()
        broker.wait()


@contextlib.contextmanager
def scraped(path):
    """Asks for the metrics each second, as Prometheus would at its most eager."""
    ended = threading.Event()

    def scrape():
        while not ended.wait(1):
            subprocess.run(["curl", "-s", "--unix-socket", path, "-o", "/dev/null", "http://localhost/metrics"])

    thread = threading.Thread(target=scrape)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def run(directory):
    """Measures and prints."""
    print(f"company: {LINES:,} lines of uniform, {RUNS} runs in turn, with bus, subscriber and metrics, and without",
          flush=True)
    lines = workload(directory, "uniform")
    size = os.stat(lines).st_size
    listen = os.path.join(directory, "metrics.sock")
    with Engine(os.path.join(directory, "engine-company")) as engine, bus(directory) as path:
        start_container(engine, directory, lines)
        for road, title in ROADS.items():
            alone, together = [], []
            for _ in range(RUNS):
                alone.append(time_collect(engine.socket, directory, size, road)[0])
                with scraped(listen):
                    together.append(
                        time_collect(engine.socket, directory, size, road, "--listen", f"unix:{listen}", bus=path)[0])
            ratio = statistics.median(together) / statistics.median(alone)
            print(f"  {title:<28} {statistics.median(alone):6.2f} s alone, {statistics.median(together):6.2f} s in"
                  f" company: {ratio:.2f}", flush=True)
    print(flush=True)

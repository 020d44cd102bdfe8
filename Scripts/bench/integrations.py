"""The cost of bus, metrics and a subscriber in a drain: with and without them, alternating."""

import contextlib
import os
import statistics
import subprocess
import threading

from bench.drain import READ_PATHS, start_container
from bench.measures import LINES, RUNS, time_collect, workload
from harness.collector import DECKLOG
from harness.engine import Engine, wait_until


@contextlib.contextmanager
def bus(directory):
    """Runs a broker and a subscriber to everything; yields the socket's path."""
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
    """Scrapes the metrics each second."""
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
    print(f"integrations: {LINES:,} lines of uniform, {RUNS} alternating runs with and without bus, subscriber and metrics",
          flush=True)
    lines = workload(directory, "uniform")
    size = os.stat(lines).st_size
    listen = os.path.join(directory, "metrics.sock")
    with Engine(os.path.join(directory, "engine-integrations")) as engine, bus(directory) as path:
        start_container(engine, directory, lines)
        for source, title in READ_PATHS.items():
            alone, together = [], []
            for _ in range(RUNS):
                alone.append(time_collect(engine.socket, directory, size, source)[0])
                with scraped(listen):
                    together.append(
                        time_collect(engine.socket, directory, size, source, "--listen", f"unix:{listen}", bus=path)[0])
            ratio = statistics.median(together) / statistics.median(alone)
            print(f"  {title:<28} {statistics.median(alone):6.2f} s without, {statistics.median(together):6.2f} s with"
                  f" them: {ratio:.2f}", flush=True)
    print(flush=True)

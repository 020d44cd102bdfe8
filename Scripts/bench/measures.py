"""Shared by all measurements: workloads, CPU time, and a timed `decklog collect`."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

from harness.collector import DECKLOG, ROOT
from harness.engine import wait_until

LINES = int(os.environ.get("LINES", "1000000"))
RUNS = int(os.environ.get("RUNS", "5"))
TICK = os.sysconf("SC_CLK_TCK")


def workload(directory, name, lines=LINES):
    """The path of a file with a workload's lines."""
    path = os.path.join(directory, f"{name}-{lines}")
    if os.path.exists(path):
        return path
    script = os.path.join(ROOT, "Scripts/workloads", name + ".py")
    with open(path, "wb") as file:
        subprocess.run([sys.executable, script, str(lines)], stdout=file, check=True)
    return path


def cpu_of_child(command):
    """The CPU seconds, user and system, of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: {command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def cpu_so_far(pid):
    """The CPU seconds, user and system, that a running process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_of(pid):
    """Resident bytes of a running process."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmRSS"))


def time_collect(socket, directory, size, source, *flags, bus=None):
    """Seconds and CPU seconds from decklog's start until its raw log has exactly `size` bytes.

    bus: the path of a bus socket, if any."""
    place = tempfile.mkdtemp(dir=directory)
    log = os.path.join(place, "decklog.log")
    errors = os.path.join(place, "stderr")

    def complete():
        if process.poll() is not None:
            sys.exit(f"bench: decklog ended with {process.returncode}: " + open(errors).read()[-500:])
        with contextlib.suppress(FileNotFoundError):
            return os.stat(log).st_size >= size

    # Settings of whoever runs this must not change what is measured.
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("DECNET_", "DECKLOG_", "DOCKER_"))}
    environment |= {"DECNET_BUS_SOCKET": bus} if bus else {"DECNET_BUS_ENABLED": "false"}
    with open(errors, "wb") as stderr:
        start = time.monotonic()
        process = subprocess.Popen(
            [DECKLOG, "collect", "--log-file", log, "--state-file", os.path.join(place, "none.json"),
             "--docker-host", f"unix://{socket}", "--source", source, *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, env=environment)
    try:
        wait_until("decklog", complete, 0.005)
        seconds, cpu = time.monotonic() - start, cpu_so_far(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if os.stat(log).st_size != size:
        sys.exit(f"bench: {log} has {os.stat(log).st_size} bytes, not {size}")
    shutil.rmtree(place)
    return seconds, cpu

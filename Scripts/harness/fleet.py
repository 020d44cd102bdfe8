"""Containers of an engine's that print numbered lines with checksums."""

import collections
import itertools
import os
import shutil
import subprocess
import tarfile

from harness.collector import ROOT
from harness.oracle import key_of


class Fleet:
    """Each container has its run's name; what the engine has of its log is the truth."""

    def __init__(self, engine):
        self.engine = engine
        self.serials = itertools.count(1)
        decoy = subprocess.run([os.path.join(ROOT, "Scripts/build-decoy")], check=True,
                               stdout=subprocess.PIPE).stdout.decode().strip()
        archive = os.path.join(engine.directory, "decoy.tar")
        with tarfile.open(archive, "w") as tar:
            tar.add(decoy, "bin/decoy")
            for name in ("bin/sh", "bin/busybox"):
                tar.add(os.path.realpath(shutil.which("busybox")), name)
        engine.docker("import", archive, "decoy")
        os.remove(archive)

    def emit(self, count, lines, rate, *options, arguments=()):
        """Starts containers; gives their names."""
        return [self.run(*options, command=lambda run: [
            "/bin/decoy", "emit", "--run", run, "--lines", str(lines), "--rate", str(rate), *arguments])
            for _ in range(count)]

    def name(self):
        """A name for a container."""
        return f"run-{next(self.serials)}"

    def run(self, *options, command, name=None):
        """Starts one container with the command that is made of its name; gives the name."""
        run = name or self.name()
        self.engine.docker("run", "--detach", "--name", run, "--network", "none",
                           "--label", "decnet.fleet.service=true", *options, "decoy", *command(run))
        return run

    def wait(self, runs):
        self.engine.docker("wait", *runs)

    def remove(self, runs):
        self.engine.docker("rm", "--force", *runs)

    def truth(self, runs):
        """How often the engine has each line of the runs."""
        lines = collections.Counter()
        for run in runs:
            output = subprocess.run(self.engine.command("logs", run), check=True, stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL).stdout
            lines.update(key for key in map(key_of, output.split(b"\n")) if key)
        return lines

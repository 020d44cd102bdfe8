"""Others who are at decklog's files: writers, rotations, and disks that fill up."""

import contextlib
import errno
import gzip
import os
import random
import shutil
import subprocess
import threading
import time


class Writer(threading.Thread):
    """Appends a line to both files again and again, as another process would."""

    def __init__(self, collector, line, pause):
        super().__init__(daemon=True)
        self.collector, self.line, self.pause = collector, line, pause
        self.written = 0
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(self.pause):
            self.step()

    def step(self):
        for path in (self.collector.log, self.collector.records):
            self.append(path)
        self.written += 1

    def append(self, path):
        with open(path, "ab", buffering=0) as file:
            file.write(self.line)

    def stop(self):
        self.ending.set()
        self.join()


class Rotator(Writer):
    """Rotates both files every 100 ms, and appends to them."""

    def __init__(self, collector, ways):
        super().__init__(collector, b"theirs\n", 0.1)
        self.ways, self.number = ways, 0

    def step(self):
        for path in (self.collector.log, self.collector.records):
            with contextlib.suppress(FileNotFoundError):
                self.append(path)
                self.rotate(path, random.choice(self.ways))
        self.written += 1

    def rotate(self, path, way):
        self.number += 1
        rotated = f"{path}.{self.number}"
        if way == "copytruncate":
            shutil.copyfile(path, rotated)
            os.truncate(path, 0)
            return
        os.rename(path, rotated)
        if way == "gzip" and self.number % 16 == 0:
            with open(rotated, "rb") as source, gzip.open(rotated + ".gz", "wb") as target:
                # As gzip does: nobody writes to it any more after a second.
                time.sleep(1)
                shutil.copyfileobj(source, target)
            os.unlink(rotated)


class FullDisk(Writer):
    """Fills a disk and frees it again, and appends to both files, sometimes only half a line because the disk is full."""

    def __init__(self, collector, place, times):
        super().__init__(collector, b"theirs\n", 0.01)
        self.filler, self.times = os.path.join(place, "filler"), times

    def run(self):
        for _ in range(self.times):
            self.fill()
            end = time.monotonic() + random.uniform(0.05, 0.5)
            while time.monotonic() < end and not self.ending.wait(self.pause):
                self.step()
            os.unlink(self.filler)
            self.ending.wait(random.uniform(0.05, 0.5))

    def append(self, path):
        with contextlib.suppress(OSError):
            super().append(path)

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            for size in (1 << 20, 4096, 512, 64, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise


@contextlib.contextmanager
def disk(place, kind, megabytes):
    """A small disk: `ext4` in a file, or `tmpfs`; gives where it is mounted."""
    mount = os.path.join(place, kind)
    os.makedirs(mount)
    if kind == "tmpfs":
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", mount]
    else:
        image = mount + ".image"
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
        command = ["mount", "-o", "loop", image, mount]
    subprocess.run(command, check=True)
    try:
        yield mount
    finally:
        subprocess.run(["umount", "--lazy", mount], check=False)

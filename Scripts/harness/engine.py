"""A container engine of one's own, which nothing outside can reach and which can be ended like any process."""

import contextlib
import os
import signal
import subprocess
import sys
import time

PATIENCE = 600  # seconds for any one thing


def wait_until(what, condition, pause=0.05, patience=PATIENCE):
    """Waits for the condition and gives what it gave; ends the program with its name when it does not come."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        if time.monotonic() > deadline:
            sys.exit(f"gave up waiting for {what}")
        time.sleep(pause)
    return value


class Engine:
    """dockerd in a network namespace of its own, so that it changes nobody's rules. Needs root.

    As a context manager it runs from the beginning; at the end its containers and mounts are gone.
    """

    def __init__(self, directory, *flags):
        self.directory, self.flags = directory, flags
        self.socket = os.path.join(directory, "engine.sock")
        self.log = os.path.join(directory, "engine.log")
        self.data = os.path.join(directory, "data")
        self.process = None

    def __enter__(self):
        os.makedirs(self.directory, exist_ok=True)
        self.start()
        return self

    def __exit__(self, *_):
        if self.process is None or self.process.poll() is not None:
            self.start()
        # Its containers first: a shim outlives its engine.
        with contextlib.suppress(subprocess.SubprocessError):
            if ids := self.docker("ps", "-aq").split():
                self.docker("rm", "--force", *ids)
        self.stop()
        self.unmount()

    def start(self):
        """Starts it, and waits until it answers."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--net", "dockerd", "--data-root", self.data,
                 "--exec-root", os.path.join(self.directory, "exec"),
                 "--pidfile", os.path.join(self.directory, "engine.pid"), "--host", f"unix://{self.socket}",
                 "--bridge=none", "--iptables=false", "--ip-masq=false", *self.flags],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        wait_until("the engine", self.answers, 0.1)

    def answers(self):
        if self.process.poll() is not None:
            with open(self.log, errors="replace") as log:
                sys.exit("dockerd doesn't come up: " + log.read()[-500:])
        return subprocess.run(self.command("version"), capture_output=True).returncode == 0

    def stop(self):
        """Ends it as a service manager does."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill(self):
        """Ends it at once, and its containerd; what they had in memory is lost."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError, ValueError):
            with open(os.path.join(self.directory, "exec", "containerd", "containerd.pid")) as file:
                containerd = int(file.read())
            # A new engine would take it for its own until it is gone.
            os.kill(containerd, signal.SIGKILL)
            while os.path.exists(f"/proc/{containerd}"):
                time.sleep(0.01)

    def command(self, *arguments):
        return ["docker", "-H", f"unix://{self.socket}", *arguments]

    def docker(self, *arguments):
        """Runs a command of the docker client and gives its output."""
        return self.docker_bytes(*arguments).decode().strip()

    def docker_bytes(self, *arguments):
        return subprocess.run(self.command(*arguments), check=True, stdout=subprocess.PIPE, timeout=PATIENCE).stdout

    def log_path(self, container):
        """Where the engine keeps a container's log."""
        return self.docker("inspect", "--format", "{{.LogPath}}", container)

    def unmount(self):
        """Takes away what it may have left mounted, so that the directory can be removed."""
        with open("/proc/self/mounts") as file:
            mounts = [line.split()[1] for line in file]
        for mount in sorted((m for m in mounts if m.startswith(self.directory + "/")), reverse=True):
            subprocess.run(["umount", "--lazy", mount], check=False)

"""A proxy before an engine that cuts all connections when it is told to, in the middle of whatever comes."""

import contextlib
import os
import socket
import threading


class Proxy:
    """Between two UNIX sockets; as a context manager it serves from the beginning."""

    def __init__(self, engine, path):
        self.engine, self.path = engine, path
        self.lock = threading.Lock()
        self.open = set()
        self.listener = socket.socket(socket.AF_UNIX)

    def __enter__(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        self.listener.bind(self.path)
        self.listener.listen(128)
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        # Closing alone leaves who accepts waiting.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                with self.lock:
                    self.open |= {client, server}
                try:
                    server.connect(self.engine)
                except OSError:
                    self.end(client, server)
                    continue
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        self.end(source, target)

    def end(self, *sockets):
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            with self.lock:
                self.open.discard(each)
            each.close()

    def cut(self):
        """Ends every connection that is open."""
        with self.lock:
            sockets = list(self.open)
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

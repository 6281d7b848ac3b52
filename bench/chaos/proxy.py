"""A wire between the gateway and the broker that can be cut, stalled or made slow."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Literal

Mode = Literal["open", "cut", "stalled", "slow"]

MOST_CONNECTIONS = 64
SLOW_SECONDS = 0.15
"""Added to every piece of data in each direction while slow."""

_PIECE_BYTES = 65_536
_LOOK_SECONDS = 0.2


class Wire:
    """Listens on a free port of the loopback and passes everything on to ``target_port``.

    ``open`` passes data on; ``cut`` breaks all connections and takes no new ones; ``stalled`` keeps connections and
    passes nothing on, as when packets are lost; ``slow`` passes everything on late."""

    def __init__(self, target_port: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._mode: Mode = "open"
        self._closing = False
        self._guard = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_LOOK_SECONDS)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    def set(self, mode: Mode) -> None:
        """Change what the wire does from now on."""
        self._mode = mode
        if mode == "cut":
            self._break_all()

    def close(self) -> None:
        """End everything; the port is free afterwards."""
        self._closing = True
        self._listener.close()
        self._break_all()

    def _accept(self) -> None:
        while not self._closing:
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            far = self._far_side()
            if far is None:
                near.close()
                continue
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), name="wire-pump", daemon=True).start()

    def _far_side(self) -> socket.socket | None:
        if self._mode == "cut" or len(self._sockets) >= 2 * MOST_CONNECTIONS:
            return None
        with contextlib.suppress(OSError):
            return socket.create_connection(self._target, timeout=3)
        return None

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with self._guard:
            self._sockets |= {source, sink}
        source.settimeout(_LOOK_SECONDS)
        try:
            while not self._closing and self._mode != "cut":
                if self._mode == "stalled":
                    time.sleep(_LOOK_SECONDS)
                    continue
                try:
                    piece = source.recv(_PIECE_BYTES)
                except TimeoutError:
                    continue
                if not piece:
                    return
                self._hold_back()
                sink.settimeout(10)
                sink.sendall(piece)
                sink.settimeout(_LOOK_SECONDS)
        except OSError:
            pass  # the other pump, or the fault, has ended the connection
        finally:
            self._end(source, sink)

    def _hold_back(self) -> None:
        if self._mode == "slow":
            time.sleep(SLOW_SECONDS)
        while self._mode == "stalled" and not self._closing:
            time.sleep(_LOOK_SECONDS)

    def _end(self, *sockets: socket.socket) -> None:
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        with self._guard:
            self._sockets -= set(sockets)

    def _break_all(self) -> None:
        with self._guard:
            held = list(self._sockets)
        self._end(*held)

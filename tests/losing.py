"""A line to PostgreSQL that breaks in the worst moment: the server has committed, and its answer is lost."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy

_DONE = b"COMMIT\0"  # in a question the statement, in an answer the word that it was done


@dataclass
class Line:
    """url: of the database through here. losing: of so many commits to come the answer is lost. shut: nobody is let in
    behind them.
    """

    url: str
    losing: int = 0
    shut: bool = False
    lost: int = 0

    @property
    def is_open(self) -> bool:
        return not (self.shut and self.lost and not self.losing)


@contextmanager
def losing(url: str) -> Iterator[Line]:
    """The same database behind a loopback line of ours."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        here = sqlalchemy.make_url(url).set(host="127.0.0.1", port=port, query={"sslmode": "disable"})
        line = Line(here.render_as_string(hide_password=False))
        threading.Thread(target=_let_in, args=(door, line, url), daemon=True).start()
        yield line
        door.shutdown(socket.SHUT_RDWR)


def _let_in(door: socket.socket, line: Line, url: str) -> None:
    while True:
        try:
            client, _ = door.accept()
        except OSError:  # it was closed
            return
        if not line.is_open:
            client.close()
            continue
        threading.Thread(target=_pass_on, args=(client, _server(url), line), daemon=True).start()


def _server(url: str) -> socket.socket:
    at = sqlalchemy.make_url(url)
    host = str(at.query.get("host", at.host or "127.0.0.1"))
    if not host.startswith("/"):
        return socket.create_connection((host, at.port or 5432))
    opened = socket.socket(socket.AF_UNIX)
    opened.connect(f"{host}/.s.PGSQL.{at.port or 5432}")
    return opened


def _pass_on(client: socket.socket, server: socket.socket, line: Line) -> None:
    """What each says to the other, until one is gone, or until the answer that is to be lost."""
    loses = False
    with client, server:
        while True:
            for side in select.select([client, server], [], [])[0]:
                try:
                    said = side.recv(65536)
                except ConnectionError:
                    return
                if not said:
                    return
                if side is client:
                    loses = line.losing > 0 and _DONE in said
                    server.sendall(said)
                elif loses and _DONE in said:
                    line.losing, line.lost = line.losing - 1, line.lost + 1
                    return
                else:
                    client.sendall(said)

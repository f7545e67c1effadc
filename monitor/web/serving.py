"""A socket and a server. What must be true before anybody is let in is looked at first."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from monitor.errors import ConfigError
from monitor.web.app import build
from monitor.web.doors import Office


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes calls. ConfigError says why it cannot be had; port 0 takes a free one."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"--host {host}: is no address of this machine ({error})") from error
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(128)
    except OSError as error:
        taken.close()
        raise ConfigError(
            f"{host} port {port}: {error.strerror or error}; name another with --port"
        ) from error
    return taken


def serve(office: Office, taken: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until the program is told to stop (SIGINT, SIGTERM); pages under way are finished."""
    import gc

    import uvicorn

    config = uvicorn.Config(
        build(office),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who calls is who connects; nobody may say so for somebody else
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    gc.freeze()  # what was made at the start stays: to look it all through now and then takes a tenth of a second
    with taken:
        ready()
        uvicorn.Server(config).run(sockets=[taken])

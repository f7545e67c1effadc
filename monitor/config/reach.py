"""What a source says of the way to it, held against what is there: certificate files and named proxies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor.config.mistakes import nearest
from monitor.config.written import Place
from monitor.sources.base import BaseSource


def absolute(source: BaseSource, folder: Path) -> BaseSource:
    """The source with its certificate file found from wherever the program runs. folder: of sources.yaml."""
    if source.tls.ca is None:
        return source
    tls = source.tls.model_copy(update={"ca": str(folder / source.tls.ca)})
    return source.model_copy(update={"tls": tls})


def mistakes(source: BaseSource, proxies: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """What is not there that the source names: where in the source, and the mend."""
    if source.tls.ca is not None and (text := _unreadable(Path(source.tls.ca))) is not None:
        yield ("tls", "ca"), text
    if source.proxy is not None and source.proxy not in proxies:
        known = nearest(source.proxy, proxies)
        yield ("proxy",), f"no proxy is called {source.proxy} in settings.proxies, {known}"


def _unreadable(path: Path) -> str | None:
    """Why no certificate can be had from a file; None when one can."""
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        pem = f"openssl x509 -inform der -in {path.name} -out {path.stem}.pem"
        return f"{path} holds no certificate in PEM form; of a binary one `{pem}` makes one"
    except OSError as error:
        return f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
    return None

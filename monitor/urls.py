"""Addresses: read once, rebuilt from their parts, so that no two parsers can disagree about one.

`parse` is the only way in. What comes out has a scheme of http or https, a host in lower-case ASCII,
no user, no control character, no backslash, and everything else percent-encoded; whoever gets it may
hand it to a client as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from monitor.patterns import regex

DEFAULT_PORTS = {"http": 80, "https": 443}

_FORBIDDEN = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]")
_LABELS = regex(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = regex(r"[0-9]+|0x[0-9a-f]*")
_STRAY_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:=&?~#+!$,;'@()*[]|"
_LONGEST = 8192
# A link within the site: no scheme, and not the two slashes of either kind that begin a host.
_LOCAL_PATH = regex(r"(?![A-Za-z][A-Za-z0-9+.-]*:)(?![\\/]{2})(?!.*[\x00-\x1f])", re.DOTALL)

# Parameters that only say who is asking or how they came: names that nobody gives to anything else.
_TRACKING = regex(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|_ga|_gl|wt\.\w+"
    r"|jsessionid|phpsessid|aspsessionid\w*|cachebuster|nocache|no_cache|_dc",
    re.IGNORECASE,
)
# Such names too, unless their value tells which document is meant: `sid=5`, `session_id=118`.
_PERHAPS_A_SESSION = regex(r"sid|session_?id|zenid|_?csrf\w*|nonce|spm|scm|cfid|cftoken", re.IGNORECASE)
_LONG = 16  # characters of a die; what an authority numbers is shorter, or words with numbers between them
_MIXED = 3  # times that letters and digits take turns within a word of it
_TURN = regex(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_STEPS = regex(r"\w+(?:\.\w+){3,}")  # a21bo.7724922.8452.1, how a shop counts clicks
# These may mean something (`t` a topic, `v` a version), unless their value is a clock or a die.
_PERHAPS_A_CLOCK = regex(r"_|_?t|ts|_ts|time|timestamp|date|r|rd|rnd|rand|random|cb|v|ver|\d*", re.IGNORECASE)
_CLOCK_OR_DIE = regex(r"0\.\d{6,}|1\d{9}(?:\d{3})?")
_PATH_SESSION = regex(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)


class Origin(NamedTuple):
    """Who answers: secrets and connections belong to one origin and to no other."""

    scheme: str
    host: str
    port: int


@lru_cache(maxsize=4096)  # a check asks for the same addresses at several doors
def parse(url: str) -> str:
    """The address as every part of the program writes it. ValueError says what is wrong with it.

    A fragment stays, as some sites route by it; it never goes over the wire.
    """
    parts = _split(url)
    host = _host(parts)
    port = _port(parts)
    netloc = host if port == DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"
    path = _encoded(parts.path) or "/"
    if "/." in path:
        path = urljoin("http://host/", path).removeprefix("http://host")
    query = f"?{_encoded(parts.query)}" if parts.query else ""
    fragment = f"#{_encoded(parts.fragment)}" if parts.fragment else ""
    return f"{parts.scheme}://{netloc}{path}{query}{fragment}"


# A path, absolute or from here on, without dots that lead elsewhere, and perhaps a query.
_PLAIN_LINK = regex(r"/?[A-Za-z0-9_~-][A-Za-z0-9_~-]*(?:[./][A-Za-z0-9_~-]+)*/?(?:\?[A-Za-z0-9_~=&./%-]+)?")


def join(base: str, href: str) -> str | None:
    """Where a link on the page `base` leads, None when that is nothing we may ever fetch or link to.

    A path written with backslashes is read as browsers read it; nothing that could name a host is.
    """
    href = href.strip(" \t\r\n\f")
    if _LOCAL_PATH.match(href):
        path = re.split("[?#]", href, maxsplit=1)[0]
        href = path.replace("\\", "/") + href[len(path) :]
    try:
        return parse(resolve(base, href))
    except ValueError:
        return None


def resolve(base: str, href: str) -> str:
    """What `urljoin` says, which takes its time; most links are as plain as that (C35).

    Raises ValueError for what is no address at all.
    """
    if _PLAIN_LINK.fullmatch(href):
        site, folder = _places(base)
        if site:
            return site + href if href[0] == "/" else folder + href
    return urljoin(base, href)


@lru_cache(maxsize=64)
def _places(base: str) -> tuple[str, str]:
    """The site of a page and the folder that it lies in; "" for a page that urljoin had better look at."""
    parts = urlsplit(base)
    path = parts.path or "/"
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc or ";" in path or "/." in path or "//" in path:
        return "", ""
    site = f"{parts.scheme}://{parts.netloc}"
    return site, site + path[: path.rindex("/") + 1]


@lru_cache(maxsize=4096)  # asked for the key, for the notice and for what is fetched
def canonical(url: str, drop: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> str:
    """The address as an identity: the same page gives the same one, however it was reached.

    Without session ids, tracking, cache busters, the parameters named in `drop` (in any case) and the
    fragment, unless that is a route (`#/notice/5`). The order of parameters is kept. What may be a session
    id or not (`dice`) stays when it is named in `keep`.
    """
    parts = urlsplit(parse(url))
    path = _PATH_SESSION.sub("", parts.path)
    pairs = _told(parts.query, drop)
    thrown = _dice(path, pairs).keys() - keep
    kept = [pair for pair in pairs if _name(pair) not in thrown]
    query = f"?{'&'.join(kept)}" if kept else ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{parts.scheme}://{parts.netloc}{path}{query}{fragment}"


def dice(url: str, drop: tuple[str, ...] = ()) -> dict[str, str]:
    """The parameters that look like a session id by name and value, and may still be what tells two pages apart."""
    parts = urlsplit(parse(url))
    return _dice(_PATH_SESSION.sub("", parts.path), _told(parts.query, drop))


def host(url: str) -> str:
    """Whom the address asks, with the port when it is not the usual one: `www.mee.gov.cn`, `[::1]:8800`."""
    return urlsplit(parse(url)).netloc


@lru_cache(maxsize=4096)
def origin(url: str) -> Origin:
    parts = urlsplit(parse(url))
    return Origin(parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])


_SHARED_ENDS = regex(r"(?:com|co|org|net|gov|go|gob|gouv|gub|edu|ac|or|ne|mil)\.[a-z]{2}")  # gov.cn, co.uk


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one owner's site: www.customs.gov.cn and nanjing.customs.gov.cn are."""
    return _site(origin(one).host) == _site(origin(other).host)


def _site(host: str) -> str:
    """The part of a host name that somebody registered; an IP address is its own site."""
    labels = host.split(".")
    if ":" in host or labels[-1].isdecimal():
        return host
    end = ".".join(labels[-2:])
    return ".".join(labels[-3:]) if _SHARED_ENDS.fullmatch(end) else end


def _split(url: str) -> SplitResult:
    url = url.strip(" ")
    if len(url) > _LONGEST:
        raise ValueError(f"an address of {len(url)} characters, wanted at most {_LONGEST}")
    if found := _FORBIDDEN.search(url):
        raise ValueError(f"{url[:200]!r} has {found.group()!r} in it, which no address may have")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(f"{url[:200]!r} is no address: {error}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{url[:200]!r} is no http:// or https:// address")
    if "@" in parts.netloc:
        raise ValueError("an address with a user name in it; credentials belong into `headers`")
    return parts


def _host(parts: SplitResult) -> str:
    written = parts.hostname or ""
    if "[" in parts.netloc:
        try:
            address = IPv6Address(written)
        except AddressValueError:
            raise ValueError(f"[{written}] is no IPv6 address") from None
        if address.scope_id is not None:
            raise ValueError(f"[{written}] is an address of one network card only")
        return f"[{address.compressed}]"
    name = _ascii(written).rstrip(".")
    if not _LABELS.fullmatch(name) or len(name) > 253:
        raise ValueError(f"{written[:100]!r} is no host name")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):  # then every client reads it as an IPv4 address, oddly
        try:
            return str(IPv4Address(name))
        except AddressValueError:
            raise ValueError(f"{written!r} is no IPv4 address; write four numbers from 0 to 255") from None
    return name


def _ascii(name: str) -> str:
    """A host name as it is looked up: full-width letters folded, Chinese ones in punycode."""
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{name[:100]!r} is no host name: {error}") from None


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"{parts.netloc!r} has no port from 1 to 65535")
    return port or DEFAULT_PORTS[parts.scheme]


def _encoded(part: str) -> str:
    """Percent-encoded where needed; what is encoded already stays as the server wrote it."""
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE)


def _told(query: str, drop: tuple[str, ...]) -> list[str]:
    """The parameters of an address that may tell which page is meant."""
    dropped = {name.lower() for name in drop}
    return [pair for pair in query.split("&") if pair and not _is_noise(pair, dropped)]


def _name(pair: str) -> str:
    return pair.partition("=")[0].lower()


def _is_noise(pair: str, dropped: set[str]) -> bool:
    name, _, value = pair.partition("=")
    if name.lower() in dropped or _TRACKING.fullmatch(name):
        return True
    clock = _CLOCK_OR_DIE.fullmatch
    return bool((_PERHAPS_A_CLOCK.fullmatch(name) and clock(value)) or (not value and clock(name)))


def _dice(path: str, pairs: list[str]) -> dict[str, str]:
    """Session ids by name and value, where without them the address still says which page is meant.

    `/view.do` says nothing, so `/view.do?sid=6f1c…` keeps it: a notice that is told twice can be mended
    with `drop`, one that is never told cannot.
    """
    found = {
        _name(pair): pair.partition("=")[2] for pair in pairs if _PERHAPS_A_SESSION.fullmatch(_name(pair))
    }
    if not found:
        return found
    pair_of_cold_fusion = {"cfid", "cftoken"} <= found.keys()
    found = {
        name: value
        for name, value in found.items()
        if (pair_of_cold_fusion and name.startswith("cf")) or not value or _is_die(value)
    }
    *folders, page = path.split("/")
    others = [pair.partition("=")[2] for pair in pairs if _name(pair) not in found]
    says = any(map(str.isdecimal, folders)) or any(re.search(r"\d", said) for said in (page, *others))
    return found if says or not any(found.values()) else {}


def _is_die(value: str) -> bool:
    """Whether a value is long and mixed as only chance mixes: no number of a document, no word."""
    return (len(value) >= _LONG and len(_TURN.findall(value)) >= _MIXED) or bool(_STEPS.fullmatch(value))

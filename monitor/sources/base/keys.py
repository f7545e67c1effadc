"""What may stand in a source's keys, and how to mend what may not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor import schedule, urls
from monitor.durations import Duration
from monitor.extract import charset
from monitor.patterns import regex
from monitor.sources.base import places, values

_REGIONS = ("INT", "ASEAN", "RCEP", "EAEU", "EAC", "AFRICA")
_HEADER = regex(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "user-agent"}
)


def _id(written: str) -> str:
    if re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", written) is None:
        raise ValueError(
            f'"{written}" is no id, write lower-case letters, digits and hyphens: cn-gacc-notices'
        )
    return written


def _jurisdiction(written: str) -> str:
    if written not in _REGIONS and re.fullmatch("[A-Z]{2}", written) is None:
        raise ValueError(
            f'"{written}" is no jurisdiction, write a country (CN, EU) or one of {", ".join(_REGIONS)}'
        )
    return written


def _language(written: str) -> str:
    if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", written) is None:
        raise ValueError(f'"{written}" is no language tag, write it like zh, en or pt-BR')
    return written


def _zone(written: str) -> str:
    schedule.parse_zone(written)
    return written


def _cron(written: str) -> str:
    next(schedule.cron_times(written, UTC, datetime(2026, 1, 1, tzinfo=UTC)))
    return written


def _charset(written: str) -> str:
    if charset.codec(written) is None:  # Python would also take utf-7, and call escapes and rot13 charsets
        raise ValueError(f'"{written}" is no charset, write it like utf-8, gb18030 or windows-1252')
    return written


def _headers(written: dict[str, str]) -> dict[str, str]:
    for name, value in written.items():
        if _HEADER.fullmatch(name) is None or not value.isprintable():
            raise ValueError(f'"{name}" is no header, write a name and a value on one line')
        if name.lower() in _OURS:
            raise ValueError(f"{name} is set by the program itself, leave it out")
    return written


def _cookies(written: dict[str, str]) -> dict[str, str]:
    for name, value in written.items():
        if _HEADER.fullmatch(name) is None or not re.fullmatch(r"[!#-+\--:<-\[\]-~]*", value):
            raise ValueError(f'"{name}" is no cookie, write a name and a value without spaces and semicolons')
    return written


def _pin(written: str) -> str:
    digits = written.replace(":", "").lower()
    if re.fullmatch("[0-9a-f]{64}", digits) is None:
        raise ValueError("is no SHA-256 fingerprint, write the 64 hex digits of the server's certificate")
    return digits


def check_css(written: str) -> str:
    try:
        LexborHTMLParser("<p>").css_first(written)
    except SelectolaxError as error:
        raise ValueError(f'"{written}" is no CSS selector, write it like ul.list > li or #zoom') from error
    return written


def _pause(written: timedelta) -> timedelta:
    if not written:
        raise ValueError("0s leaves no time between two looks, write it like 30m, 6h or 1d")
    return written


def _jmespath(written: str) -> str:
    import jmespath

    try:
        jmespath.search(written, {})  # also asks for the functions, which compile() does not
    except jmespath.exceptions.JMESPathTypeError:
        pass  # a function that misses its value in an empty answer
    except jmespath.exceptions.JMESPathError as error:
        at = str(error).splitlines()[0].rstrip(":")
        raise ValueError(
            f'"{written}" is no JMESPath ({at}), write it like data.list or results[].title'
        ) from error
    return written


def check_script(written: str) -> str:
    css, _, name = written.rpartition("@") if "@" in written else (written, "", "")
    if css:
        check_css(css)
    if name and re.fullmatch(r"[A-Za-z_$][\w$.]*", name) is None:
        raise ValueError(f'"{name}" is no variable of a script, write it like script@jsonData')
    return written


def _phrase(written: str) -> str:
    from monitor.compare.noise.phrases import phrase  # few sources have any

    phrase(written)
    return written


def _html_value(written: str) -> str:
    values.check_html(written)
    return written


def _css_or_link(written: str) -> str:
    """CSS; or with braces in it an address, in which values from the HTML stand."""
    if "{" not in written:
        return check_css(written)
    for value in places.of_values(places.check_link(written)):
        values.check_html(value)
    return written


def _jmes_or_link(written: str) -> str:
    """JMESPath; or with braces in it an address, in which values from the JSON stand."""
    if "{" not in written:
        return _jmespath(written)
    for value in places.of_values(places.check_link(written)):
        _jmespath(values.what_of(value))
    return written


def _answer_link(written: str) -> str:
    """An address with values from an answer that may be HTML as well as JSON."""
    for value in places.of_values(places.check_link(written)):
        try:
            values.check_html(value)
        except ValueError:
            _jmespath(values.what_of(value))
    return written


Address = Annotated[str, AfterValidator(urls.parse), Field(json_schema_extra={"format": "uri"})]
Where = Annotated[str, AfterValidator(places.check_address)]
Link = Annotated[str, AfterValidator(places.check_link)]
AnswerLink = Annotated[str, AfterValidator(_answer_link)]
Css = Annotated[str, AfterValidator(check_css)]
Jmes = Annotated[str, AfterValidator(_jmespath)]
Pause = Annotated[Duration, AfterValidator(_pause)]
Id = Annotated[str, AfterValidator(_id)]
Jurisdiction = Annotated[str, AfterValidator(_jurisdiction)]
Language = Annotated[str, AfterValidator(_language)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Cron = Annotated[str, AfterValidator(_cron)]
Charset = Annotated[str, AfterValidator(_charset)]
CssOrLink = Annotated[str, AfterValidator(_css_or_link)]
HtmlValue = Annotated[str, AfterValidator(_html_value)]
JmesOrLink = Annotated[str, AfterValidator(_jmes_or_link)]
Phrase = Annotated[str, Field(min_length=1), AfterValidator(_phrase)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Cookies = Annotated[dict[str, str], AfterValidator(_cookies)]


class TlsKeys(BaseModel):
    """What one source's TLS may differ in; see `monitor.model.Tls`. ca: a PEM file, beside sources.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    ca: Annotated[str, Field(min_length=1)] | None = None
    pin: Annotated[str, AfterValidator(_pin)] | None = None
    legacy: bool = False

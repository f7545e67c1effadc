"""Inputs from seeds without atheris: pieces are repeated, swapped, cut, joined, and replaced by odd ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

LONGEST = 50_000
ODD = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"-1", b"0", b"99999999999999999999", b"1e400", b"NaN", b"&#x0;",
    b"&#1114112;", "\u202e".encode(), "\u0660\u0661".encode(), "\u00b2".encode(), "\u2460".encode(), "２０２６年２月３０日".encode(), b"31/02/2026", b"0000-00-00", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"'",
    b'"', b"{", b"}", b"[", b"]", b":", b",", b"\r", b"\n", b"\t", b"\x1b[2J", b"%", b"://", b"http://[", b"//[x", b"http://a:99999/",
    b"<table>", b"<td rowspan=0 colspan=65535>", b"</table>", b"<select><option>", b"<math><mi>", b"<p hidden>", b"<base href=x:>",
    b"<meta charset=utf-16>", b"<a href='http://[::1'>x</a>", b"!!float x", b"&a *a", b"? ", b"<<: ", b"- ", b"null", b"~", b"0x1F", b"1_0",
    b"2026-13-45", b"24:61", b".inf", b"\xc2\x85", "\U0001f600".encode(), "\u3000".encode(), "\u0130".encode(), "\ufb01".encode(),
)  # fmt: skip


def inputs(seeds: Sequence[bytes], rng: random.Random) -> Iterator[bytes]:
    """The seeds as they are, then changed ones for ever."""
    yield from seeds
    while True:
        given = rng.choice(seeds)
        for _ in range(rng.choice((1, 1, 2, 4, 8))):
            given = _changed(given, rng, seeds)
        yield given[:LONGEST]


def _changed(given: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    start = rng.randrange(len(given) + 1)
    end = min(len(given), start + rng.choice((1, 1, 3, 10, 40, 200)))
    piece = given[start:end]
    match rng.randrange(8):
        case 0:
            return given[:start] + bytes([rng.randrange(256)]) + given[start + 1 :]
        case 1 | 2:
            return given[:start] + rng.choice(ODD) + given[start if rng.random() < 0.5 else end :]
        case 3:
            return given[:start] + given[end:]
        case 4:
            return given[:start] + piece * rng.choice((2, 3, 50, 1000)) + given[end:]
        case 5:
            there = rng.randrange(len(given) + 1)
            return given[:there] + piece + given[there:]
        case 6:
            other = rng.choice(seeds)
            cut = rng.randrange(len(other) + 1)
            return given[:start] + other[cut : cut + rng.choice((20, 200, 2000))] + given[start:]
        case _:
            return given[:start]

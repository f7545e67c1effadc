"""Check this folder: python verify.py [HEAD]     (Python 3.8 or newer and nothing else; it only reads)

Says what holds and what does not, and ends with 1 when anything does not. HEAD: a hash of the evidence chain, or
its first 16 digits, that you know from elsewhere, such as from a digest mail; it must lie on the way from these entries to the chain's head.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
wrong: list[str] = []


def fail(name: str, why: str) -> None:
    wrong.append(name)
    print(f"WRONG  {name}: {why}")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(name: str) -> bytes:
    try:
        return (HERE / name).read_bytes()
    except OSError as error:
        fail(name, f"cannot be read ({error.strerror})")
        return b""


def words(name: str) -> list[str]:
    return read(name).decode("ascii", "replace").split()


def load(name: str) -> dict[str, Any]:
    try:
        value = json.loads(read(name))
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    fail(name, "is not what it should be, a JSON object")
    return {}


def every(pattern: str) -> list[str]:
    return sorted(path.relative_to(HERE).as_posix() for path in HERE.glob(pattern) if path.is_file())


def must_be(name: str, told: object, by: str) -> None:
    """The file has the SHA-256 that another file tells."""
    if (said := sha256(read(name))) != told:
        fail(name, f"has the SHA-256 {said}, {by} says {told}")


def check_files() -> int:
    """Every file is as SHA256SUMS says, and there is no other. How many there are."""
    lines = read("SHA256SUMS").decode("utf-8", "replace").splitlines()
    sums = {name: told for told, _, name in (line.partition("  ") for line in lines) if name}
    there = {name for name in every("**/*") if "__pycache__" not in name} - {"SHA256SUMS"}
    for name in sorted(sums.keys() | there):
        if name not in sums:
            fail(name, "is not named in SHA256SUMS")
        elif name not in there:
            fail(name, "is missing")
        else:
            must_be(name, sums[name], "SHA256SUMS")
    return len(sums)


def check_documents() -> None:
    """Bodies, headers and forms are those that their parts of the chain tell."""
    for part in every("*/document-*/part.json"):
        folder, told = part.rsplit("/", 1)[0], load(part)
        must_be(f"{folder}/headers.json", told.get("headers"), part)
        if told.get("posted"):
            must_be(f"{folder}/form.bin", told["posted"], part)
        bodies = every(f"{folder}/body.*")
        for body in bodies:
            must_be(body, told.get("sha256"), part)
        if not bodies:
            print(f"note   {folder}: the body of this answer was not kept")


def check_versions() -> None:
    """Readings are those that the versions and the change tell, and were read in the answers beside them."""
    for part in every("*/version.json"):
        side, told = part.split("/", 1)[0], load(part)
        must_be(f"{side}/reading.json", told.get("content"), part)
        beside = [sha256(read(each)) for each in every(f"{side}/document-*/part.json")]
        if told.get("read_in") and told["read_in"] not in beside:
            fail(part, "was read in an answer that is not beside it")
    told = load("change/part.json")
    must_be("change/said.json", told.get("said"), "change/part.json")
    for side in ("before", "after"):
        if told.get(side):
            must_be(f"{side}/reading.json", told[side], "change/part.json")
        elif every(f"{side}/**/*"):
            fail(side, "is here, and the change has none")


def check_entries() -> dict[int, str]:
    """Every part is named by an entry. Each entry's own SHA-256 by its number."""
    own: dict[int, str] = {}
    named: set[str] = set()
    for entry in every("chain/entry-*/entry.txt"):
        folder, written = entry.rsplit("/", 1)[0], read(entry)
        try:
            said = json.loads(written.split(b"\n")[3])["parts"]
        except (IndexError, KeyError, TypeError, ValueError):
            fail(entry, "is no entry about a check")
            continue
        parts = words(f"{folder}/parts.txt")
        must_be(f"{folder}/parts.txt", said, entry)
        must_be(f"{folder}/check.json", parts[0] if parts else None, f"{folder}/parts.txt")
        own[int(folder.rsplit("-", 1)[1])] = sha256(written)
        named.update(parts)
    for part in [*every("*/document-*/part.json"), *every("*/version.json"), "change/part.json"]:
        if sha256(read(part)) in named:
            continue
        if part in older():
            print(f"NOTE   {part}: recorded before the chain began; only SHA256SUMS speaks for it")
        else:
            fail(part, "is named by none of the entries")
    return own


def older() -> list[str]:
    """The parts that were recorded before the evidence chain began."""
    return words("chain/before-it-began.txt") if every("chain/before-it-began.txt") else []


def check_chain(own: dict[int, str], known: str | None) -> None:
    """The chain, computed from the entries to its head."""
    if not every("chain/begin.txt"):
        print("NOTE   nothing here is on the evidence chain, which began later")
        if known:
            fail("chain", f"{known} cannot be on it")
        return
    begin, head = words("chain/begin.txt"), words("chain/head.txt")
    if len(begin) != 2 or not begin[0].isdigit():
        fail("chain/begin.txt", "should be a number and a SHA-256")
        return
    number, last = int(begin[0]), begin[1]
    met = {last} if last.strip("0") else set()
    for link in words("chain/links.txt"):
        if own.pop(number, link) != link:
            fail(f"chain/entry-{number}/entry.txt", "is not the entry that chain/links.txt has there")
        last = sha256(f"{last}\n{link}\n".encode())
        met.add(last)
        number += 1
    for missed in own:
        fail(f"chain/entry-{missed}/entry.txt", "is not between chain/begin.txt and the head")
    if [last] != head:
        fail("chain/links.txt", f"leads to {last}, chain/head.txt says {' '.join(head)}")
    if known and not any(each.startswith(known.lower()) for each in met):
        fail("chain/links.txt", f"does not lead through {known}")
    elif known:
        print(f"holds  the chain leads through {known}")
    print(f"head   {last}  (compare it with one that you know from elsewhere)")


def main(arguments: list[str]) -> int:
    known = arguments[0] if arguments else None
    if known and not re.fullmatch("[0-9a-fA-F]{16,64}", known):
        print("a head has 64 hexadecimal digits, of which the first 16 are enough: python verify.py [HEAD]")
        return 2
    files = check_files()
    check_documents()
    check_versions()
    check_chain(check_entries(), known)
    print(f"{files} files: {f'{len(wrong)} WRONG' if wrong else 'all as they should be'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

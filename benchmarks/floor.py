"""The floor: a bare `requests` thread pool that fetches the pages and hashes them, nothing else.

python benchmarks/floor.py JOBS STATE       JOBS: a URL a line; STATE: its memory, a JSON file
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

THREADS = 16


def main(jobs: Path, state: Path) -> None:
    seen: dict[str, list[str | None]] = json.loads(state.read_text()) if state.exists() else {}
    local = threading.local()

    def fetch(url: str) -> tuple[str, str | None, str | None]:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        tag = seen.get(url, [None])[0]
        answer = local.session.get(url, headers={"If-None-Match": tag} if tag else {}, timeout=30)
        if answer.status_code == 304:
            return url, None, None
        return url, answer.headers.get("ETag"), hashlib.sha256(answer.content).hexdigest()

    changed = 0
    with ThreadPoolExecutor(THREADS) as pool:
        for url, tag, sha256 in pool.map(fetch, jobs.read_text().split()):
            if sha256:
                changed += url in seen and seen[url][1] != sha256
                seen[url] = [tag or seen.get(url, [None])[0], sha256]
    state.write_text(json.dumps(seen))
    print(changed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

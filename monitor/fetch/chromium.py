"""Is there a browser, and may it be used: the extra, a Chromium, its sandbox. Imports none of them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from monitor.errors import FetchError
from monitor.values import dataclass

INSTALL = "pip install 'regulatory-monitor[browser]'"
VARIABLE = "MONITOR_CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "chrome-headless-shell",
)
_OWN = ("*/chrome-linux*/chrome", "*/chrome-linux*/headless_shell", "*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a browser may take. memory_bytes: all its processes together. pages: before it is begun anew.
    settle: for a page's scripts to fill it, once it came. traffic_bytes: one page with all it loads.
    idle: so long without a page it ends. sandbox: Chromium's own.
    """

    memory_bytes: int = 1_000_000_000
    pages: int = 50
    settle: timedelta = timedelta(seconds=15)
    traffic_bytes: int = 50_000_000
    idle: timedelta = timedelta(seconds=60)
    sandbox: bool = True


def find() -> str | None:
    """The Chromium to use: the one that is named, the system's, or the one that the extra brought."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    brought = Path(folder) if folder else Path.home() / usual / "ms-playwright"
    return next((str(path) for pattern in _OWN for path in sorted(brought.glob(pattern), reverse=True)), None)


def lacking(*, sandbox: bool) -> str | None:
    """Why no page can be rendered here, with the mend; None when it can."""
    if importlib.util.find_spec("playwright") is None:
        return f"pages are rendered by an extra that is not installed: {INSTALL}"
    if find() is None:
        if named := os.environ.get(VARIABLE):
            return f"{VARIABLE}={named} is no program that can be run; set it to a Chromium"
        return (
            "no Chromium was found: install it (apt install chromium, or playwright install chromium) "
            f"or set {VARIABLE} to where it is"
        )
    if sandbox and hasattr(os, "geteuid") and os.geteuid() == 0:
        return no_sandbox("as root")
    return None


def no_sandbox(why: str) -> str:
    return (
        f"Chromium cannot keep its sandbox {why}: run as another user, in a container with --cap-add=SYS_ADMIN or a "
        "seccomp profile that allows user namespaces, or give it up with `settings: {browser: {sandbox: false}}`, "
        "best in a container of its own"
    )


def needed(*, sandbox: bool) -> str:
    """The Chromium to use. FetchError says what is lacking."""
    if (why := lacking(sandbox=sandbox)) is not None:
        raise FetchError(f"browser: {why}", transient=False)
    found = find()
    assert found is not None
    return found

"""The process that drives the browser: `python -m monitor.fetch.browser_child`, spoken to by `browser.py`.

It does as `orders.py` says and decides nothing: each address that a page wants to go to is asked about, and
each answer is shown, before the page gets it. It renders; it never clicks, fills or pretends to be somebody
else. When whoever started it goes away, it ends the browser and itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import threading
import traceback
from pathlib import Path

from playwright.async_api import Browser, Error, Playwright, async_playwright

from monitor.fetch import orders
from monitor.fetch.family import descendants, table
from monitor.fetch.rendering import Contexts, Rendering

# What could go another way than through the gateway is switched off, and so is what a browser does unasked.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # names are looked up by the gateway alone
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-component-update",
    "--disable-sync",
    "--disable-crash-reporter",
    "--disable-gpu",
    "--disable-notifications",
    "--deny-permission-prompts",
    "--block-new-web-contents",
    "--disable-print-preview",
    "--disable-remote-fonts",
    "--blink-settings=imagesEnabled=false",
    "--renderer-process-limit=4",
    "--disk-cache-size=33554432",
)
# The driver switches these protections off for the sake of tests; hostile pages are what they are for.
KEPT = ("--disable-popup-blocking", "--disable-ipc-flooding-protection", "--disable-hang-monitor")

PR_SET_CHILD_SUBREAPER = 36


class Talk:
    """The lines to and from whoever started us. Their end is our end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._heard: asyncio.Queue[orders.Word] = asyncio.Queue()
        self._loop = loop
        threading.Thread(target=self._listen, name="orders", daemon=True).start()

    def say(self, word: orders.Word) -> None:
        sys.stdout.buffer.write(orders.line(word))
        sys.stdout.buffer.flush()

    async def hear(self) -> orders.Word:
        return await self._heard.get()

    def _listen(self) -> None:
        with open(0, "rb", closefd=False) as lines:  # our own, as nobody else may hold its lock
            for written in lines:
                self._loop.call_soon_threadsafe(self._heard.put_nowait, orders.parse(written))
        end_all()


def end_all() -> None:
    """The last thing this process does: nothing that it started outlives it, whatever a page is at."""
    own = os.getpgrp()
    while groups := {each.group for each in descendants(os.getpid(), table()) if not each.dead} - {own}:
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
    sys.stderr.flush()
    if folder := os.environ.get("MONITOR_BROWSER_FOLDER"):
        shutil.rmtree(folder, ignore_errors=True)
    os.killpg(own, signal.SIGKILL)


def adopt_orphans() -> None:
    """Have what our children leave behind come to us, so that it is found when all of it has to end (Linux)."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


async def launch(playwright: Playwright, start: orders.Start) -> Browser:
    heap = max(64, start.memory_bytes // 2_000_000)
    return await playwright.chromium.launch(
        executable_path=start.executable,
        chromium_sandbox=start.sandbox,
        proxy={"server": start.proxy, "bypass": "<-loopback>"},
        args=[*FLAGS, f"--js-flags=--max-old-space-size={heap}"],
        ignore_default_args=list(KEPT),
        handle_sighup=False,
        handle_sigint=False,
        handle_sigterm=False,
        timeout=30_000,
    )


async def serve(talk: Talk, browser: Browser, start: orders.Start) -> None:
    """Render page after page until there is no browser any more."""
    gone = asyncio.Event()
    browser.on("disconnected", lambda _: gone.set())
    ending = asyncio.ensure_future(gone.wait())
    contexts = await Contexts.of(browser, start.name)
    talk.say(orders.Ready())
    while not gone.is_set():
        hearing = asyncio.ensure_future(talk.hear())
        await asyncio.wait({hearing, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done():
            break
        order = hearing.result()
        assert isinstance(order, orders.Render)
        rendering = Rendering(order, talk, contexts, (start.user, start.password))
        running = asyncio.ensure_future(rendering.run())
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done() or gone.is_set():
            break
        talk.say(running.result())
    talk.say(orders.Broken("the browser ended by itself"))


async def main() -> None:
    talk = Talk(asyncio.get_running_loop())
    start = await talk.hear()
    assert isinstance(start, orders.Start)
    try:
        async with async_playwright() as playwright:
            await serve(talk, await launch(playwright, start), start)
    except Error as error:
        talk.say(orders.Broken(error.message))
    finally:  # whoever wanted pages may be gone, so that there is nobody to tell
        if sys.exception() is not None:
            traceback.print_exc()  # its last line becomes the reason
        end_all()


if __name__ == "__main__":
    os.chdir(Path("/"))
    adopt_orphans()
    asyncio.run(main())

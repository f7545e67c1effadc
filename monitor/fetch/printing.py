"""A page of ours on paper: HTML that stands alone -> PDF, printed by Chromium. It stands here since a browser is a door.

With bookmarks, page numbers and real text. The page holds no script and may load nothing; Chromium is asked for neither.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from pathlib import Path

from monitor.errors import ConfigError
from monitor.fetch import chromium

INSTALL = "pip install 'regulatory-monitor[pdf]'"
TIMEOUT_MS = 120_000
_FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_STYLE = "font: 8px 'Segoe UI', Roboto, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; color: #57606a; width: 100%; padding: 0 14mm; display: flex; justify-content: space-between;"


def lacking() -> str | None:
    """Why nothing can be printed here, with the mend; None when it can."""
    if importlib.util.find_spec("playwright") is None:
        return f"PDF is printed by an extra that is not installed: {INSTALL}, and a Chromium (apt install chromium)"
    if chromium.find() is None:
        return (
            "PDF is printed by Chromium, and none was found: install it (apt install chromium, or playwright install "
            f"chromium) or set {chromium.VARIABLE} to where it is; --format html can be printed by any browser"
        )
    return None


def pdf(html: str, foot: str = "", page: str = "{page} / {pages}") -> bytes:
    """The page as a PDF, A4. foot: what stands at the foot of each sheet, beside its number. ConfigError when it cannot be."""
    if (why := lacking()) is not None:
        raise ConfigError(why)
    from playwright.sync_api import Error, sync_playwright

    executable = chromium.find()
    try:
        with tempfile.TemporaryDirectory(prefix="monitor-print-") as folder, sync_playwright() as playwright:
            written = Path(folder, "page.html")
            written.write_text(html, encoding="utf-8")
            browser = playwright.chromium.launch(
                executable_path=executable,
                chromium_sandbox=_may_keep_sandbox(),
                args=list(_FLAGS),
                timeout=TIMEOUT_MS,
            )
            try:
                context = browser.new_context(java_script_enabled=False, offline=True)
                sheet = context.new_page()
                sheet.goto(written.as_uri(), timeout=TIMEOUT_MS)
                return sheet.pdf(
                    format="A4",
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=_footer(foot, page),
                    outline=True,
                    tagged=True,
                )
            finally:
                browser.close()
    except Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "it ended by itself"
        raise ConfigError(
            f"Chromium ({executable}) could not print the PDF: {reason}; --format html can be printed by any browser"
        ) from error


def _may_keep_sandbox() -> bool:
    """Root has none; what is printed is our own page, without scripts and without a network."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


def _footer(foot: str, page: str) -> str:
    from html import escape

    number = (
        escape(page)
        .replace("{page}", '<span class="pageNumber"></span>')
        .replace("{pages}", '<span class="totalPages"></span>')
    )
    return f'<div style="{escape(_STYLE)}"><span>{escape(foot)}</span><span>{number}</span></div>'

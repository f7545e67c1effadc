"""The archive's pages as a browser gets them: a real server on loopback over a real database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import requests
import uvicorn

from monitor.config import load
from monitor.store import open_store
from monitor.templates import load_templates
from monitor.web.app import build
from monitor.web.doors import Office
from monitor.web.press import Presses
from monitor.web.serving import listen
from tests.desk import Desk, archive_of_six
from tests.site import Site

NOW = "2026-05-08T02:00:00Z"


@dataclass
class WebDesk:
    """A running server. url: without a slash at its end. session: keeps cookies, as a browser does."""

    desk: Desk
    office: Office
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(self.url + path, timeout=10, **more)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, str], **more: object) -> requests.Response:
        return self.session.post(self.url + path, data=data, timeout=10, **more)  # type: ignore[arg-type]


def archive_with_changes(folder: Path, site: Site) -> Desk:
    """A desk whose source had six notices on 7 May and a seventh, on 太阳能路灯, and an amended one on 8 May."""
    desk = Desk(folder, site)
    publication = archive_of_six(site)
    desk.begin(LISTING_OF_TWO)
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    publication.publish(
        "n7",
        "海关总署公告2026年第58号（关于太阳能路灯出口绿色通道的公告）",
        "2026-05-08",
        "为便利出口，现将有关事项公告如下。\n"
        "一、自2026年6月5日起，在12个口岸对商品编号8541.43.00、9405.42.00的太阳能路灯实施试点。\n"
        "二、企业应当提交ISO 14067产品碳足迹声明。",
    )
    publication.publish(
        "n6",
        "关于第6批进口食品境外生产企业的公告",
        "2026-04-16",
        "现公告如下。\n本批第6项企业扩大至20家，自2026年7月1日起施行。",
    )
    assert desk.monitor("check", "--all", clock="2026-05-08T00:30:00Z").code == 0
    return desk


LISTING_OF_TWO = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    every: 1d
    items: ul.news_list > li
    body: .news_detail_con
  - id: ministry
    authority: Ministry of Testland
    jurisdiction: VN
    language: zh
    kind: page
    url: {site}/n1.html
    every: 1d
"""


@contextmanager
def serving(desk: Desk, *, login: bool = False, now: str = NOW) -> Iterator[WebDesk]:
    """The archive of a desk, served at a standing time."""
    moment = datetime.fromisoformat(now)
    config = load(desk.folder / "sources.yaml", {})
    store = open_store(config.database_url, now=moment)
    presses = Presses(load_templates(config.templates), config.settings.timezone)
    office = Office(config, store, presses, lambda: moment, login=login, local="li")
    taken = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(
            build(office), log_level="warning", access_log=False, lifespan="off", proxy_headers=False
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    web = WebDesk(desk, office, f"http://127.0.0.1:{taken.getsockname()[1]}")
    try:
        yield web
    finally:
        server.should_exit = True
        thread.join(10)
        web.session.close()
        taken.close()
        store.close()

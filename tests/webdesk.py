"""The archive's pages as a browser gets them: a real server on loopback over a real database."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import requests
import uvicorn
from argon2 import PasswordHasher

from monitor.config import load
from monitor.config.followed import Followed
from monitor.passwords import Passwords
from monitor.people import ROLES, Role
from monitor.store import open_store
from monitor.templates import load_templates
from monitor.web.app import build
from monitor.web.doors import Office
from monitor.web.press import Presses
from monitor.web.serving import listen
from tests.desk import Desk, archive_of_six
from tests.site import Site

NOW = "2026-05-08T02:00:00Z"
PASSWORD = "seven green lamps"


@dataclass
class WebDesk:
    """A running server. url: without a slash at its end. session: keeps cookies, as a browser does."""

    desk: Desk
    office: Office
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(self.url + path, timeout=60, **more)  # type: ignore[arg-type]

    def form_token(self, page: str = "/") -> str:
        """What a form of this page holds in its hidden field."""
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(page).text)
        assert found is not None, f"{page} has no form"
        return found[1]

    def submit(
        self, path: str, data: dict[str, str], page: str = "/account", **more: object
    ) -> requests.Response:
        """The same as a person does it, from a form on that page."""
        return self.post(path, {"form_token": self.form_token(page), **data}, **more)

    def log_in(self, name: str, password: str = PASSWORD) -> requests.Response:
        """As somebody whom `people` made; what the page after it says."""
        return self.submit("/login", {"name": name, "password": password}, "/login")

    def people(self, *names: str) -> None:
        """Accounts of these names: reader, analyst and admin are called as their role, others are readers."""
        hashed = self.office.passwords.hash(PASSWORD)
        for name in names:
            role = Role.named(name) if name in ROLES else Role.READER
            assert self.office.store.people.add(name, role, hashed, self.office.clock())

    def post(self, path: str, data: dict[str, str], **more: object) -> requests.Response:
        return self.session.post(self.url + path, data=data, timeout=60, **more)  # type: ignore[arg-type]


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
def serving(
    desk: Desk,
    *,
    login: bool = False,
    now: str = NOW,
    clock: Callable[[], datetime] | None = None,
    patience_s: float = 10,
) -> Iterator[WebDesk]:
    """The archive of a desk, served at a standing time. Passwords are hashed quickly."""
    moment = datetime.fromisoformat(now)
    config = load(desk.folder / "sources.yaml", {})
    store = open_store(config.database_url, now=moment, patience=timedelta(seconds=patience_s))
    presses = Presses(load_templates(config.templates), config.settings.timezone)
    office = Office(
        config,
        store,
        presses,
        clock or (lambda: moment),
        login=login,
        local="li",
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        followed=Followed(config, lambda: load(desk.folder / "sources.yaml", {}), again_s=0),
    )
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

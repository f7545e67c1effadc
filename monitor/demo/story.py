"""What happens on the replica, date by date: both programmes from their launch on.

Everything named here is invented, except what the two programmes are publicly said to be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from monitor.demo.site import Entry, Replica
from monitor.values import dataclass

GREEN = "关于开展工业装备出口绿色通道的公告"
SOLAR = "关于开展太阳能照明产品绿色审查通道试点的公告"
PORTS = ["上海", "宁波", "深圳", "广州", "青岛", "天津", "大连", "厦门", "南京", "武汉", "重庆", "成都"]
MORE_PORTS = ["苏州", "福州", "海口", "南宁", "郑州", "合肥", "长沙", "西安"]

ANNEX = [
    ("84571010", "立式加工中心", "成套设备"),
    ("84614010", "数控齿轮磨床", "成套设备"),
    ("84742010", "齿辊式破碎机", "成套设备"),
    ("84771010", "注塑机", "成套设备"),
    ("84795010", "多功能工业机器人", "成套设备"),
    ("84834090", "齿轮及变速装置", "关键零部件"),
    ("85015300", "多相交流电动机，功率超过75千瓦", "关键零部件"),
    ("85023100", "风力发电机组", "成套设备"),
]


@dataclass(frozen=True)
class Scene:
    """One day: what the site's owner does before it is looked at."""

    day: datetime  # when the check runs, aware UTC
    what: str
    happens: Callable[[Replica], None]


def opening() -> Replica:
    """The site before anything happens: a list with a history."""
    topics = (
        "进口水果检验检疫要求",
        "综合保税区管理",
        "行邮物品归类",
        "海关统计数据发布安排",
        "跨境电商监管",
        "企业信用管理",
    )
    older = [
        Entry(
            name=f"09301{n:05d}",
            number=f"公告〔2026〕{40 + n}号",
            title=f"关于调整{topic}有关事项的公告",
            date=f"2026-04-{10 + n:02d}",
            paragraphs=[f"现就{topic}的有关事项公告如下。", "本公告自发布之日起施行。", "特此公告。"],
        )
        for n, topic in enumerate(topics, 1)
    ]
    return Replica(
        notices=older,
        annex=list(ANNEX),
        exporters="1,842 exporters are on the list when the channel opens.",
        declaration="企业报关时，建议随附ISO 14067碳足迹声明。",
        press=[
            {
                "name": "led-prices",
                "date": "2026-05-04",
                "title": "LED module prices ease",
                "text": "Prices fell in April.",
            },
            {
                "name": "fair",
                "date": "2026-05-05",
                "title": "Lighting fair opens",
                "text": "Visitors are up on last year.",
            },
        ],
        measures=[
            {
                "id": "m-301",
                "title": "关于部分产品出口许可的公告",
                "url": "/art/m-301.html",
                "publishTimeStr": "2026-04-20 09:00:00",
                "remarks": "许可证件由省级商务主管部门签发。",
            },
            {
                "id": "m-302",
                "title": "关于出口退税备案的通知",
                "url": "/art/m-302.html",
                "publishTimeStr": "2026-04-28 09:00:00",
                "remarks": "备案资料留存五年。",
            },
        ],
    )


def nothing(_site: Replica) -> None:
    """A quiet day, but for the visitors' counter."""


def launch_green(site: Replica) -> None:
    site.notices.append(
        Entry(
            name="10300158001",
            number="海关总署公告2026年第58号",
            title=f"海关总署公告2026年第58号（{GREEN}）",
            date="2026-05-08",
            paragraphs=[
                "为支持工业装备出口，海关总署决定在全国口岸开展工业装备出口绿色通道，现公告如下。",
                "一、与RCEP、东盟和非洲国家（地区）海关AEO互认的认证企业，出口成套工业装备及关键零部件的，可以适用绿色通道。首批1,842家企业列入名单。",
                "二、海关对适用绿色通道的货物即时审核申报，优先查验，72小时内放行。",
                "三、具体商品编号另行公布。",
                "四、本公告自2026年5月8日起施行。",
            ],
        )
    )


def publish_codes(site: Replica) -> None:
    """What the launch left open: the codes, in a notice that names the launch by its number only."""
    site.notices.append(
        Entry(
            name="10300179001",
            number="海关总署公告2026年第79号",
            title="海关总署公告2026年第79号（关于公布出口便利措施商品清单的公告）",
            date="2026-06-22",
            paragraphs=[
                "根据海关总署公告2026年第58号，现公布有关商品清单。",
                "一、适用绿色通道的商品编号见附件。",
                "二、本公告自2026年7月1日起施行。",
            ],
            annexes=[("附件：商品编号清单.xlsx", "/customs/attachDir/2026/06/annex-hs.xlsx")],
        )
    )


def shuffle(site: Replica) -> None:
    """The old order is gone and an old notice is pinned; nothing is said anew."""
    site.pinned = True


def press_claims_solar(site: Replica) -> None:
    site.press.insert(
        0,
        {
            "name": "solar-green-lane",
            "date": "2026-06-05",
            "title": "China opens green review channel for solar lighting",
            "text": "Solar lighting exports, LED solar street lights included, clear within 24 hours at 12 key ports when an "
            "ISO 14067 carbon footprint declaration is filed. No notice number was given.",
        },
    )


def launch_solar(site: Replica) -> None:
    site.notices.append(
        Entry(
            name="10300171001",
            number="海关总署 生态环境部公告2026年第71号",
            title=f"海关总署 生态环境部公告2026年第71号（{SOLAR}）",
            date="2026-06-17",
            paragraphs=[
                "海关总署、生态环境部决定开展太阳能照明产品绿色审查通道试点，现公告如下。",
                f"一、试点在{'、'.join(PORTS)}等12个口岸开展。",
                "二、企业出口太阳能路灯、离网庭院灯等太阳能照明产品，应当提交经认可机构出具的ISO 14067碳足迹声明。",
                "三、海关对试点货物24小时内办结通关手续。",
                "四、本公告自2026年6月5日起施行。",
            ],
        )
    )


def more_ports(site: Replica) -> None:
    amend(site, SOLAR, 1, f"一、试点在{'、'.join(PORTS + MORE_PORTS)}等20个口岸开展。")


def more_exporters(site: Replica) -> None:
    site.exporters = "2,310 exporters are on the list after its first extension."


def new_annex(site: Replica) -> None:
    site.annex = [row for row in site.annex if row[0] != "84742010"]
    site.annex += [("84178000", "工业用炉及烘箱", "成套设备"), ("84194090", "蒸馏或精馏设备", "成套设备")]
    site.annex.sort()


def silent_edit(site: Replica) -> None:
    """A piece of advice becomes a duty; no date moves, nothing announces it."""
    site.declaration = "依照海关总署 生态环境部公告2026年第71号，企业应当在报关时提交ISO 14067碳足迹声明。"


def licence_measure(site: Replica) -> None:
    site.measures.insert(
        0,
        {
            "id": "m-317",
            "title": "商务部 海关总署公告2026年第33号 关于对部分光伏照明控制器实施出口许可的公告",
            "url": "/art/m-317.html",
            "publishTimeStr": "2026-07-27 09:00:00",
            "remarks": "出口经营者应当申请两用物项出口许可证，自2026年9月1日起实施。参考海关商品编号：9032899099。",
        },
    )


def challenge(site: Replica) -> None:
    site.mode = "challenge"


def down(site: Replica) -> None:
    site.mode = "down"


def back(site: Replica) -> None:
    site.mode = "open"


def amend(site: Replica, title: str, paragraph: int, text: str) -> None:
    """The authority edits a published notice in place."""
    for n, notice in enumerate(site.notices):
        if title in notice.title:
            said = [text if i == paragraph else old for i, old in enumerate(notice.paragraphs)]
            site.notices[n] = replace(notice, paragraphs=said)


def at(month: int, day: int) -> datetime:
    """Eight in the morning in Beijing, when compliance teams want their digest."""
    return datetime(2026, month, day, 0, 0, tzinfo=UTC)


STORY = (
    Scene(at(5, 7), "first look: everything is a baseline, nothing is announced", nothing),
    Scene(at(5, 8), "the Green Channel is launched", launch_green),
    Scene(at(5, 11), "a counter ticks and the list is reordered", shuffle),
    Scene(at(6, 5), "a trade paper claims a solar lighting channel", press_claims_solar),
    Scene(at(6, 17), "the official notice of the solar channel, twelve days after the paper", launch_solar),
    Scene(at(6, 22), "the codes of the Green Channel, which everybody waited for", publish_codes),
    Scene(at(6, 24), "the pilot grows from 12 to 20 ports", more_ports),
    Scene(at(7, 1), "the exporter list grows from 1,842 to 2,310", more_exporters),
    Scene(at(7, 6), "the HS annex gains two codes and loses one, under the same address", new_annex),
    Scene(at(7, 20), "a piece of advice becomes a duty, silently", silent_edit),
    Scene(at(7, 27), "a licence requirement appears in a JSON list", licence_measure),
    Scene(at(8, 3), "a firewall answers 200 with a script", challenge),
    Scene(at(8, 4), "the site is down for a day", down),
    Scene(at(8, 5), "the site is back, nothing had happened", back),
)

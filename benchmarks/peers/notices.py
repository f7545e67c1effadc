"""Invented pages of notices, Chinese and English, and what differs on them at each look.

A page is a function of its number, how often it has really changed, and a salt: with salt 0 its furniture stands still.
"""

from __future__ import annotations

import random

ROWS = 20
COLUMNS = (
    (
        "首页",
        "机构概况",
        "政务公开",
        "办事服务",
        "互动交流",
        "统计数据",
        "专题专栏",
        "法律法规",
        "海关文化",
        "网上举报",
    ),
    (
        "Home",
        "About us",
        "Publications",
        "Services",
        "Consultations",
        "Statistics",
        "Topics",
        "Acts",
        "Careers",
        "Contact",
    ),
)
GOODS = (
    (
        "光伏组件",
        "太阳能灯具",
        "工业缝纫机",
        "冷冻水产品",
        "注塑机",
        "锂电池",
        "不锈钢板",
        "医用离心机",
        "数控机床",
        "纺织机械",
    ),
    (
        "solar modules",
        "solar lamps",
        "sewing machines",
        "frozen fish",
        "moulding machines",
        "lithium cells",
        "steel plate",
        "centrifuges",
    ),
)
MATTERS = (
    (
        "申报要求",
        "原产地证书",
        "检验监管",
        "商品编号调整",
        "绿色通道试点口岸",
        "碳足迹声明",
        "许可证管理",
        "加工贸易核销",
    ),
    (
        "filing requirements",
        "certificates of origin",
        "inspection",
        "tariff codes",
        "the pilot ports",
        "footprint declarations",
    ),
)
CLAUSES = (
    "企业办理{goods}的{matter}时，应当在货物到港前{days}日内提交材料，商品编号以第{code}项为准。",
    "自{year}年{month}月起，{goods}的{matter}由属地海关受理，资料保存{days}个月。",
    "Traders in {goods} follow the rules on {matter} of heading {code} and file {days} days before arrival.",
    "From {month}/{year} the office of entry decides on {matter} for {goods}; records are kept for {days} months.",
)
ADVERTS = (
    (
        "政策问答直播",
        "企业满意度调查",
        "年度报告发布",
        "窗口单位电话",
        "知识竞赛",
        "志愿服务",
        "微信公众号",
        "意见征集",
    ),
    (
        "Webinar on services",
        "User survey",
        "Annual report",
        "Visit our stand",
        "Newsletter",
        "Hotline",
        "Open day",
        "Photo contest",
    ),
)


def chinese(page: int) -> bool:
    return page % 2 == 0


def body(page: int, changes: int, salt: int = 0) -> bytes:
    """Some 30 KB. changes: how often its notices have really changed; salt: another one, other furniture."""
    zh = chinese(page)
    still, turning = random.Random(f"page {page}"), random.Random(f"{page} {salt}")
    list_, text = _rows(still, page, changes, zh=zh), _clauses(still, zh=zh)
    menu = "".join(f'<li><a href="/c{n}/">{name} {n}</a></li>' for n in range(6) for name in COLUMNS[not zh])
    return _WHOLE.format(
        lang="zh-CN" if zh else "en",
        title="通知公告" if zh else "Notices",
        menu=menu,
        clock=_clock(turning, zh=zh),
        token="".join(turning.choices("0123456789abcdef", k=32)),
        rows=list_,
        text=text,
        adverts=_adverts(turning, zh=zh),
        visits=f"您是第 {turning.randrange(10**5, 10**7)} 位访客"
        if zh
        else f"Visitors: {turning.randrange(10**5, 10**7):,}",
    ).encode()


def _rows(rng: random.Random, page: int, changes: int, *, zh: bool) -> str:
    titles = [_title(rng, number, zh=zh) for number in range(ROWS)]
    for number in range(1, changes + 1):
        new = random.Random(f"{page} change {number}")
        if number % 3:
            titles = [_title(new, ROWS + number, zh=zh), *titles[:-1]]
        else:
            at = new.randrange(3)
            titles[at] = (
                titles[at][0] + ("（更正）" if zh else " (corrected)"),
                titles[at][1],
                titles[at][2],
            )
    return "".join(
        f'<li><a href="/n/{page}/{number}.html" title="{title}">{title}</a><span class="date">{day}</span></li>'
        for title, day, number in titles
    )


def _title(rng: random.Random, number: int, *, zh: bool) -> tuple[str, str, int]:
    goods, matter = rng.choice(GOODS[not zh]), rng.choice(MATTERS[not zh])
    day = f"2026-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d}"
    title = (
        f"关于{goods}{matter}的公告（2026年第{rng.randint(1, 300)}号）"
        if zh
        else f"Notice {rng.randint(1, 300)}/2026: {matter} for {goods}"
    )
    return title, day, number


def _clauses(rng: random.Random, *, zh: bool) -> str:
    """Prose beneath the list, so that a page weighs what such pages weigh."""
    return "".join(
        "<p>"
        + rng.choice(CLAUSES[:2] if zh else CLAUSES[2:]).format(
            goods=rng.choice(GOODS[not zh]),
            matter=rng.choice(MATTERS[not zh]),
            days=rng.randint(2, 60),
            code=rng.randint(8401, 8548),
            year=rng.randint(2024, 2026),
            month=rng.randint(1, 12),
        )
        + "</p>"
        for _ in range(170)
    )


def _clock(rng: random.Random, *, zh: bool) -> str:
    hour, minute, second = rng.randrange(24), rng.randrange(60), rng.randrange(60)
    return (
        f"今天是2026年9月{rng.randint(1, 28)}日 {hour:02d}:{minute:02d}:{second:02d}"
        if zh
        else f"{rng.randint(1, 28)} September 2026, {hour:02d}:{minute:02d}:{second:02d}"
    )


def _adverts(rng: random.Random, *, zh: bool) -> str:
    return "".join(
        f'<li><a href="/ad/{rng.randrange(10**6)}">{name}</a></li>' for name in rng.sample(ADVERTS[not zh], 4)
    )


_WHOLE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="top"><span class="clock">{clock}</span></div><ul class="nav">{menu}</ul>
<form action="/search"><input type="hidden" name="token" value="{token}"><input name="q"></form>
<div class="main"><h1>{title}</h1><ul class="list">{rows}</ul><div class="text">{text}</div></div>
<div class="aside"><ul class="links">{adverts}</ul></div><div class="foot"><p>{visits}</p></div></body></html>"""

"""Pages to read against the clock: a list of 60 KB and a notice of 300 KB, with the rails of an authority's site.

Nothing is copied: words are put together from a few lists, by a fixed seed, so that every run reads the same.
"""

from __future__ import annotations

from random import Random

_WHO = ("海关总署", "商务部", "财政部", "生态环境部", "市场监管总局", "工业和信息化部")
_WHAT = (
    "太阳能路灯", "离网庭院灯", "六轴机器人", "卧式车床", "高压开关柜", "再生铜原料", "冷冻带鱼", "光伏逆变器", "不锈钢板卷",
    "液压挖掘机", "工业缝纫机", "医用电子内窥镜",
)  # fmt: skip
_DOES = (
    "实施绿色通道便利措施",
    "调整暂定税率",
    "公布检验要求",
    "延长备案期限",
    "启用新版申报单证",
    "优化查验方式",
)
_SAYS = (
    "自{year}年{month}月{day}日起，{what}的收发货人可以在任一口岸办理申报手续，海关按照规定{does}。",
    "企业应当如实填报商品编号、原产地和数量；材料不齐的，应当在{n}个工作日内补正。",
    "对适用本公告的{what}，海关实行优先审核、优先查验，自受理之日起{n}小时内作出决定。",
    "本公告所称{what}，是指归入税则号列{code}项下的货物，具体范围见附件{n}。",
    "{what}的进口暂定税率由{n}%调整为{m}%，原产地规则按照相关协定执行。",
)
_HEAD = '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_{who}</title>\n'


class Words:
    """Titles, sentences and days, by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def one(self, words: tuple[str, ...]) -> str:
        return self._random.choice(words)

    def number(self, first: int, last: int) -> int:
        return self._random.randint(first, last)

    def title(self) -> str:
        return (
            f"{self.one(_WHO)}关于{self.one(_WHAT)}{self.one(_DOES)}的公告（2026年第{self.number(1, 199)}号）"
        )

    def day(self) -> str:
        return f"2026-{self.number(1, 12):02d}-{self.number(1, 28):02d}"

    def paragraph(self) -> str:
        return "".join(
            self.one(_SAYS).format(
                year=2026,
                month=self.number(1, 12),
                day=self.number(1, 28),
                what=self.one(_WHAT),
                does=self.one(_DOES),
                n=self.number(2, 90),
                m=self.number(0, 9),
                code=f"{self.number(84, 94)}{self.number(10, 50)}",
            )
            for _ in range(4)
        )


def _frame(words: Words, title: str, main: str) -> str:
    css = "".join(
        f".c{n}{{margin:{words.number(0, 30)}px;color:#{words.number(0, 0xFFFFFF):06x}}}\n" for n in range(60)
    )
    script = "".join(
        f"function f{n}(e){{if(e&&e.style){{e.style.top='{words.number(0, 99)}px';}}}}\n" for n in range(60)
    )
    menu = "".join(
        f'<li><a href="/{n}/">{words.one(_DOES)}</a><ul class="sub">'
        + "".join(
            f'<li><a href="/{n}/{m}/" title="{(what := words.one(_WHAT))}">{what}</a></li>' for m in range(7)
        )
        + "</ul></li>"
        for n in range(10)
    )
    side = "".join(f'<li class="side"><a href="/s/{n}.html">{words.title()}</a></li>' for n in range(25))
    return (
        _HEAD.format(title=title, who=words.one(_WHO))
        + f'<style>\n{css}</style><script>\n{script}</script></head>\n<body><div id="header"><ul class="nav">{menu}</ul></div>\n'
        + f'<div class="wrap"><div class="sidebar left"><h3>栏目导航</h3><ul>{side}</ul></div>\n{main}'
        + f'<div class="sidebar right"><h3>相关链接</h3><ul>{side}</ul></div></div>\n'
        + '<div class="visits">浏览次数：12345</div><div id="footer"><p>版权所有 京ICP备17000001号</p></div></body></html>\n'
    )  # fmt: skip


def listing(size: int = 60_000) -> tuple[bytes, list[tuple[str, str]]]:
    """A list page of about so many bytes, and its 20 notices: (title, day). The rest is rails, as on such pages."""
    words = Words(7)
    rows = [(words.title(), words.day()) for _ in range(20)]
    items = "\n".join(
        f'<li class="notice"><span class="date">{day}</span><a href="/detail/{n}.html" title="{title}" target="_blank">{title}</a></li>'
        for n, (title, day) in enumerate(rows)
    )
    more = ""
    while True:
        main = (
            f'<div class="main"><h2>通知公告</h2><ul class="notice-list">\n{items}\n</ul>'
            '<div class="pager"><a href="index_2.html">2</a> <a href="index_2.html">下一页</a></div></div>\n'
            f'<div class="sidebar more"><h3>相关新闻</h3><ul>{more}</ul></div>\n'
        )
        page = _frame(Words(8), "通知公告", main).encode()
        if len(page) >= size:
            return page, rows
        more += "".join(f'<li class="side"><a href="/x/{words.number(1, 9999)}.html">{words.title()}</a></li>' for _ in range(20))  # fmt: skip


def notice(size: int = 300_000) -> tuple[bytes, list[str]]:
    """A notice's page of about so many bytes, and its paragraphs."""
    words = Words(9)
    title, said = words.title(), [words.paragraph()]
    while True:
        paragraphs = "\n".join(f'<p style="text-indent:2em">{text}</p>' for text in said)
        table = "".join(
            f"<tr><td>8541{n:04d}</td><td>{_WHAT[n % 12]}</td><td>{n % 20}%</td></tr>" for n in range(40)
        )
        main = (
            f'<div class="main"><h2>{title}</h2><div class="meta"><span class="date">2026-05-08</span></div>\n'
            f'<div class="article">\n{paragraphs}\n<table class="annex">{table}</table></div></div>\n'
        )
        page = _frame(Words(8), title, main).encode()
        if len(page) >= size:
            return page, said
        said += [words.paragraph() for _ in range(max(1, (size - len(page)) // 700))]

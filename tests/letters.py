"""Digests to try things on: a busy day and a quiet one, and a reader."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor import digest
from monitor.digest.render import Letterhead, Names, Rendered, render
from monitor.model import (
    Amended,
    Attachment,
    CellEdit,
    Classification,
    Comparison,
    Content,
    Coverage,
    Digest,
    Direction,
    Edit,
    Evidence,
    FactDelta,
    Facts,
    Finding,
    Label,
    LabelName,
    Line,
    Listed,
    New,
    Notice,
    Recorded,
    Removed,
    Row,
    SourceState,
    Status,
    TableEdit,
    Text,
    Thread,
)
from monitor.route import Subscription
from monitor.templates import load_templates

NOW = datetime(2026, 5, 8, 0, 0, 5, tzinfo=UTC)
SLOT = datetime(2026, 5, 8, tzinfo=UTC)
TEMPLATES = load_templates()
LETTERHEAD = Letterhead(
    sender="monitor <monitor@example.com>",
    timezone=ZoneInfo("Asia/Shanghai"),
    names=Names(
        authorities={
            "cn-gacc": "General Administration of Customs (海关总署)",
            "cn-mee": "Ministry of Ecology and Environment (生态环境部)",
        },
        programmes={"solar": "Solar lighting green review channel"},
    ),
)


def reader(**more) -> Subscription:
    return Subscription(**{"name": "compliance-daily", "to": ("li.wei@example.com",)} | more)


READER = reader()


def notice(title="Notice on industrial equipment", url="https://www.customs.gov.cn/n/41", **more) -> Notice:
    content = more.pop("content", Content(blocks=(Text("The General Administration of Customs decides."),)))
    language = more.pop("language", "en")
    fields = {"number": "2026/41", "published": date(2026, 5, 7)} | more
    return Notice(Listed(key=url, title=title, url=url, **fields), content, language)


def label(name=LabelName.ELIGIBILITY, direction=None, *texts) -> Label:
    quotes = tuple(
        Evidence(text, "eligibility.scope", "paragraph 2") for text in texts or ("extended to 20 ports",)
    )
    return Label(name, 0.9, quotes, direction)


def line(
    change=None, *, labels=(), facts=None, threads=(), status=Status.OFFICIAL, why=(), ident="c-17", **ids
):
    finding = Finding(change or New(notice()), Classification(labels, facts or Facts()), threads, status)
    versions = {"before": None, "after": "9f2c1d0b7a6e" * 5 + "abcd"} | ids
    return Line(Recorded(ident, "cn-gacc", NOW - timedelta(hours=5), finding, **versions), why)


def amended(comparison=None, *, silent=False, **more) -> Amended:
    comparison = comparison or Comparison(
        edits=(Edit("replace", "paragraph 4", "at 12 ports", "at 20 ports"),)
    )
    return Amended(notice(**more), notice(**more), comparison, silent)


def coverage(unverified=(), sources=12, **checks) -> Coverage:
    return Coverage(SLOT - timedelta(days=1), SLOT, sources, checks or {"unchanged": 48}, tuple(unverified))


BLOCKED = SourceState(
    "cn-mee",
    outcome="blocked",
    reason="412 with a script challenge; the page needs a browser",
    last_good=datetime(2026, 5, 5, 22, 0, tzinfo=UTC),
    bad_since=datetime(2026, 5, 6, 4, 0, tzinfo=UTC),
    failures=7,
)


def composed(*lines, reader=READER, seen=None, now=NOW, late_from=()) -> Digest:
    return digest.compose(reader, SLOT, lines, seen or coverage(), now, late_from)


def rendered(it: Digest, reader=READER, templates=TEMPLATES, letterhead=LETTERHEAD, **more) -> Rendered:
    return render(it, reader, templates, letterhead, **more)


def busy(reader=READER) -> Digest:
    """A day with everything a digest can hold."""
    lines = (ports(), annex(), silent_edit(), gone(), press())
    seen = coverage([BLOCKED], changed=4, unchanged=41, blocked=7, failed=2)
    return composed(
        *lines, reader=reader, seen=seen, now=NOW + timedelta(hours=2), late_from=(SLOT - timedelta(days=1),)
    )


def quiet(reader=READER, unverified=()) -> Digest:
    return composed(reader=reader, seen=coverage(unverified))


def ports() -> Line:
    before = (
        "From 5 June 2026 the green review channel is open at 12 key ports for all solar lighting, including LED "
        "solar street lights and off-grid garden lights. Consignments with a recognised ISO 14067 declaration are "
        "released within 24 hours."
    )
    after = before.replace("12 key ports", "20 key ports").replace(
        "off-grid garden", "off-grid garden and tunnel"
    )
    moved = FactDelta("ports", "12", "20")
    return line(
        amended(
            Comparison(edits=(Edit("replace", "paragraph 4", before, after),), facts=(moved,)),
            title="Announcement on the pilot green review channel for solar lighting products",
            url="https://www.customs.gov.cn/customs/302249/2480148/6512345/index.html",
        ),
        labels=(
            label(
                LabelName.ELIGIBILITY, Direction.EXPANSION, "open at 20 key ports", "garden and tunnel lights"
            ),
            label(LabelName.DOCUMENTATION, None, "a recognised ISO 14067 declaration"),
        ),
        facts=Facts(
            effective=date(2026, 6, 5), hs_codes=("9405.41", "8541.43"), standards=("ISO 14067:2018",)
        ),
        threads=(
            Thread(
                "solar",
                "solar lighting green review channel",
                moves=(moved,),
                answers=(
                    (
                        "product scope wording",
                        "All solar lighting, including LED solar street lights, off-grid garden and tunnel lights.",
                    ),
                ),
            ),
        ),
        why=("watchlist hs 8541.43", "watchlist word solar street light"),
        ident="c-101",
        before="1a2b3c4d5e6f" * 5 + "0000",
    )


def annex() -> Line:
    added = tuple(
        Row(f"8501.{n}", (f"8501.{n}", "Electric motors of an output over 750 W", "sets"))
        for n in range(10, 59)
    )
    changed = (CellEdit("8504.40", "Unit", "piece", "piece and kg"), CellEdit("8502.31", "Rate", "5%", "0%"))
    table = TableEdit("Annex 1", "HS code", added, (Row("8503.00", ("8503.00", "Parts")),), changed)
    facts = (
        FactDelta("hs_codes", "8503.00", ", ".join(f"8501.{n}" for n in range(10, 59))),
        FactDelta("exporters", "1842", "2310"),
    )
    return line(
        amended(
            Comparison(tables=(table,), facts=facts),
            title="关于调整成套工业装备出口绿色通道适用商品范围的公告",
            language="zh",
            number="海关总署公告2026年第58号",
            url="https://www.customs.gov.cn/customs/302249/58/index.html",
        ),
        labels=(label(LabelName.HS_MAPPING, None, "商品编号 8501.10 至 8501.58"),),
        facts=Facts(effective=date(2026, 5, 15), hs_codes=tuple(f"8501.{n}" for n in range(10, 40))),
        why=("watchlist hs 8501-8504",),
        ident="c-102",
        before="77ab" * 16,
    )


def silent_edit() -> Line:
    return line(
        amended(
            Comparison(
                edits=(
                    Edit(
                        "replace",
                        "第三条",
                        "申报时应当提交经认可机构出具的碳足迹声明，或者企业自行出具的说明。",
                        "申报时应当提交经认可机构出具的碳足迹声明。",
                    ),
                    Edit("insert", "第五条", None, "未按要求提交的，不适用绿色审核通道。"),
                )
            ),
            silent=True,
            title="关于太阳能照明产品碳足迹声明有关事项的通知",
            language="zh",
            url="https://www.mee.gov.cn/2026/17.html",
        ),
        labels=(
            label(LabelName.ELIGIBILITY, Direction.RESTRICTION, "不适用绿色审核通道"),
            label(LabelName.DOCUMENTATION, None, "应当提交经认可机构出具的碳足迹声明"),
        ),
        why=("label documentation",),
        ident="c-103",
        before="c0ffee" * 10 + "0000",
    )


def gone() -> Line:
    change = Removed(
        notice("Interim guidance on AEO applications", "https://www.customs.gov.cn/n/12", number=None)
    )
    return line(change, ident="c-104", before="abad1dea" * 8, after=None)


def press() -> Line:
    content = Content(
        blocks=(
            Text("Solar green channel", "heading"),
            Text(
                "Customs officials said on Thursday that the green channel may extend to Latin America this year."
            ),
        ),
        attachments=(Attachment("list.pdf", "https://press.example/list.pdf", unread="PDF is not read yet"),),
    )
    change = New(
        notice(
            "Green channel may extend to Latin America", "javascript:alert(1)", content=content, number=None
        )
    )
    return line(
        change,
        labels=(label(LabelName.ELIGIBILITY, Direction.MIXED, "may extend to Latin America"),),
        status=Status.UNCONFIRMED,
        why=("label eligibility",),
        ident="c-105",
    )

"""A notice and its later versions, with what would be said of them: the same for the same number, always."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.archive import wordings
from monitor import hs
from monitor.model import (
    CellEdit,
    Classification,
    Comparison,
    Content,
    Count,
    Direction,
    Edit,
    Evidence,
    FactDelta,
    FactKind,
    Facts,
    Label,
    LabelName,
    Listed,
    Mention,
    Notice,
    Row,
    Table,
    TableEdit,
    Text,
)

SEED = 7
THEMES = ("quiet", "open", "close", "codes", "papers", "codes papers", "open codes papers", "open papers")
_SHARES = (44, 15, 7, 12, 13, 4, 3, 2)
RULES = {  # the label that a paragraph gives, and the rule that found it
    "open": (LabelName.ELIGIBILITY, Direction.EXPANSION, "试点正文"),
    "close": (LabelName.ELIGIBILITY, Direction.RESTRICTION, "不予放行"),
    "codes": (LabelName.HS_MAPPING, None, "商品编号对应"),
    "papers": (LabelName.DOCUMENTATION, None, "应当提交"),
}
POOL = {
    heading: tuple(sorted(hs.successors(heading))) or (f"{heading}.10",)
    for _, _, heading in wordings.PRODUCTS
}


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a notice says, as numbers; two versions differ in some of them."""

    n: int
    language: str
    theme: str
    product: int
    issuer: int
    act: int
    published: date
    effective: date | None
    expires: date | None
    deadline: date | None
    count: int
    rate: int
    paper: int
    scheme: int
    country: int
    ports: tuple[int, ...]
    codes: tuple[str, ...]
    fillers: tuple[tuple[int, int, int], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """role: what it is for, the same in all versions. marks: kind, value, words, of what."""

    role: str
    text: str
    marks: tuple[tuple[FactKind, str, str, str | None], ...] = ()
    proof: str = ""  # the words behind its label


@dataclass(frozen=True, slots=True)
class Written:
    """A version, and what is said of it."""

    terms: Terms
    paragraphs: tuple[Paragraph, ...]
    notice: Notice
    meaning: Classification


def terms(n: int, language: str, published: date, revision: int = 0) -> Terms:
    """What notice `n` says in its version `revision`, counted from 0."""
    chance = random.Random(f"{SEED}/{n}")
    product = min(int(chance.expovariate(1 / 9)), len(wordings.PRODUCTS) - 1)
    heading = wordings.PRODUCTS[product][2]
    dated = chance.random()
    effective = (
        published + timedelta(days=chance.choice((0, 1, 15, 30, 30, 60, 90, 180))) if dated < 0.55 else None
    )
    said = Terms(
        n, language, chance.choices(THEMES, _SHARES)[0], product, chance.randrange(len(wordings.ISSUERS)),
        chance.randrange(len(wordings.ACTS)), published, effective,
        published + timedelta(days=365) if chance.random() < 0.08 else None,
        published + timedelta(days=30) if chance.random() < 0.1 else None,
        chance.randrange(3, 400), chance.randrange(1, 25), chance.randrange(len(wordings.PAPERS)),
        chance.randrange(len(wordings.SCHEMES)), chance.randrange(len(wordings.COUNTRIES)),
        tuple(chance.sample(range(len(wordings.PORTS)), 3)),
        tuple(_code(chance, heading) for _ in range(chance.randrange(1, 6))),
        tuple(
            (chance.randrange(len(wordings.FILLERS)), chance.randrange(10, 9999), chance.randrange(2, 60))
            for _ in range(chance.randrange(1, 12))
        ),
        chance.randrange(4, 24) if chance.random() < 0.15 else 0,
    )  # fmt: skip
    for turn in range(1, revision + 1):
        said = _amended(said, random.Random(f"{SEED}/{n}/{turn}"))
    return said


def _code(chance: random.Random, heading: str) -> str:
    code = hs.digits(chance.choice(POOL[heading]))[:6]
    return f"{code[:4]}.{code[4:]}.{chance.randrange(100):02d}"


def _amended(said: Terms, chance: random.Random) -> Terms:
    seen = chance.choice(("day", "filler", "filler"))  # stands in every notice
    for what in {seen: 0, chance.choice(("count", "rate", "paper", "codes")): 0}:
        if what == "count":
            said = replace(said, count=said.count + chance.randrange(1, 90))
        elif what == "rate":
            said = replace(said, rate=said.rate % 24 + 1)
        elif what == "day":
            said = replace(said, effective=(said.effective or said.published) + timedelta(days=30))
        elif what == "paper":
            said = replace(said, paper=(said.paper + 1) % len(wordings.PAPERS))
        elif what == "codes":
            said = replace(said, codes=(*said.codes, _code(chance, wordings.PRODUCTS[said.product][2])))
        else:
            fillers, place = list(said.fillers), chance.randrange(len(said.fillers))
            which, a, b = fillers[place]
            fillers[place] = (which, a + 1, b + 1)
            said = replace(said, fillers=tuple(fillers))
    return said


def write(said: Terms, host: str) -> Written:
    """The version in words."""
    zh = said.language == "zh"
    product, issuer, act = (
        row[0 if zh else 1]
        for row in (
            wordings.PRODUCTS[said.product],
            wordings.ISSUERS[said.issuer],
            wordings.ACTS[said.act],
        )
    )
    year = said.published.year
    number = f"{issuer}公告{year}年第{said.n}号" if zh else f"Notice {said.n}/{year}"
    title = (
        f"{issuer}关于{product}{act}的公告（第{said.n}号）"
        if zh
        else f"{issuer}: {act} of {product} (No. {said.n})"
    )
    url = f"https://{host}/notices/{year}/{said.n}.html"
    listed = Listed(
        number if said.n % 3 else url, title, url, number, said.published, said.published.isoformat()
    )
    paragraphs = tuple(_paragraphs(said, product, issuer, zh=zh))
    blocks = [Text(each.text) for each in paragraphs]
    table = (_table(said),) if said.rows else ()
    notice = Notice(listed, Content((*blocks, *table)), "zh" if zh else "en")
    return Written(said, paragraphs, notice, _meaning(said, paragraphs, number, issuer))


def _day(day: date, *, zh: bool) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if zh else f"{day.day} {day:%B %Y}"


def _paragraphs(said: Terms, product: str, issuer: str, *, zh: bool) -> list[Paragraph]:
    side, kind = (0 if zh else 1), FactKind
    country = wordings.COUNTRIES[said.country]
    found = [
        Paragraph(
            "opening",
            f"为规范{product}进出口秩序，促进与{country[0]}的贸易往来，现将有关事项公告如下："
            if zh else f"To keep trade in {product} with {country[1]} in good order, the following is made known.",
            ((kind.COUNTRY, country[2], country[side], None),),
        )
    ]  # fmt: skip
    if said.effective:
        day = _day(said.effective, zh=zh)
        text = f"一、本公告自{day}起施行。" if zh else f"1. This notice takes effect on {day}."
        found.append(Paragraph("day", text, ((kind.EFFECTIVE, said.effective.isoformat(), day, None),)))
    codes = "、".join(said.codes) if zh else ", ".join(said.codes)
    named = tuple((kind.HS_CODE, code, code, None) for code in said.codes)
    if "open" in said.theme:
        scheme, ports = (
            wordings.SCHEMES[said.scheme][side],
            [wordings.PORTS[port][side] for port in said.ports],
        )
        where = "、".join(ports) if zh else ", ".join(ports)
        proof = f"对{product}实施{scheme}" if zh else f"the {scheme} is open to {product}"
        text = (
            f"二、在{where}等{said.count}个口岸{proof}。"
            if zh
            else f"2. At {where} and in all {said.count} ports {proof}."
        )
        amount = f"{said.count}个口岸" if zh else f"{said.count} ports"
        marks = (
            *((kind.PORT, port, port, None) for port in ports),
            (kind.COUNT, str(said.count), amount, "ports"),
        )
        found.append(Paragraph("open", text, marks, proof))
    if "close" in said.theme:
        proof = (
            f"未取得许可的{product}，海关不予放行" if zh else f"{product} without a licence are not released"
        )
        found.append(Paragraph("close", f"二、{proof}。" if zh else f"2. From that day {proof}.", (), proof))
    if "codes" in said.theme:
        proof = f"上列货物归入税则号列{codes}" if zh else f"the goods are classified under {codes}"
        rate = f"{said.rate}%"
        text = f"三、{proof}，暂定税率为{rate}。" if zh else f"3. As of now {proof}, at a duty of {rate}."
        found.append(Paragraph("codes", text, (*named, (kind.RATE, rate, rate, "duty")), proof))
    elif said.n % 4 == 0:
        text = f"本公告涉及商品编号{codes}。" if zh else f"This concerns goods of {codes}."
        found.append(Paragraph("codes", text, named))
    if "papers" in said.theme:
        paper, standard = (
            wordings.PAPERS[said.paper][side],
            wordings.STANDARDS[said.n % len(wordings.STANDARDS)],
        )
        proof = (
            f"企业应当提交符合{standard}的{paper}" if zh else f"traders must submit {paper} under {standard}"
        )
        marks = ((kind.PAPER, paper, paper, None), (kind.STANDARD, standard, standard, None))
        found.append(
            Paragraph(
                "papers", f"四、{proof}。" if zh else f"4. With each consignment {proof}.", marks, proof
            )
        )
    for place, (which, a, b) in enumerate(said.fillers):
        found.append(Paragraph(f"filler {place}", wordings.FILLERS[which][side].format(a=a, b=b)))
    for role, day_, words in (
        ("expires", said.expires, ("本公告有效期至{}。", "This notice holds until {}.")),
        ("deadline", said.deadline, ("意见反馈截止日期为{}。", "Comments are taken until {}.")),
    ):
        if day_:
            day = _day(day_, zh=zh)
            found.append(
                Paragraph(role, words[side].format(day), ((kind(role), day_.isoformat(), day, None),))
            )
    found.append(Paragraph("end", wordings.OUTLOOK[said.n % 3][side].format(issuer=issuer)))
    return found


def _table(said: Terms) -> Table:
    rows = tuple(
        (f"{wordings.PRODUCTS[said.product][2]}{k:02d}{said.n % 10000:04d}", wordings.PRODUCTS[(said.product + k) % 34][0], f"{(said.rate + k) % 25}%")
        for k in range(said.rows)
    )  # fmt: skip
    return Table("附件", ("商品编号", "商品名称", "税率"), rows)


def _meaning(said: Terms, paragraphs: tuple[Paragraph, ...], number: str, issuer: str) -> Classification:
    labels, mentions, start = [], [], 0
    mentions.append(Mention(FactKind.ISSUER, issuer, issuer, "title", 0, len(issuer)))
    for place, each in enumerate(paragraphs, 1):
        for kind, value, words, of in each.marks:
            at = start + each.text.index(words)
            mentions.append(Mention(kind, value, words, f"paragraph {place}", at, at + len(words), of))
        if each.proof:
            name, direction, rule = RULES[each.role]
            labels.append(Label(name, 0.9, (Evidence(each.proof, rule, "body"),), direction))
        start += len(each.text) + 1
    codes = said.codes if any(each.role == "codes" for each in paragraphs) else ()
    counts = (Count(str(said.count), "个", "口岸"),) if "open" in said.theme else ()
    facts = Facts(
        number=number, published=said.published, effective=said.effective, expires=said.expires,
        deadline=said.deadline, hs_codes=codes, counts=counts, issuer=issuer, mentions=tuple(mentions),
    )  # fmt: skip
    return Classification(tuple(labels), facts)


def compared(before: Written, after: Written) -> Comparison:
    """How two versions differ."""
    was = {each.role: each.text for each in before.paragraphs}
    now = {each.role: each.text for each in after.paragraphs}
    edits = [
        Edit("replace" if each.role in was else "insert", f"paragraph {place}", was.get(each.role), each.text)
        for place, each in enumerate(after.paragraphs, 1)
        if was.get(each.role) != each.text
    ]
    edits += [
        Edit("delete", f"paragraph {place}", each.text, None)
        for place, each in enumerate(before.paragraphs, 1)
        if each.role not in now
    ]
    old, new = before.terms, after.terms
    tables = ()
    if new.rows and old.rate != new.rate:
        first, then = (each.notice.content.blocks[-1] for each in (before, after))
        assert isinstance(first, Table)
        assert isinstance(then, Table)
        cells = tuple(
            CellEdit(row[0], "税率", one[2], row[2])
            for one, row in zip(first.rows, then.rows, strict=True)
            if one != row
        )
        tables = (TableEdit("附件", "商品编号", (Row(cells[0].key, ("", "", "")),)[:0], (), cells),)
    facts = [
        FactDelta(name, str(one) if one else None, str(two) if two else None, "body")
        for name, one, two in (
            ("effective", old.effective, new.effective),
            ("ports", old.count if "open" in old.theme else None, new.count if "open" in new.theme else None),
            ("duty rate", f"{old.rate}%" if "codes" in old.theme else None, f"{new.rate}%" if "codes" in new.theme else None),
        )
        if one != two
    ]  # fmt: skip
    return Comparison(tuple(edits), tables, tuple(facts))

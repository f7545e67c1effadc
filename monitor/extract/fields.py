"""The labelled facts that authorities print around a notice: 文号, 效力, Effective date.

Known by their label, wherever a site puts them: in a table, a list, a line of spans, a `dl`.
"""

from __future__ import annotations

import re

from monitor.extract.phrases import in_any_case
from monitor.extract.text import fold
from monitor.patterns import regex

Field = tuple[str, str]

# Labels that say the same on every site, also inside a body.
_STRONG_ZH = """文号 发文字号 公告文号 文件编号 索引号 发文机关 发布机关 制发机关 发文单位 发布单位 制定机关 印发机关
主题分类 主题词 成文日期 成文时间 生成日期 发布日期 发布时间 公布日期 印发日期 发文日期 生效日期 实施日期 施行日期 失效日期
废止日期 效力 效力说明 效力状态 时效性 有效性 法规类型 内容类别 文章来源 信息来源 稿件来源 公文种类 体裁分类 信息分类
更新时间 更新日期"""
_STRONG_EN = """effective date|date effective|entry into force|in force from|in force since|comes into force|valid from|applies from|effective from
document number|document no|notice number|notice no
circular number|circular no|reference number|ref no|publication date|date published|published|published on|date of issue
issue date|date issued|issued by|issuing authority|last updated|updated|date modified|expiry date|valid until|legal status
document type|document citation"""
# Labels that only mean something where a page describes its notice, not where a notice speaks.
_WEAK_ZH = "名称 标题 来源 类型 分类 作者 时间 日期 状态 关键词 发布人"
_WEAK_EN = "from|reference|status|date|source|title|authority|agency|action|citation|type|category|version"
# In other languages, by what they name: number, authority, the days, whether it holds, the kind. Told only where a
# page describes its notice.
_WEAK_OTHERS = """
公告番号|番号|発行機関|担当課|担当部署|公表日|掲載日|発行日|施行日|状態|공고번호|고시번호|문서번호|담당부서|소관부서|등록일|작성일|게시일|공고일|시행일|시행일자|상태|
發文字號|發文日期|發布日期|公告日期|發布單位|公告機關|發文機關|刊登日期|生效日期|狀態|số hiệu|số ký hiệu|cơ quan ban hành|ngày ban hành|ngày hiệu lực|ngày có hiệu lực|hiệu lực|tình trạng hiệu lực|tình trạng|loại văn bản|người ký|
เลขที่|เลขที่ประกาศ|หน่วยงาน|หน่วยงานที่ออก|วันที่ประกาศ|วันที่เผยแพร่|วันที่มีผลบังคับใช้|สถานะ|nomor|nomor peraturan|instansi|penerbit|tanggal terbit|tanggal penetapan|tanggal berlaku|nombor|agensi|tarikh terbit|tarikh kuat kuasa|
número|organismo|entidad|autoridad|fecha|fecha de publicación|fecha de emisión|fecha de vigencia|estado|tipo de norma|órgão|órgão emissor|data de publicação|data da publicação|data de vigência|situação|
numéro|émetteur|autorité|organisme|date de publication|date de parution|date d'entrée en vigueur|statut|état|номер|номер документа|орган|принявший орган|дата публикации|дата принятия|дата вступления в силу|статус|вид документа|
الرقم|رقم التعميم|الجهة|الجهة المصدرة|تاريخ النشر|تاريخ الإصدار|تاريخ السريان|الحالة|numara|sayı|kurum|yayım tarihi|yayımlanma tarihi|yürürlük tarihi|durum|nummer|aktenzeichen|herausgeber|behörde|datum|veröffentlichungsdatum|inkrafttreten|
issuer|issuing office|issuing body
"""
# Whether a notice holds: by itself, outside of any facts, such a line is a banner.
_STATES = frozenset(
    [
        "状態",
        "상태",
        "狀態",
        "hiệu lực",
        "tình trạng hiệu lực",
        "tình trạng",
        "สถานะ",
        "estado",
        "situação",
        "statut",
        "état",
        "статус",
        "الحالة",
        "durum",
    ]
)

_STRONG = frozenset(_STRONG_ZH.split()) | frozenset(_STRONG_EN.replace("\n", "|").split("|"))
_LABELS = (
    _STRONG
    | frozenset(_WEAK_ZH.split())
    | frozenset(_WEAK_EN.split("|"))
    | (frozenset(_WEAK_OTHERS.replace("\n", "|").split("|")) - {""})
)
_FIRST = frozenset(label[0] for label in _LABELS) | frozenset("[【")
_UNMISTAKABLE = (
    "文号",
    "发文字号",
    "发文机关",
    "发布机关",
    "制发机关",
    "成文日期",
    "生效日期",
    "效力",
    "索引号",
    "施行日期",
)


def _is_unspaced(label: str) -> bool:
    """Whether a label is of a script whose words no blanks divide, so that any within are for looks."""
    return label[:1] >= "\u2e80"


_FACTS = 3_000  # characters; what describes a notice is shorter
LONGEST_LABEL = 32  # characters, blanks included
LONGEST_VALUE = 300

_LINE = 400  # characters; a longer line is prose
_ANY = "|".join(
    sorted(
        (r"\s*".join(name) if _is_unspaced(name) else re.escape(name) for name in _LABELS),
        key=len,
        reverse=True,
    )
)
_WORD_BEGINS = regex(r"(?<![^\s|｜\[【])\S")
_PIECE = regex(rf"(?<![^\s|｜\[【])({_ANY})\.?\s*[:：]\s*", re.IGNORECASE)
# How a piece goes on behind its label's last letter, so that few lines are looked at so closely.
_LABEL_ENDS = regex(
    rf"[{re.escape(''.join(map(in_any_case, dict.fromkeys(label[-1] for label in _LABELS))))}]\.?\s*[:：]"
)
# Where styles alone keep spans apart: 来源：某司类型：原创
_GLUED = regex(rf"({_ANY})\s*[:：]\s*", re.IGNORECASE)
_DAYS = regex(r"日期|时间|date|updated|published|valid|时效|有效", re.IGNORECASE)
_LAST_DAY = regex(r"\s*((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]?\d{1,2}:\d\d(?::\d\d)?)?)$")
# What is left of a line of tools when its links are gone: 【字号： 】, [ ], — See all updates
_LEFT_OVER = regex(
    r"\s*(?:[\[(（【〔]\s*(?:(?:字号|字体|打印|分享)\s*[:：]?)?\s*[\])）】〕]|[—–-]\s*see all updates)\s*$",
    re.IGNORECASE,
)
_SENTENCE = regex(r"[。；;]|\.\s")


def label_of(text: str) -> str | None:
    """The label that a text is, without its colon and inner blanks (索 引 号：); None when it is none."""
    if len(text) > LONGEST_LABEL or text[:1].lower() not in _FIRST:
        return None
    bare = text.strip(" :：[]【】")
    if _is_unspaced(bare):
        bare = bare.replace(" ", "")
    return bare if _key(bare) in _LABELS else None


def is_strong(label: str) -> bool:
    """True when a label means what it says also inside a notice's body."""
    return _key(label) in _STRONG


def is_state(label: str) -> bool:
    """True when a label says whether a notice holds, in words that banners say as well."""
    return _key(label) in _STATES


def has_colon(text: str) -> bool:
    return ":" in text or "：" in text


def is_value(text: str) -> bool:
    """True for what may stand beside a label: no sentence, no essay."""
    return len(text) <= LONGEST_VALUE and _SENTENCE.search(text) is None


def value_of(text: str) -> str:
    """A value without bars beside it, and without what is left of a line of tools."""
    return _LEFT_OVER.sub("", text.strip(" |｜"))


def fields_in(line: str, *, body: bool) -> tuple[list[Field], str]:
    """The labelled values of one printed line, and what is left of the line when they are taken out.

    body: the line is part of the notice's own text, where only unmistakable labels count and a
    sentence that happens to start with one stays a sentence.
    """
    if len(line) > _LINE or not has_colon(line):
        return [], line
    if (body and line[:1].lower() not in _FIRST) or not _may_hold_label(line):
        return [], line
    marks = [m for m in _PIECE.finditer(line) if (name := label_of(m[1])) and (not body or is_strong(name))]
    if not marks or (body and marks[0].start() > 0):
        return [], line
    if not body and marks[0].start() == 0 and not line.isascii():
        marks = list(_GLUED.finditer(line)) or marks
    found: list[Field] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = value_of(fold(line[mark.end() : following.start() if following else None]))
        if not is_value(value):
            return [], line
        found.append((label_of(mark[1]) or mark[1], value))
    rest = line[: marks[0].start()].strip(" |｜")
    name, value = found[-1]
    if (day := _LAST_DAY.search(value)) and day.start() and not _DAYS.search(name):
        found[-1:] = [(name, value[: day.start()]), ("日期" if not line.isascii() else "date", day[1])]
    return found, rest


def _may_hold_label(line: str) -> bool:
    """Whether words right before a colon are a label; to look for each label everywhere takes ten times as long."""
    for last in _LABEL_ENDS.finditer(line):
        end = last.start() + 1
        for begin in _WORD_BEGINS.finditer(line, max(0, end - LONGEST_LABEL), end):
            if label_of(line[begin.start() : end]) is not None:
                return True
    return False


def tells_of_notice(text: str) -> bool:
    """True for a few lines that hold at least two of the labels that only notices have."""
    if not 10 < len(text) < _FACTS:
        return False
    bare = "".join(text.split())
    return sum(label in bare for label in _UNMISTAKABLE) >= 2


def _key(label: str) -> str:
    return label.lower().rstrip(".")

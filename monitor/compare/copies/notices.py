"""Is a notice on one site what stands on another already? Asked once both bear the same number or title (M19).

A copy taken for the same costs a shipment when it is not, and a line too many costs a glance. So a copy
must say the same sentences and the same table rows in the same order, and bring no file and no labelled
fact that the first has not; where it only names the notice, as a list does, it adds nothing either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from monitor import dates, identity, says
from monitor.compare.forms.text import normal
from monitor.compare.noise import known as noise
from monitor.model import Attachment, Content, Notice
from monitor.patterns import regex

_END = regex(r"[。！？；;!?\n]|\.(?=\s|$)")
# Every site may word a title in its own way, but not with these words.
_FATE = regex(
    r"失效|废止|作废|停止|暂停|撤销|取消|更正|修订|修改|延长|延期|恢复|草案|征求意见|"
    r"repeal|revok|withdr|suspen|supersed|cancel|correct|amend|revis|exten|expir|draft|no longer",
    re.IGNORECASE,
)


def adds_nothing(copy: Notice, first: Notice) -> bool:
    """Whether somebody who was told of `first` learns nothing from `copy`."""
    if copy.content.unread is not None or first.content.unread is not None:
        return False
    if _fate(copy.title) - _fate(first.title):
        return False
    called = (copy.title, first.title, copy.listed.number, first.listed.number)
    names = sorted({normal(text) for text in called if text}, key=len, reverse=True)
    days = {entry.published for entry in (copy.listed, first.listed) if entry.published}
    said, stood = (list(_said(notice.content, names, days)) for notice in (copy, first))
    if said and said != stood:
        return False
    if any(_is_fact(label, value, first, names) for label, value in copy.content.fields):
        return False
    return all(brought_by(file, first.content.attachments) for file in copy.content.attachments)


def _fate(title: str) -> set[str]:
    found = {word.casefold() for word in _FATE.findall(unicodedata.normalize("NFKC", title))}
    return found | says.fates(title)


def _said(content: Content, names: Sequence[str], days: Collection[date]) -> Iterator[str]:
    """What a content says, sentence by sentence and row by row, without what a site puts around any text."""
    files = {plain(file.name) for file in content.attachments}
    for block in content.blocks:
        if block.kind == "table":
            if not is_frame(block.name, names, days):
                yield plain(block.name)
            yield from ("\t".join(map(plain, row)) for row in (block.columns, *block.rows) if any(row))
            continue
        yield from (
            sentence
            for sentence in sentences(block.text, names, days)
            if not (block.href and sentence in files)
        )


def sentences(text: str, names: Sequence[str] = (), days: Collection[date] = ()) -> list[str]:
    """The sentences of a text as they are compared, without what a site puts around any text."""
    return [plain(sentence) for sentence in _END.split(text) if not is_frame(sentence, names, days)]


def brought_by(file: Attachment, others: Sequence[Attachment]) -> bool:
    """Whether one of the other's files is the same: by its bytes, or by all that stands in it."""
    return any(
        (file.sha256 is not None and file.sha256 == other.sha256)
        or (file.blocks is not None and file.blocks == other.blocks)
        for other in others
    )


def plain(text: str) -> str:
    """Without blanks and differences of width; every sign stays, as 1.8 days are not 18."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


# -- what a site puts around any text ----------------------------------------------------------------

_LONGEST_FRAME = 60  # characters, without what the notice is called
_DAY, _ITS_DAY, _NAME = _STAND_INS = "\ue000\ue001\ue002"  # for any date, its own, and what it is called
_HAN = r"[\u4e00-\u9fff]"
_HOUSE = (
    rf"(?:(?![的由]){_HAN}|、){{1,20}}?(?:网站?|部|署|局|厅|司|委|委员会|办公室|政府|社|报|中心|公众号)"
    r"|(?-i:(?:[A-Z][\w.&'-]* |of |the |for |and ){0,6}(?:Ministry|Customs|Department|Agency|Commission|Office|Authority"
    r"|Administration|Bureau|Council|Gazette|Government|Service|[Ww]ebsite)(?: [A-Z][\w.&'-]*| of| the| for| and){0,6})"
)
_PUBLISHED = (
    r"(?:发布|公布|更新)(?:时间|日期)|(?:date published|publication date|published|posted|last updated|updated|last modified)"
    r"(?: on)?"
)
# Only whole: 打印机 is no printing, and a date without its label may be the day a duty begins.
_PIECES = (
    rf"(?:(?:{_PUBLISHED}):? ?[{_DAY}{_ITS_DAY}]|(?:(?:日期|时间|date):? ?)?{_ITS_DAY})(?:星期{_HAN})?(?:[T ]?\d{{1,2}}:\d\d(?::\d\d)?)?",
    rf"(?:(?:发文字号|公告文号|文号):)?{_NAME}",
    rf"(?:(?:信息|文章|稿件)?来源|(?:发布|发文|制发)(?:机构|单位|机关)|source|issued by): ?(?:{_HOUSE})",
    rf"(?:(?:责任)?编辑|责编|作者):{_HAN}{{2,4}}",
    r"索引号:[A-Za-z0-9][A-Za-z0-9/\[\]-]{3,39}",
    noise.TOOL,
)
_BETWEEN = rf"(?:[^\w{_STAND_INS}]|_)*"
_FRAME = regex(rf"{_BETWEEN}(?:(?:{'|'.join(_PIECES)}){_BETWEEN})*", re.IGNORECASE)


def is_frame(sentence: str, names: Sequence[str] = (), days: Collection[date] = ()) -> bool:
    """Whether a whole sentence is what any site puts around a text, or holds no letter and no digit.

    names: what the notice is called, in normal form, the longest first. days: when it was published.
    """
    form = normal(sentence)
    if any(sign in _STAND_INS for sign in form):
        return False
    if not any(map(str.isalnum, form)):
        return True
    for name in names:
        if any(map(str.isalpha, name)):  # "12" is in "12%" too
            form = re.sub(re.escape(name), _NAME, form, flags=re.IGNORECASE)
    if len(form) > _LONGEST_FRAME:
        return False
    form, _ = noise.quiet(form)
    for printed in reversed(list(dates.find(form))):
        stand_in = _ITS_DAY if printed.day in days else _DAY
        form = form[: printed.start] + stand_in + form[printed.end :]
    return _FRAME.fullmatch(form) is not None


# -- labelled facts ----------------------------------------------------------------------------------

# What a label is about, as far as several sites call the same thing otherwise.
_ABOUT = {
    "state": "效力|效力状态|时效性|有效性|状态|legal status|status",
    "begin": "(?:生效|实施|施行)(?:日期|时间)|effective(?: date| on| from)?|date effective|entry into force",
    "end": "(?:失效|废止|终止)(?:日期|时间)|expiry(?: date)?|valid until|expires(?: on)?",
    "number": "文号|发文字号|公告文号|文件编号|(?:document|notice|circular|reference) (?:number|no)|ref no",
}
_KINDS = {kind: regex(labels, re.IGNORECASE) for kind, labels in _ABOUT.items()}
# Where and when a site put the notice, and under which heading.
_SITES_OWN = regex(
    r"索引号|标题|名称|(?:发文|发布|制发|制定|印发)(?:机关|机构|单位|人)|(?:主题|信息)分类|主题词|关键词|类型|分类|"
    r"(?:成文|生成|发布|公布|印发|发文|更新)(?:日期|时间)|日期|时间|法规类型|内容类别|(?:文章|信息|稿件)?来源|公文种类|体裁分类|作者|(?:责任)?编辑|"
    r"title|source|from|type|category|topics?|date|authority|agency|author|document type|issued by|issuing authority|"
    r"(?:date |last )?(?:published|issued|updated|modified)(?: on)?|date of issue|(?:issue|publication) date|date modified",
    re.IGNORECASE,
)
# A programme's own names for its values (document_id, webUrl); those of the kinds above count.
_PROGRAMMES = regex(r"[a-z][a-z0-9]*|\w*_\w*|\w+(?:\.\w+)+|[a-z]+(?:[A-Z][a-z0-9]*)+")
_USUAL = frozenset(("有效", "现行有效", "现行", "in force", "active", "current", "valid"))
_TELLING = 4  # letters of a value that does not stand in another text by chance


def _is_fact(label: str, value: str, first: Notice, names: Sequence[str]) -> bool:
    """Whether a labelled value of a copy says what the first notice does not say anywhere."""
    about = _about(label)
    if about is None or not any(map(str.isalnum, value)):
        return False
    same = {_value(theirs) for name, theirs in first.content.fields if _about(name) == about}
    if same:
        return _value(value) not in same
    if about == "state" and normal(value).casefold() in _USUAL:
        return False
    return not _stands(value, first, names)


def _about(label: str) -> str | None:
    """What a label tells of; None when it tells of the site, not of the notice."""
    name = normal(label.replace("_", " ")).strip(": ")
    if kind := next((kind for kind, labels in _KINDS.items() if labels.fullmatch(name)), None):
        return kind
    programmes = label.isascii() and _PROGRAMMES.fullmatch(label)
    if programmes or _SITES_OWN.fullmatch(name) or noise.label_reason(label):
        return None
    return name.casefold()


def is_of_the_site(label: str) -> bool:
    """Whether a label tells of the site, such as when it put the notice up."""
    return _about(label) is None


def _value(text: str) -> str | date:
    if (day := dates.parse(text)) is not None:
        return day
    bare = normal(text).casefold()
    return "" if bare in _USUAL else identity.number(text) or plain(text)


def _stands(value: str, first: Notice, names: Sequence[str]) -> bool:
    """Whether the first notice says a value itself, in its name, its text or under another label."""
    content = first.content
    texts = [block.text for block in content.blocks if block.kind == "text"]
    values = [theirs for _, theirs in content.fields]
    if isinstance(day := _value(value), date):
        return any(day == printed.day for text in (*texts, *values) for printed in dates.find(text))
    bare = plain(value)
    if any(bare == plain(text) for text in (*names, *texts, *values)):
        return True
    return len(bare) >= _TELLING and any(bare in plain(text) for text in (*names, *texts))

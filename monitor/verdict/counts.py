"""What a list says of itself: how many notices there are, on how many pages; and that there are none.

`told` reads the pager (第1/239页 总条数：2381, "Showing 1-20 of 52", hidden inputs, attributes, the totals of a
JSON answer). A number alone may be anything, also part of a title; how many should stand on this page is only
said where two numbers of the pager agree. `empty` gives the words that prove that a list has nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.errors import ReadError
from monitor.extract import sniff
from monitor.extract.json import Json, load
from monitor.extract.text import fold
from monitor.patterns import regex
from monitor.values import dataclass
from monitor.verdict import sight

MOST = 10_000_000  # no list is longer; a number above it is an id
_YEARS = range(1990, 2100)  # "No. 1-3 of 2026"
LONGEST_WORDS = 120  # bytes of a stretch of text that only says "nothing found"
DEEPEST = 3  # objects around a JSON total

# Where a pager's numbers stand; looked at are a few places from either end, as titles hold such words too.
_SIGNS = ("共", "总条数", "总记录", "记录总", "总数", "總筆", "总页数", "otal", "countPage", "createPageHTML", "howing", "isplaying", "count=", " of ", " found", " de ")  # fmt: skip
_FROM_THE_START, _FROM_THE_END = 2, 5
_AROUND = 160  # characters

_N = r"\s*[:：]?\s*(?:<[^<>]{0,120}>\s*)*(\d[\d,]{0,9})\s*(?:<[^<>]{0,120}>\s*)*"
_TOTAL = regex(
    rf"共(?:有|计|找到|检索到)?{_N}(?:条|项|篇|件|則|则|笔|个(?:记录|结果))|(?:总条数|总记录数|记录总数|总数|總筆數|总共){_N}|"
    rf"\btotal(?:\s(?:records|results|items|entries))?\s*:{_N}|(?<![\d/.,-])(\d[\d,]{{0,9}})\s(?:results|records|items|entries)\s(?:were\s)?found\b",
    re.IGNORECASE,
)
_PAGES = regex(
    rf"共{_N}页|总页数{_N}|第\s*\d+\s*/{_N}页|\btotalpages?\s*=\s*[\"']?(\d{{1,7}})\b|\bcountPage\s*=\s*(\d{{1,7}})|"
    rf"createPageHTML\(\s*(\d{{1,7}})\s*,|\bpage\s+\d+\s+of{_N}",
    re.IGNORECASE,
)
_RANGE = regex(
    r"(?<![\d/.-])(\d{1,7})\s*(?:<[^<>]{0,120}>\s*)*(?:-|–|—|to|至|到|~)\s*(?:<[^<>]{0,120}>\s*)*(\d{1,7})\s*(?:<[^<>]{0,120}>\s*)*(?:of|de|sur|von|条?[，,]?\s*共)\s*(?:<[^<>]{0,120}>\s*)*(\d[\d,]{0,9})\b(?!\s*[-/.]\d)",
    re.IGNORECASE,
)
_PAGER = regex(r"<[a-z]+\b(?=[^<>]{0,400}\brows\s*=\s*[\"']?(\d{1,4})\b)[^<>]{0,400}\bcount\s*=\s*[\"']?(\d{1,8})\b")  # fmt: skip
_NOTHING = regex(
    r"暂无(?:相关|符合条件的?)?(?:数据|内容|信息|记录|公告|结果|文章|文件)|(?:没有|未)(?:能)?(?:找到|查到|查询到|检索到|搜索到|搜到)(?:任何|相关|符合(?:查询)?条件|匹配)?的?(?:数据|内容|信息|记录|公告|结果|文件)|"
    r"(?:没有|无)(?:相关|符合条件的?|查询)?(?:数据|记录|结果)|查無(?:資料|結果)|"
    r"\bno (?:matching |search |new |relevant )?(?:results?|records?|items?|documents?|notices?|entries|data|publications?)(?: (?:were |was )?(?:found|available|to (?:display|show)|match(?:ed|ing)?.*))?$|"
    r"\b(?:there are|there is) (?:currently )?no (?:results|records|items|documents|notices|entries|publications)\b|\bnothing (?:was )?found\b|did not match any|"
    r"no se (?:encontraron|han encontrado) (?:resultados|registros|datos)|sin resultados|nenhum (?:resultado|registro)|aucun (?:résultat|enregistrement)|keine (?:ergebnisse|treffer|einträge)|"
    r"không (?:có dữ liệu|tìm thấy)|tiada (?:rekod|maklumat)|tidak ada data|ไม่พบข้อมูล|ничего не найдено|нет данных|لا توجد (?:نتائج|بيانات)|該当する.{0,12}ありません|(?:결과|게시물|자료)가 없습니다",
    re.IGNORECASE,
)
_JSON_TOTALS = ("total", "totalcount", "totalhits", "totalelements", "totalrecords", "totalnum", "totalrows", "totalrow", "numfound", "recordcount", "recordsfiltered", "recordstotal", "hits", "count")  # fmt: skip
_JSON_SIZES = ("pagesize", "perpage", "numperpage", "rowsperpage", "limit", "size")
_JSON_PAGES = ("totalpages", "totalpage", "maxpagenum", "pagecount", "lastpage", "pages")
_OK = frozenset({"0", "1", "200", "true", "ok", "success", "none", ""})


@dataclass(frozen=True, slots=True)
class Told:
    """What a list tells of its length. here: how many notices should stand on this page, None when it is
    not certain. words: where it says so.
    """

    total: int | None = None
    pages: int | None = None
    here: int | None = None
    words: str = ""


def told(body: bytes, text: str, *, page: int = 1) -> Told:
    """What an answer says of the length of its list. text: the body decoded; page: which one it is."""
    if sniff.sniff(body) == "json":
        found = _of_json(_loaded(body), page)
        if found.total is not None or "<" not in text:
            return found
        text = text.replace('\\"', '"')  # a list page that an answer wraps
    return _of_markup(text, page)


def empty(body: bytes, text: str, *, weak: bool = False) -> str | None:
    """The words in which an answer says that its list has nothing to show; None when nothing proves it.

    weak: a mere empty list in a JSON answer that tells of no error will do.
    """
    if sniff.sniff(body) == "json":
        return _empty_json(_loaded(body), weak=weak)
    stretches = (
        fold(part.decode("utf-8", "replace")) for part in sight.texts(text.encode("utf-8", "replace"))
    )
    for stretch in stretches:
        if len(stretch.encode()) <= LONGEST_WORDS and _NOTHING.search(stretch.rstrip(" .。!！")):
            return f'"{stretch}"'
    said = _of_markup(text, 1)
    return said.words if said.total == 0 else None


# -- pages -----------------------------------------------------------------------------------------


def _of_markup(text: str, page: int) -> Told:
    text = _near_signs(text)
    for first, last, total in (map(_number, found.groups()) for found in _RANGE.finditer(text)):
        if first <= last <= total and (first == 1) == (page == 1) and total not in _YEARS:
            return Told(total, None, last - first + 1, f"{first}-{last} of {total}")
    if found := _PAGER.search(text):
        return _settled(_number(found[2]), None, _number(found[1]), page)
    totals = {_number(_group(found)) for found in _TOTAL.finditer(text)}
    pages = {_number(_group(found)) for found in _PAGES.finditer(text)}
    if len(totals) != 1 or len(pages) > 1:  # several lists on one page: nobody knows which is meant
        return Told()
    return _settled(totals.pop(), pages.pop() if pages else None, None, page)


def _near_signs(text: str) -> str:
    """The few places of a page where its pager may be."""
    spans = sorted({span for sign in _SIGNS for span in _places(text, sign)})
    parts, done = [], 0
    for start, end in spans:
        parts += ["\0" if start > done else "", text[max(start, done) : end]]
        done = max(done, end)
    return "".join(parts)


def _places(text: str, sign: str) -> Iterator[tuple[int, int]]:
    at = -1
    for _ in range(_FROM_THE_START):
        if (at := text.find(sign, at + 1)) < 0:
            return
        yield max(at - _AROUND, 0), at + _AROUND
    at = len(text)
    for _ in range(_FROM_THE_END):
        if (at := text.rfind(sign, 0, at)) < 0:
            return
        yield max(at - _AROUND, 0), at + _AROUND


def _group(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def _number(written: str) -> int:
    return int(written.replace(",", ""))


def _settled(total: int, pages: int | None, size: int | None, page: int) -> Told:
    """How many should stand on this page: a page before the last is as full as the numbers demand."""
    here = None
    if total > MOST:
        return Told()
    if size and page == 1:
        here = min(size, total)
    elif pages == 1:
        here = total
    elif pages and page < pages <= total:
        here = -(-total // pages)
    return Told(total, pages, here, f"{total} in all" + (f" on {pages} pages" if pages else ""))


# -- JSON ------------------------------------------------------------------------------------------


def _loaded(body: bytes) -> Json:
    try:
        return load(body)
    except ReadError:  # whoever reads the list says so
        return None


def _of_json(answer: Json, page: int) -> Told:
    for numbers in _objects(answer, DEEPEST):
        total = next((numbers[name] for name in _JSON_TOTALS if name in numbers), None)
        if total is None:
            continue
        size = next((numbers[name] for name in _JSON_SIZES if 0 < numbers.get(name, 0) <= 1_000), None)
        pages = next((numbers[name] for name in _JSON_PAGES if name in numbers), None)
        return _settled(total, pages or None, size, page)
    return Told()


def _objects(value: Json, depth: int) -> Iterator[dict[str, int]]:
    """The whole numbers of an object and of those in it, by their bare names; the outermost first."""
    if not isinstance(value, dict) or not depth:
        return
    found = {_bare(name): number for name, inner in value.items() if (number := _whole(inner)) is not None}
    yield found
    for inner in value.values():
        yield from _objects(inner, depth - 1)


def _whole(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,8}", value) else None


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _empty_json(answer: Json, *, weak: bool) -> str | None:
    """An empty list where the answer says no word of an error."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            bare = _bare(name)
            if bare in ("code", "status", "success", "errcode", "errorcode") and not isinstance(
                value, dict | list
            ):
                if str(value).lower() not in _OK:
                    return None
            elif bare in ("error", "errors", "exception") and value:
                return None
        said = _of_json(answer, 1)
        if said.total == 0:
            return "a total of 0"
    return "an empty list" if weak and _has_empty_list(answer, DEEPEST) else None


def _has_empty_list(value: Json, depth: int) -> bool:
    if value == []:
        return True
    return (
        isinstance(value, dict)
        and depth > 0
        and any(_has_empty_list(inner, depth - 1) for inner in value.values())
    )

"""What a list says beside an entry and not of it: that it is new, and how long ago it was posted."""

from __future__ import annotations

import re
from functools import cache

from monitor import dates
from monitor.patterns import regex

AGE = "how long ago it was posted"
BADGE = "a mark that an entry is new"
LONGEST = 60  # characters of such a line
_LONGEST_ENTRY = 600

# A number of days before now; nothing else is said so.
_AGO = (
    r"(?:an?|one|\d{1,4}) (?:second|sec|minute|min|hour|hr|day|week|month|year)s? ago",
    r"hace (?:una?|\d{1,4}) (?:segundo|minuto|hora|día|dia|semana|mes|año)(?:e?s)?",
    r"há (?:uma?|\d{1,4}) (?:segundo|minuto|hora|dia|semana|mês|mes|ano)(?:e?s)?|\d{1,4} (?:minuto|hora|dia|semana|mese|ano)s? atrás",
    r"il y a (?:une?|\d{1,4}) (?:seconde|minute|heure|jour|semaine|mois|an|année)s?",
    r"vor (?:eine[mr]|\d{1,4}) (?:sekunde|minute|stunde|tag|woche|monat|jahr)(?:en|e|n)?",
    r"\d{1,4} (?:giây|phút|giờ|ngày|tuần|tháng|năm) trước",
    r"\d{1,4} (?:detik|saat|menit|minit|jam|hari|minggu|bulan|tahun) (?:yang )?(?:lalu|lepas)",
    r"\d{1,4} (?:секунд|минут|час|дн|ден|недел|месяц|год|лет)[а-я]{0,2} назад",
    (
        r"منذ (?:\d{1,4} )?(?:ثواني|ثانية|دقيقة|دقائق|دقيقتين|ساعة|ساعات|ساعتين|يوم|يوما|يومًا|أيام|يومين|أسبوع|أسابيع|أسبوعين|شهر|أشهر|شهرين"
        r"|سنة|سنوات|عام|أعوام)"
    ),
    r"\d{1,4} ?(?:วินาที|นาที|ชั่วโมง|วัน|สัปดาห์|เดือน|ปี)(?:ที่แล้ว|ที่ผ่านมา)",
    r"\d{1,4} (?:saniye|dakika|saat|gün|hafta|ay|yıl) önce",
)
# These may be a term too: 装运3天前 is three days before shipment.
_BEFORE = (
    r"\d{1,4} ?(?:秒钟?|分钟|分鐘|小时|小時|天|日|周|週|星期|个月|個月|年)之?前",
    r"\d{1,4} ?(?:秒|分|時間|日|週間|[かヶカケ]月|年)前",
    r"\d{1,4} ?(?:초|분|시간|일|주|개월|달|년) ?전",
)
_POSTED = (
    r"(?:was )?(?:posted|published|updated|added|uploaded|last updated)|publicado|publicada|actualizado|atualizado|publiée?|mise? à jour|mis en ligne|veröffentlicht|aktualisiert"
    r"|đăng|đã đăng|cập nhật|diterbitkan|dikemas kini|diperbarui|dipublikasikan|diposting|опубликован[оа]?|обновлен[оа]?|размещено|добавлено|نشر|نُشر|تم النشر|نشرت|تحديث|آخر تحديث"
    r"|เผยแพร่|โพสต์|อัปเดต|เผยแพร่เมื่อ|yayınlandı|yayımlandı|güncellendi|发布于?|發布於?|更新于?|更新|上传|发表于?|刊登|に?掲載|に?公開|に?更新|に?投稿|게시됨?|등록됨?|작성됨?|업데이트"
)
_NEW = r"new|neu|nuev[oa]|nouveau|nouvelle|nouveauté|nov[oa]|novidade|новое|новый|новинка|mới|baru|terbaru|yeni|جديد|ใหม่|新着?|最新|新规|新規|새글|신규"


@cache
def _ages() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A line that is one and may be nothing else; one that may be a term; one at an end of an entry."""
    sure, term = "|".join(_AGO), "|".join(_BEFORE)
    told = rf"(?:{_POSTED})[: ]{{0,2}}(?:{sure}|{term})|(?:{sure}|{term}) ?(?:{_POSTED})|{sure}"
    return (
        regex(told, re.IGNORECASE),
        regex(term, re.IGNORECASE),
        regex(rf"(?<=\S)[ |·,-]{{0,2}}(?<=[ |·,-])[(\[]?(?:{told})[)\]]?$", re.IGNORECASE),
    )


_ALONE = regex(rf"[(\[<*]?(?:{_NEW})!{{0,3}}[)\]>*]?", re.IGNORECASE)
_BRACKETED = rf"[(\[<【（［](?:{_NEW})!{{0,3}}[)\]>】）］]|(?:{_NEW})!{{1,3}}"
_FIRST = regex(rf"(?:{_BRACKETED}|({_NEW}))(?=[\s(\[【\d]) *", re.IGNORECASE)
_LAST = regex(rf"(?:\s*(?:{_BRACKETED})|\s+({_NEW}))$", re.IGNORECASE)
_UNCASED_AT_END = frozenset(("جديد", "ใหม่"))  # an adjective that stands behind its noun


def reason(form: str) -> str | None:
    """Why a whole line, in its normal form, says only this; None when it says more."""
    if not 1 <= len(form) <= LONGEST:
        return None
    if _ALONE.fullmatch(form):
        return BADGE
    sure, term, _ = _ages()
    return AGE if sure.fullmatch(form) or term.fullmatch(form) else None


def may_be_a_term(form: str) -> bool:
    """Whether such a line may say something within a notice: three days before, a new one."""
    return _ALONE.fullmatch(form) is not None or _ages()[1].fullmatch(form) is not None


def tells_age(label: str, form: str) -> bool:
    """Whether the value of a field tells how long ago, and nothing else."""
    if len(form) > LONGEST:
        return False
    sure, term, _ = _ages()
    if sure.fullmatch(form):
        return True
    return term.fullmatch(form) is not None and re.match(_POSTED, label.strip(), re.IGNORECASE) is not None


def without_age(text: str) -> str:
    """An entry without "posted 3 days ago" behind it."""
    if len(text) > _LONGEST_ENTRY or not any(map(str.isdigit, text[-LONGEST:])):
        return text
    head, tail = text[:-LONGEST], text[-LONGEST:]
    found = _ages()[2].search(tail)
    return head + tail[: found.start()] if found else text


def without_badge(text: str, *, link: bool) -> str:
    """An entry without the mark that it is new, before or behind it.

    In text that leads nowhere only beside a day, as lists print it. A word of a title is none: it is set in capitals,
    in brackets, or begins with a capital letter behind the title.
    """
    if len(text) > _LONGEST_ENTRY:
        return text
    text = text.strip()
    first = _FIRST.match(text)
    if first and _is_mark(first[1], text[first.end() :], behind=False):
        left = text[first.end() :]
        if link or _has_day(left):
            return left
    last = _LAST.search(text, max(0, len(text) - 20))
    if last and _is_mark(last[1], text[: last.start()], behind=True):
        left = text[: last.start()]
        if link or _has_day(left):
            return left
    return text


def _is_mark(word: str | None, rest: str, *, behind: bool) -> bool:
    if word is None:
        return True
    if word in _UNCASED_AT_END:
        return False
    if word.lower() == word.upper():  # of a script without capitals
        return True
    if rest.upper() == rest and rest.lower() != rest:
        return False
    return word.isupper() or (behind and word[0].isupper())


def _has_day(text: str) -> bool:
    return dates.parse(text) is not None or next(dates.find(text), None) is not None

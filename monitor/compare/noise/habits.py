"""Which places of a source's pages change at most readings and never say anything: learned, and taken back as easily.

A place is known by what it looks like with its digits, dates and tokens masked, or, where the text itself is another
each time, by what stands before and behind it. It is volatile when it changed in most of the last readings, over two
days at least, and never held a code, a rate, a duty or a date of effect. A text that reads like a notice's title, or
leads somewhere, must have come back as well: what only ever brings new titles is a place for news.

At the edge of a page, before and behind all that it may be read for, two readings are enough that follow each other and
show another number each time, three that show other words, or another link, and that within hours. Nobody edits a
notice at that pace, and not there; and of what is edited words stay. What such a place shows when it has come to rest is told after all (`monitor.check.heard`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import facts, says
from monitor.compare.guide import Learned
from monitor.compare.noise.known import Noise
from monitor.compare.noise.places import Spot, between, fields, marks, moved
from monitor.extract.chrome import says_something
from monitor.model import Block, Content, Facts, Habit
from monitor.patterns import regex

READINGS = 8  # that a place's history reaches back
CHANGES = 4  # among them, before it is called volatile
OVER = timedelta(days=2)  # between the first and the last of its changes
STILL = timedelta(days=1)  # a place that changes every day need not change at every reading
AT_ONCE = 12  # places that change together are a rewritten page, from which nothing is learned
AT_THE_EDGE = 2  # changes of its numbers there, at nearly every reading and none far from the one before
WORDS_AT_THE_EDGE = 3  # changes of its words
PACE, PACE_OF_LINKS = timedelta(days=2), timedelta(hours=6)  # between two of them, on the whole
LONGEST_LINK = 80  # characters of such a link
SAMPLE = 200  # characters
TEXTS = 16  # that are remembered of a place, to know when one comes back

# What a place did at a reading, a letter each in its history.
NEW = "m"  # it showed a text that it had not shown before
NEWS = "n"  # such a text, and it reads like news
EDGE = "e"  # the same at the edge of the page, one text for another
LINK = "l"  # such a text, and it is a link that does not read like news
BACK = "r"  # it showed one that it had shown before
STOOD = "s"  # it stood still
CONTENT = "c"  # it showed something to act upon
_MOVES = frozenset((NEW, NEWS, EDGE, LINK, BACK))
_WEIGHTS = STOOD + BACK + EDGE + LINK + NEW + NEWS + CONTENT


def is_volatile(habit: Habit) -> bool:
    """Whether a place is noise by what it did so far."""
    history, moves = habit.history, changes_of(habit)
    if habit.kept or CONTENT in history:
        return False
    return is_furniture(habit) or (
        moves >= CHANGES
        and 3 * moves >= 2 * len(history)
        and history.count(NEWS) + history.count(LINK) <= history.count(BACK)
        and habit.moved - habit.since >= OVER
    )


def is_furniture(habit: Habit) -> bool:
    """Whether a place shows another text at nearly every reading, and stands where nothing else does."""
    history, moves = habit.history, changes_of(habit)
    if NEWS in history or 4 * (history.count(STOOD) + history.count(NEW)) > len(history):
        return False
    lasted, links = habit.moved - habit.since, history.count(LINK)
    needed = AT_THE_EDGE if habit.mark.startswith("look:") and not links else WORDS_AT_THE_EDGE
    pace = PACE_OF_LINKS if links else PACE
    return links + history.count(EDGE) >= needed and lasted <= (moves - 1) * pace


def changes_of(habit: Habit) -> int:
    """How often a place moved among the readings that are remembered."""
    return sum(letter in _MOVES for letter in habit.history)


def volatile(
    habits: Mapping[str, Habit], source: str, before: Mapping[str, Habit] | None = None
) -> dict[str, Learned]:
    """The volatile places by their mark, with what a reader is told of each.

    before: as they were before the reading that is compared now; what stands in it was not seen by then.
    """
    seen = habits if before is None else before
    return {
        mark: Learned(
            why(habit, source),
            frozenset(seen[mark].seen.split() if mark in seen else ()),
            LINK in habit.history and is_furniture(habit),
        )
        for mark, habit in habits.items()
        if is_volatile(habit)
    }


def why(habit: Habit, source: str) -> str:
    """What was learned of a place, and how it is taken back."""
    back = f"forget {source} {habit.id}` takes it back" if habit.id else f"list {source}` shows it"
    return (
        f"learned: changed in {changes_of(habit)} of the last {len(habit.history)} readings "
        f"since {habit.since:%Y-%m-%d}; `monitor noise {back}"
    )


def settled(noise: Noise, before: Sequence[Block], after: Sequence[Block]) -> Noise:
    """The noise of a source, with the texts of these two versions that stand in its volatile places."""
    learned = noise.guide.volatile
    if not learned:
        return noise
    found: dict[int, str] = {}
    for spot in between(before, after, noise):
        place = learned.get(spot.mark) or (learned.get(spot.was) if spot.was else None)
        if place is not None and not _tells(spot, place):
            found |= dict.fromkeys(spot.blocks, place.why)
    return noise.with_blocks(found)


def settled_fields(noise: Noise, before: Content, after: Content) -> Noise:
    """The same of labelled fields."""
    if not noise.guide.volatile:
        return noise
    found = {}
    for label, spot in fields(before, after, noise):
        place = noise.guide.volatile.get(spot.mark)
        if place is not None and not _tells(spot, place):
            found[label] = place.why
    return noise.with_labels(found)


def _tells(spot: Spot, place: Learned) -> bool:
    """Whether what a volatile place shows is to be told all the same: content, or a title it never showed."""
    if is_content(spot):
        return True
    if name_of(spot.new) in place.seen or not spot.new:
        return False
    return (spot.leads and not (place.links and _is_short_link(spot))) or reads_like_news(spot.new)


# -- learning ----------------------------------------------------------------------------------------


def learn(
    known: Mapping[str, Habit], readings: Iterable[tuple[Content, Content]], noise: Noise, now: datetime
) -> dict[str, Habit]:
    """The places of a source, by their mark, after these readings. A place that went on under another mark keeps its id.

    readings: each notice that was read again, as it stood and as it stands.
    """
    after = dict(known)
    did: dict[str, str] = {}  # mark -> the weightiest thing the place did now
    stood: set[str] = set()
    for before, read in readings:
        spots = list(moved(before, read, noise))
        for spot in spots:
            _note(after, did, spot, now, new=len(spots) <= AT_ONCE)
        stood |= marks(read, known.keys() - did.keys())
    for mark in (stood - did.keys()) & after.keys():
        habit = after[mark]
        still = len(habit.history) - len(habit.history.rstrip(STOOD))
        if not habit.kept and (now - habit.moved) // STILL > still:
            after[mark] = replace(habit, history=(habit.history + STOOD)[-READINGS:])
    return after


def _note(after: dict[str, Habit], did: dict[str, str], spot: Spot, now: datetime, *, new: bool) -> None:
    """Write down that a place moved. new: whether one that is not known yet is remembered."""
    if spot.mark not in after and spot.was in after:  # what stands beside it is another since now
        after[spot.mark] = replace(after.pop(spot.was), mark=spot.mark)
    habit = after.get(spot.mark)
    if habit is None:
        if not new or is_content(spot):
            return
        habit = Habit(spot.mark, "", "", since=now, moved=now)
    if habit.kept:
        return
    letter, history = _letter(habit, spot), habit.history
    if spot.mark in did:  # on several pages at once: one reading, and what weighs most counts
        letter, history = max(letter, did[spot.mark], key=_WEIGHTS.index), history[:-1]
    did[spot.mark] = letter
    texts = dict.fromkeys([*habit.seen.split(), name_of(spot.old), name_of(spot.new)])
    after[spot.mark] = replace(
        habit,
        sample=spot.new[:SAMPLE] or habit.sample,
        history=(history + letter)[-READINGS:],
        moved=now,
        seen=" ".join([*texts][-TEXTS:]),
    )


def _letter(habit: Habit, spot: Spot) -> str:
    if is_content(spot):
        return CONTENT
    if name_of(spot.new) in habit.seen.split():
        return BACK
    if reads_like_news(spot.new) or (spot.leads and not _is_short_link(spot)):
        return NEWS
    if not spot.edge or _tells_when(spot.new) or (habit.mark.startswith("between:") and _is_edited(spot)):
        return NEWS if spot.leads else NEW
    return LINK if spot.leads else EDGE


def _is_short_link(spot: Spot) -> bool:
    return spot.edge and len(spot.new) <= LONGEST_LINK and not _tells_when(spot.new)


def _is_edited(spot: Spot) -> bool:
    """Whether words of a text stayed, as they do where somebody edits it; what a site shows in turn is another whole."""
    old, new = (_WORDS.findall(text.casefold()) for text in (spot.old, spot.new))
    both = set(old) & set(new)
    return bool(both) and (old[0] == new[0] or 2 * len(both) >= min(len(set(old)), len(set(new))))


def _tells_when(text: str) -> bool:
    """Whether a text says that something was changed or published, or that it is of a day: titles in lists do."""
    return _DATED.search(text) is not None


def name_of(text: str) -> str:
    """A short name by which a text is known when it comes back."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


# -- what is content ---------------------------------------------------------------------------------

# What trade is about, in the languages of our sources: a number beside it is never idle.
_VALUE = regex(
    r"税|費|费|价格|汇率|利率|配额|余量|限额|限量|数量|金额|期限|截止|起征|許可|许可|輸入|輸出|수출|수입|관세|세율|할당|환율|기한|hạn ngạch|thuế|thời hạn|โควตา|อากร|ภาษี|อัตรา|กำหนด"
    r"|\b(?:quotas?|rates?|dut(?:y|ies)|tariffs?|tax(?:es)?|fees?|prices?|amounts?|balances?|deadlines?|limits?|ceilings?|thresholds?|volumes?|tonnes?|tons?|kg|usd|eur|cny|rmb"
    r"|imports?|exports?|hs|cuotas?|cupos?|tasas?|aranceles?|impuestos?|derechos?|precios?|plazos?|cotas?|tarifas?|impostos?|taxas?|prazos?|contingents?|taux|droits?|taxes"
    r"|d[ée]lais?|kuota|bea|pajak|tarif|batas|kota|vergi|gümrük|süre|квот\w{0,3}|пошлин\w{0,3}|ставк\w{0,3}|налог\w{0,3}|тариф\w{0,3}|срок\w{0,3})\b|رسوم|حصة|حصص|ضريبة|تعريفة|موعد|سعر",
    re.IGNORECASE,
)
_STAMP = regex(r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]{1,3}\d{1,2}:\d\d:\d\d(?:[.,]\d{1,6})?(?!\d)")
_SUM = regex(r"[$€£¥₩₫฿₹₽₺] ?\d|\d ?(?:元|[%％‰€])|(?<![\d.,:/-])\d+\.\d{1,6}(?![\d.])")
# What an authority writes beside its own texts.
_DATED = regex(
    r"(?<!\d)(?:19|20)\d\d(?!\d)(?![^\n]{0,20}\d:\d\d:\d\d)|更新|修改|修订|发布|發布|改定|改正|掲載|개정|수정|게시|cập nhật|sửa đổi|ปรับปรุง|แก้ไข|تحديث|تعديل"
    r"|\b(?:updated?|modified|amended|revised|posted|published|version|actualizad\w{1,2}|modificad\w{1,2}|atualizad\w{1,2}|publicad\w{1,2}|mise? à jour|modifié\w{0,2}|publié\w{0,2}"
    r"|обновлен\w{0,2}|изменен\w{0,2}|редакци\w{0,2}|опубликован\w{0,2}|güncellen\w{0,4}|diperbarui|dikemas kini|aktualisiert|geändert)\b",
    re.IGNORECASE,
)
# How far something is in force, or open.
_STATE = regex(
    r"失效|废止|廢止|有效|生效|施行|廃止|暂停|恢复|关闭|시행|폐지|중단|hiệu lực|bãi bỏ|มีผลบังคับ|ยกเลิก|نافذ|ملغ"
    r"|\b(?:in force|effective|expire[sd]?|valid|invalid|repealed|withdrawn|revoked|suspended|resumed|closed|reopen\w{0,3}|vigentes?|derogad[oa]s?|vigor|vigueur|abrog[ée]\w{0,2}|berlaku|dicabut"
    r"|yürürlük\w{0,3}|действу\w{0,4}|отмен\w{0,4}|утрат\w{0,4})\b",
    re.IGNORECASE,
)
_WORDS = regex(r"[\u2e80-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]{2}|[^\W\d_]+")  # two signs where no blanks stand
_NEWS = regex(
    r"公告|通知|通告|令|办法|规定|决定|解读|意见|公示|批复|发布|关于|告示|通達|通知|お知らせ|について|공고|고시|공지|안내"
    r"|\b(?:notices?|announcements?|circulars?|orders?|regulations?|decrees?|notifications?|bulletins?|rulings?|amend\w{0,7}|customs|trade|agreements?|consultations?|guidance|launch\w{0,3}"
    r"|aviso|resoluci[óo]n|decreto|circular|portaria|instru[çc][ãa]o|arr[êe]t[ée]|avis|d[ée]cret|note|приказ|постановление|письмо|keputusan|peraturan|pengumuman|surat edaran|duyuru|tebliğ|karar|yönetmelik"
    r")\b|thông báo|quyết định|thông tư|nghị định|công văn|ประกาศ|คำสั่ง|قرار|إعلان|تعميم",
    re.IGNORECASE,
)


def is_content(spot: Spot) -> bool:
    """Whether what stood or stands in a place is something a reader may have to act upon."""
    return says_content(spot.old) or says_content(spot.new)


def says_content(text: str) -> bool:
    """Whether a text holds a code, a rate, a duty, a date of effect, a count of something, or speaks of one."""
    text = _STAMP.sub(" ", text)  # with seconds: nothing takes effect at that
    if not text:
        return False
    if says.matters(text) or says_something(text, plainly=True) or _STATE.search(text) or _SUM.search(text):
        return True
    if not any(map(str.isdigit, text)):
        return False
    if _VALUE.search(text):
        return True
    found = facts.find("", text, language="und")
    return replace(found, published=None, places=()) != Facts()


def reads_like_news(text: str) -> bool:
    return _NEWS.search(text) is not None

"""Tables that are a panel of the page and no part of a notice: the days of a month, and how long one waits right now.

Each is known by its form to the last cell. A day that bears a remark, a month of another thing than days, a waiting
time of a past month or in days make it a table like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.compare.noise.pieces import is_moment
from monitor.extract.chrome import says_something
from monitor.model import Block, Table, Text
from monitor.patterns import regex

MONTH = "the days of a month"
LIVE = "how long one waits right now"
_WEEK = 7
_MOST_WEEKS = 7  # rows, with one of days in the headings
_MOST_PLACES = 30  # rows
_LONGEST_NAME = 60
_LONGEST_CELL = 40

_WAITING = """
wait|waits|waiting|waiting time|waiting times|queue|queues|queuing time|wartezeit|wartezeiten|attente|attentes|temps d'attente|files d'attente|espera|esperas|tiempo de espera|tiempos de espera|tempo de espera|tempos de espera|fila|filas|
attesa|attese|tempi di attesa|bekleme|bekleme süresi|bekleme süreleri|ожидание|ожидания|очередь|очереди|انتظار|الانتظار|thời gian chờ|รอคิว|เวลารอ|waktu tunggu|antrean|masa menunggu|等候|等待|排队|排隊|待ち時間|대기시간|대기 시간|wachttijd|wachttijden|kolejki|czas oczekiwania
"""
_RIGHT_NOW = """
now|right now|current|currently|live|at the moment|real time|real-time|aktuell|aktuelle|jetzt|derzeit|zurzeit|momentan|actuellement|en ce moment|maintenant|en temps réel|actuels|ahora|actual|actuales|en este momento|en tiempo real|agora|atual|atuais|neste momento|
em tempo real|ora|adesso|attuali|in questo momento|in tempo reale|şu an|şu anki|şu anda|şimdi|anlık|güncel|сейчас|текущее|текущие|в настоящее время|الآن|الحالي|الحالية|hiện tại|bây giờ|ขณะนี้|ปัจจุบัน|saat ini|sekarang|terkini|当前|目前|现在|實時|实时|即时|即時|現在|ただいま|현재|지금|실시간|actueel|nu|aktualne|obecnie
"""
_HOUR = regex(r"\d{1,2}[:.h時时点시]\d{2}")
_LASTS = regex(
    r"(?:<|>|~|≈|ca\.?|about|约|約|etwa|unos|env\.?|около)? ?(?:\d{1,2} ?(?:h|hr|hrs|std\.?|sa|ч|小时|小時|時間|시간|jam|giờ|ชม\.?|ساعة) ?)?"
    r"\d{1,3} ?(?:min\.?|mins\.?|minutes?|minuten|minutos?|minuti|minut|dk\.?|dakika|мин\.?|минут[аы]?|دقيقة|دقائق|phút|นาที|menit|minit|分钟?|分鐘|분)",
    re.IGNORECASE,
)
_LAST = regex(rf"(?:{_LASTS.pattern})$", re.IGNORECASE)


def panel(table: Table) -> str | None:
    """Why a table is a panel of the page; None when it is one of a notice."""
    if len(table.columns) == _WEEK and 4 <= len(table.rows) <= _MOST_WEEKS:
        return MONTH if _is_month(table) else None
    if 2 <= len(table.columns) <= 4 and len(table.rows) <= _MOST_PLACES:
        return LIVE if is_live(table.name) and _is_waiting(table) else None
    return None


def title_of(blocks: Sequence[Block], at: int) -> str | None:
    """Why a text is the title of such a table, right below it; None when it is none."""
    title, table = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if title.kind != "text" or table is None or table.kind != "table":
        return None
    return panel(table) if normal(title.text) == normal(table.name) else None


def waits(blocks: Sequence[Block], at: int) -> bool:
    """Whether a text that tells a waiting time stands below the words that it is live."""
    above = _above(blocks, at)
    return above is not None and is_live(above.text)


def _above(blocks: Sequence[Block], at: int) -> Text | None:
    """The next text above that tells no waiting time and names no place of one."""
    for number in range(at - 1, max(-1, at - 2 * _MOST_PLACES), -1):
        block = blocks[number]
        if block.kind != "text" or block.href or len(block.text) > _LONGEST_NAME:
            return None
        if block.role == "heading" or is_live(block.text):
            return block
        if says_something(block.text) or (any(map(str.isdigit, block.text)) and not tells_wait(block)):
            return None
    return None


def tells_wait(block: Text) -> bool:
    """Whether a text is a place and how long one waits there."""
    form = normal(block.text).rstrip(" .)") if len(block.text) <= _LONGEST_NAME else ""
    found = _LAST.search(form)
    if found is None:
        return False
    place = form[: found.start()]
    return not any(map(str.isdigit, place)) and not says_something(place)


def is_live(name: str) -> bool:
    """Whether a title says that below it stands how long one waits at this moment."""
    if not 3 < len(name) <= _LONGEST_NAME:
        return False
    form = _HOUR.sub("", normal(name).casefold())
    return not any(map(str.isdigit, form)) and all(
        pattern.search(form) is not None for pattern in (_finder(_WAITING), _finder(_RIGHT_NOW))
    )


@cache
def _finder(written: str) -> re.Pattern[str]:
    return sayings.any_of(written)


def _is_waiting(table: Table) -> bool:
    """Whether each row is a place and how long one waits there, the headings included when they are such a row."""
    if any(map(str.isdigit, "".join(table.columns))) and not _is_wait(table.columns):
        return False
    return all(_is_wait(row) for row in table.rows) and bool(table.rows or _is_wait(table.columns))


def _is_wait(row: Sequence[str]) -> bool:
    place, *rest = (normal(cell) for cell in row)
    if len(place) > _LONGEST_CELL or says_something(place) or any(map(str.isdigit, place)):
        return False
    told = [cell for cell in rest if any(map(str.isalnum, cell))]
    return bool(told) and all(_LASTS.fullmatch(cell) for cell in told)


def _is_month(table: Table) -> bool:
    name = normal(table.name).casefold()
    if name and not is_moment(name):
        return False
    cells = [cell.strip() for row in table.rows for cell in row]
    if any(map(str.isdigit, "".join(table.columns))):  # its first week, where nobody names the days
        cells = [*(cell.strip() for cell in table.columns), *cells]
    elif any(len(day) > 12 for day in table.columns):
        return False
    while cells and not cells[0]:
        del cells[0]
    while cells and not cells[-1]:
        del cells[-1]
    if not 28 <= len(cells) <= 42 or not all(cell.isascii() and cell.isdecimal() for cell in cells):
        return False
    days = [int(cell) for cell in cells]
    follows = all(after == before + 1 or (after == 1 and before >= 28) for before, after in pairwise(days))
    return follows and max(days) <= 31 and set(range(1, 29)) <= set(days)

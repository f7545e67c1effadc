"""What became of a notice, in the words of many languages: withdrawn, corrected, superseded, in force from.

Nothing that says so is furniture, wherever it stands and whatever its element is called.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from monitor.extract.phrases import phrases
from monitor.extract.text import fold
from monitor.patterns import regex

# Of scripts without blanks, and of Arabic, which writes its small words together with the next: anywhere in a text.
_ANYWHERE = """
废止|失效|作废|撤销|撤回|取消|更正|勘误|修订|修改|修正|替代|取代|延期|推迟|有效|生效|施行|实施|
廢止|失效|作廢|撤銷|撤回|取消|更正|勘誤|修訂|取代|延期|生效|施行|
廃止|失効|取り下げ|訂正|正誤|改正|延期|施行|有効|無効|適用|
폐지|철회|취소|정정|개정|만료|연기|시행|효력|무효|
ยกเลิก|เพิกถอน|แก้ไข|แทนที่|สิ้นสุด|เลื่อน|มีผล|บังคับใช้|หมดอายุ|
ألغي|ملغى|ملغاة|إلغاء|سحب|تصحيح|تعديل|معدل|استبدل|يستبدل|انتهت|ساري|سارية|نافذ|تأجيل|تمديد|بطل
"""
# How words begin, where blanks stand between them.
_BEGINNINGS = """
withdraw|repeal|revok|rescind|cancelled|canceled|cancellation|annul|supersed|replaced|correct|corrigend|errat|amend|expir|no longer|not valid|
ceased|lapsed|invalid|void|postpone|extended|in force|into force|effective|deferred|obsolete|outdated|out of date|draft|
bãi bỏ|thu hồi|hủy bỏ|huỷ bỏ|đính chính|sửa đổi|thay thế|hết hiệu lực|hiệu lực|còn hiệu lực|hoãn|gia hạn|dự thảo|
dicabut|dibatalkan|ralat|koreksi|diubah|digantikan|berlaku|ditunda|diperpanjang|dipinda|dimansuhkan|pindaan|berkuat kuasa|
derogad|retirad|revocad|anulad|cancelad|sustituid|reemplazad|corregid|corrección|modificad|vencid|vigen|vigor|prorrog|aplaza|sin efecto|caducad|errata|fe de erratas|
revogad|substituíd|corrigid|correção|retifica|alterad|adiad|sem efeito|
abrog|retiré|révoqué|annulé|remplac|corrig|rectific|modifi|périmé|en vigueur|vigueur|prorog|reporté|sans effet|caduc|
утратил|отменен|отменён|отозван|аннулирован|заменен|заменён|исправлен|изменен|изменён|изменени|прекращен|прекращён|недейств|действу|вступ|отложен|продлен|продлён|
yürürlü|iptal|kaldırıl|geri çekil|düzelt|değişiklik|değiştiril|ertelen|uzatıl|geçersiz|süresi dol|
aufgehoben|zurückgezogen|widerrufen|annulliert|ersetzt|berichtig|korrig|geändert|abgelaufen|in kraft|außer kraft|ungültig|verschoben|verlängert
"""
# What a site may be as well as a notice.
_PAUSED_ANYWHERE = "暂停|中止|终止|停止|暫停|終止|中断|終了|중단|중지|정지|종료|ระงับ|تعليق|إيقاف"
_PAUSED = """suspend|suspens|terminated|discontinued|tạm dừng|tạm ngừng|đình chỉ|ditangguhkan|dihentikan|приостановлен|durdurul|askıya|ausgesetzt|beendet"""


class _Words:
    """Words of either kind."""

    def __init__(self, anywhere: str, beginnings: str) -> None:
        self._anywhere = regex("|".join(_listed(anywhere)))  # of scripts without capitals
        self._beginnings = regex(phrases(_listed(beginnings), after_no=r"[^\W\d_]"))

    def are_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        found = not text.isascii() and self._anywhere.search(text) is not None
        return found or self._beginnings.search(text) is not None


def _listed(words: str) -> list[str]:
    return [word.strip() for word in re.split(r"[|\n]", words) if word.strip()]


_LONGEST = 300  # characters of a banner
_MOST_TEXTS = 50  # of a drawing
_STATUS = _Words(_ANYWHERE, _BEGINNINGS)
_PAUSE = _Words(_PAUSED_ANYWHERE, _PAUSED)


def tells_status(text: str, *, pauses: bool = True) -> bool:
    """Whether a text may say what became of a notice. pauses: that something is suspended counts as well."""
    return _STATUS.are_in(text) or (pauses and _PAUSE.are_in(text))


_SELF = _Words(
    "本公告|本通知|本通告|本文|本办法|本规定|本文件|该文件|该公告|此文件|此公告|此件|公告|本告示|この|当該|본|이 (?:공고|고시)|ประกาศ|هذا|هذه",
    "thông báo này|văn bản này|pengumuman ini|peraturan ini|este aviso|esta resolución|este documento|o presente|cet avis|cet arrêté|la présente|"
    "diese bekanntmachung|diese mitteilung|bu tebliğ|bu duyuru|это |этот |настоящ|the following notice|"
    + "|".join(
        f"{said} {name}{ends}"
        for name in (
            "notice",
            "order",
            "document",
            "circular",
            "announcement",
            "regulation",
            "decree",
            "guidance",
            "publication",
            "page",
            "rule",
        )
        for said, ends in (("this", " "), ("the", " has"), ("the", " was"), ("the", " is"))
    ),
)
_ALONE = 40  # characters of a stamp


def tells_fate(text: str) -> bool:
    """Whether a text says what became of one notice: it speaks of the notice, or is a stamp of a word or two."""
    if not tells_status(text, pauses=False) or tells_upkeep(text):
        return False
    return _SELF.are_in(text) or (len(text) <= _ALONE and _SHOUTED.fullmatch(text) is not None)


_SHOUTED = regex(r"[\W\d_]*(?:[A-Z]{4,}[\W\d_]*){1,4}|[\W\d_]*已?(?:废止|失效|作废|撤销|廢止|廃止)[\W\d_]*")


def said_by(node: LexborNode) -> str:
    """What became of a notice, where a drawing or a button says so; else nothing."""
    texts = node.css("text") if node.tag == "svg" else [node]
    said = fold(" ".join(text.text(deep=True) for text in texts[:_MOST_TEXTS]))
    return said if said and len(said) <= _LONGEST and tells_fate(said) else ""


# A web site, and that it is worked upon.
_SITE = _Words(
    "网站|本站|门户|系统|網站|本站|系統|サイト|ホームページ|システム|홈페이지|누리집|사이트|시스템|เว็บไซต์|ระบบ|الموقع|البوابة|النظام",
    "web ?site|our site|this site|web page|portal|online services?|trang web|trang thông tin|cổng thông tin|hệ thống|situs|laman|sistem|"
    "sitio|sistema|site|système|сайт|портал|систем|site|sitemiz|webseite|internetseite",
)
_UPKEEP = _Words(
    "维护|升级|检修|維護|升級|メンテナンス|保守|점검|ปิดปรับปรุง|บำรุงรักษา|صيانة",
    "maintenance|down for|upgrade|bảo trì|nâng cấp|pemeliharaan|penyelenggaraan|mantenimiento|manutenção|entretien|техническ|профилактическ|обслуживани|bakım|wartung",
)


def tells_upkeep(text: str) -> bool:
    """Whether a text says that a web site is worked upon, and not what became of a notice."""
    found = _UPKEEP.are_in(text) and _SITE.are_in(text)
    return found and not tells_status(text, pauses=False)

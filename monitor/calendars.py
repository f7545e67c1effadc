"""Days as other calendars and other tongues count them: names of months, numerals, eras, Hijri years."""

from __future__ import annotations

import unicodedata
from datetime import date

_MONTH_NAMES = (
    """jan january enero ene janeiro janvier januari ocak januar styczeń stycznia января янв
    يناير ม.ค. มกราคม""",
    """feb february febrero fevereiro fev février fevrier févr februari şubat februar luty lutego
    февраля фев فبراير ก.พ. กุมภาพันธ์""",
    "mar march marzo março marco mars mac mart märz maret marzec marca марта мар مارس มี.ค. มีนาคม",
    "apr april abril abr avril aprile nisan kwiecień kwietnia апреля апр أبريل ابريل إبريل เม.ย. เมษายน",
    "may mayo maio mai mei mayıs maggio maj maja мая май مايو พ.ค. พฤษภาคม",
    "jun june junio junho juin juni haziran giugno czerwiec czerwca июня июн يونيو يونيه มิ.ย. มิถุนายน",
    """jul july julio julho juillet juil juli julai temmuz luglio lipiec lipca июля июл يوليو يوليه
    ก.ค. กรกฎาคม""",
    """aug august agosto ago août aout agustus ogos ağustos sierpień sierpnia августа авг أغسطس اغسطس
    ส.ค. สิงหาคม""",
    """sep sept september septiembre setembro set septembre eylül settembre wrzesień września сентября сен
    سبتمبر ก.ย. กันยายน""",
    """oct october octubre outubro out octobre oktober okt ekim ottobre październik października октября
    окт أكتوبر اكتوبر ต.ค. ตุลาคม""",
    """nov november noviembre novembro novembre nopember kasım listopad listopada ноября ноя نوفمبر
    พ.ย. พฤศจิกายน""",
    """dec december diciembre dic dezembro dez décembre decembre déc desember disember dis aralık dezember
    dicembre grudzień grudnia декабря дек ديسمبر ธ.ค. ธันวาคม""",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_HIJRI_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "محرم المحرم muharram",
            "صفر safar",
            "ربيع_الأول ربيع_الاول rabi_al-awwal rabi_i",
            "ربيع_الآخر ربيع_الاخر ربيع_الثاني rabi_al-thani rabi_al-akhir rabi_ii",
            "جمادى_الأولى جمادى_الاولى jumada_al-ula jumada_al-awwal jumada_i",
            "جمادى_الآخرة جمادى_الاخرة جمادى_الثانية jumada_al-akhirah jumada_al-thani jumada_ii",
            "رجب rajab",
            "شعبان sha'ban shaban",
            "رمضان ramadan",
            "شوال shawwal",
            "ذو_القعدة ذي_القعدة dhu_al-qadah dhul-qadah dhu_al-qa'dah",
            "ذو_الحجة ذي_الحجة dhu_al-hijjah dhul-hijjah",
        ),
        1,
    )
    for name in names.split()
}

HAN_DIGITS = "零〇○ＯO一二三四五六七八九"
_HAN = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "元": 1,
}
_ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "r": 2018,
    "h": 1988,
    "s": 1925,
    "民國": 1911,
    "民国": 1911,
}

BUDDHIST = 543  # years that Thailand is ahead
_SHORT_BUDDHIST = 32  # from 2533 on, 1990
_FIRST_YEAR, _LAST_YEAR = 1850, 2099  # that a notice speaks of
_HIJRI_YEARS = range(1343, 1501)  # of which the Umm al-Qura tables tell
_DIGITS = {
    number: str(unicodedata.digit(chr(number)))
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10)  # Arabic, Persian, Hindi, Bengali, Thai, wide
    for number in range(start, start + 10)
}
_FORMS = str.maketrans(
    {"\u3000": " ", "\xa0": " ", "：": ":", "／": "/", "．": ".", "－": "-", "\u2010": "-", "\u2011": "-", "،": ","}
    | dict.fromkeys("\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff", "")
)  # fmt: skip


def plain(text: str) -> str:
    """The text with ordinary digits, blanks and signs, without marks that nobody sees, each letter still one."""
    return text if text.isascii() else text.translate(_DIGITS).translate(_FORMS)


def same_length(text: str) -> str:
    """The same, but what nobody sees becomes a blank, so that places in the text stay what they were."""
    return (
        text if text.isascii() else "".join(new if len(new := plain(letter)) == 1 else " " for letter in text)
    )


def month(name: str) -> int:
    """The month's number, 0 for what is no month."""
    name = name.lower()
    return _MONTHS.get(name, 0) or _MONTHS.get(name.rstrip("."), 0)


def hijri_month(name: str) -> int:
    return _HIJRI_MONTHS.get("_".join(name.lower().replace("\u2019", "'").split()), 0)


def number(text: str) -> int:
    """115, 二〇二六 by digits, 二十五 and 一百一十五 by value."""
    if text.isdecimal():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    total = 100 * (_HAN[hundreds] if hundreds else "百" in text)
    if "十" not in rest:
        return total + int("".join(str(_HAN[sign]) for sign in rest) or 0)
    tens, _, ones = rest.partition("十")
    return total + 10 * (_HAN[tens] if tens else 1) + (_HAN[ones] if ones else 0)


def era_year(era: str, year: str) -> int:
    """The year of our calendar: 令和8年 and R8 are 2026, 民國115年 as well."""
    return _ERAS[era.lower()] + number(year)


def full_year(year: int, *, buddhist: bool = False) -> int:
    """The year that two digits stand for, 0 where that would be a guess.

    buddhist: years are counted so: 69 is 2569. Even there 26 is 2026, as nobody publishes lists of 1983.
    """
    if buddhist and year > _SHORT_BUDDHIST:
        return 2500 + year
    if year < 50:
        return 2000 + year
    return 1900 + year if year >= 70 else 0


def day(year: int, month: int, day: int) -> date | None:
    """The day of our calendar. A year of the Buddhist era (2569) is told by its size.

    None for a day that does not exist, and for one so far away that the text means something else.
    """
    if 2400 <= year <= 2700:
        year -= BUDDHIST
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of our calendar, by the Umm al-Qura calendar, which the authorities of the Gulf count in.

    None for a day that does not exist, and while `hijridate` is not installed.
    """
    if year not in _HIJRI_YEARS:
        return None
    try:
        from hijridate import Hijri
    except ImportError:
        return None
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)

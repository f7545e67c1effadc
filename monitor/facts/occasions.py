"""What days are said with that is no rule: meetings, office hours, statistics; and the hours that stand before a day."""

from __future__ import annotations

import re

from monitor.patterns import regex

# Between "on" or "from" and a day: 12:01 a.m. eastern daylight time on, 00:00 on, midnight on, 0001 hours on.
TIME = (
    r"(?:(?:at )?(?:midnight|noon|\d{1,2}[:.]\d{2}(?::\d{2})?|\d{4}(?= ?h)|\d{1,2}(?= ?[ap]\.?m|h ))(?: ?[ap]\.?m\.?)?(?: ?(?:hours|hrs|h)\b)?,?"
    r"(?: \(?(?:eastern|central|pacific|local|greenwich|brussels|beijing|standard|daylight|mean|summer|time|gmt|utc|cet|cest|bst|[ecmp][sd]?t)\b\)?){0,4}"
    r"(?: \([a-z]{2,4}\))?,? ?(?:on )?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
)
_ENGLISH = regex(
    r"\b(?:(?:meetings?|workshops?|seminars?|webinars?|conferences?|training|(?<!due )courses?|exams|hearings?|fairs?|expos?|exhibitions?|auctions?|talks"
    r"|negotiations?|roundtables?|comments?|surveys?|investigation (?:period|starts|begins|will|opens)|period of investigation|outages?|downtime|offline"
    r"|unavailable|(?:is|are|be|remain) closed|maintenance|holidays?|elections?|festivals?|strikes?|helplines?|hotlines?|library|museum|director|appointed"
    r"|commissioner|he|his|she|her|letter from|statistics|data (?:from|for|since)|competition|contest|amounted|totall?ed|stood at|call centre|reuni[oó]n|taller|curso|feria|réunion|salon"
    r"|atelier|sitzung|messe|rapat|hội nghị|hội thảo)\b|recruit|vacanc|ceremon|inscri[pç])",
    re.ASCII,
)
# In the clause in front of a day, and right in front of it.
_HAN_BEFORE = regex(
    r"(?:征求意见|公示期|公示时间|报名|申报[期时]|会议|调查期|招聘|会期|展期|假期|服务期|比赛|航线)[^,。;]{0,40}$|(?:进口报关|注册|签发|装运|发证|出具)[^,。;]{0,6}$",
    re.ASCII,
)
_HAN_BEHIND = regex(
    r"航线|报名|报到|停机|维护|举办|举行|召开|开幕|放假|休假|考试|公示|竞拍|拍卖|标售|招聘|征集|暂停服务|停止服务|暂停办公|累计|増加|増長|说明会|開催|受付",
    re.ASCII,
)


def is_one(text: str, start: int, end: int) -> bool:
    """Whether the words between two places are of an occasion, and no rule."""
    return _ENGLISH.search(text, start, end) is not None


def is_before(words: str) -> bool:
    """Whether Chinese words in front of a day say what else than a rule begins: 申报期自."""
    return _HAN_BEFORE.search(words) is not None


def is_behind(words: str) -> bool:
    """Whether Chinese words behind a day do: 起系统停机维护."""
    return _HAN_BEHIND.search(words) is not None

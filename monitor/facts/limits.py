"""Time limits: how long something may take or has to wait, and what: 72小时内放行, within 30 days of arrival."""

from __future__ import annotations

import re

from monitor.facts.counts import Counted
from monitor.patterns import regex
from monitor.prose import Prose

# What is limited, by the words of its clause, the surest first.
ACTS: dict[str, tuple[str, ...]] = {
    "clearance": ("放行", "通关", "clearance", "release", "cleared", "clear the goods", "clear goods"),
    "comment": ("征求意见", "反馈意见", "提出意见", "comment", "consultation"),
    "storage": (
        "保存",
        "留存",
        "保管",
        "retain record",
        "retained for",
        "keep record",
        "kept for",
        "preserved for",
        "record retention",
        "records for",
    ),
    "validity": ("有效期", "内有效", "有效。", "valid ", "validity"),
    "payment": ("缴纳", "缴税", "补缴", "支付", "pay ", "paid", "payment"),
    "appeal": ("复议", "申诉", "诉讼", "appeal", "protest", "review of the decision"),
    "arrival": ("抵达", "到港", "进境前", "入境前", "抵港", "arrival", "arriv"),
    "quarantine": ("隔离", "检疫期", "quarantine"),
    "notice": ("通知", "通报", "报告", "告知", "notify", "notification", "report to", "inform", "tell you"),
    "correction": ("改正", "更正", "补正", "整改", "rectify", "correct"),
    "filing": (
        "申报",
        "提交",
        "报送",
        "备案",
        "申请",
        "办理",
        "submit",
        "file",
        "filing",
        "filed",
        "lodge",
        "apply for",
        "application",
    ),
    "review": (
        "审核",
        "受理",
        "评审",
        "审查",
        "作出决定",
        "批准",
        "review",
        "decision",
        "approve",
        "examin",
        "process",
    ),
    "export": ("出口", "复运出境", "re-export", "exported"),
    "shipment": ("装运", "起运", "装船", "shipment", "shipped", "loading", "loaded"),
    "inspection": ("检验", "查验", "检测", "inspect", "test"),
    "postponement": ("推迟", "延期", "缓缴", "postpone", "defer"),
    "transition": ("过渡期", "transition", "grace period"),
    "entry into force": ("施行", "生效", "effective", "into force", "take effect"),
    "suspension": ("暂停", "中止", "suspen"),
}
_BOUND_BEFORE = regex(
    r"(?:within|no later than|not later than|not exceeding|not more than|up to|maximum of|at least|not less than|minimum of|for a period of|period of|for|every|last|average(?: clearance)?(?: time)? of|in|超过|不少于|至少|不超过|期限为|期限|为期|满|提前|时限为|自|之日起|日起|届满前|前)"
    r"(?: a| an| the)?(?: further)? ?$",
    re.ASCII,
)
_BOUND_AFTER = regex(
    r"(?:之内|以内|以上|以下|内|前|后|期满| ?(?:of|after|before|prior to|from|following|period|notice|advance|limit|or less|or more)\b|['’]? (?:notice|period))",
    re.ASCII,
)
_MUST = regex(r"(?:within|no later than|not later than)(?: a| the)?(?: further)? ?$", re.ASCII)
_PAST = regex(r"过去|最近|近|前|连续|曾|last|past|previous|preceding|prior", re.ASCII)
_TO_DO = regex(r"内[,，]?([\u4e00-\u9fff]{2,12})")
_NEAR = 40  # characters before and behind a period in which its act stands
_PERIODS = frozenset(("hours", "working days", "days", "weeks", "months", "years", "minutes"))


def is_period(unit: str) -> bool:
    return unit in _PERIODS


def act_of(prose: Prose, period: Counted) -> str | None:
    """What a period limits, as the words of its sentence nearest to it say; None where it limits nothing."""
    text = prose.simple
    start, end = prose.sentence(period.start)
    if period.count.of == "clearance":
        return "clearance"
    bound = (
        text.endswith(("内", "以上"), period.start, period.end)
        or _BOUND_AFTER.match(text, period.end)
        or _BOUND_BEFORE.search(text, max(start, period.start - 40), period.start)
    )
    if not bound:
        return None
    after = text[period.end : min(end, period.end + _NEAR)]
    before = text[max(start, period.start - _NEAR) : period.start]
    best: tuple[int, str] | None = None
    for name, words in ACTS.items():
        for word in words:
            at = after.find(word)
            if at < 0:
                back = before.rfind(word)
                at = (
                    len(before) - back - len(word) + 4 if back >= 0 else -1
                )  # what is to be done stands behind, mostly
            if at >= 0 and (best is None or at < best[0]):
                best = at, name
    return best[1] if best else _unnamed(text, period, start)


def _unnamed(text: str, period: Counted, start: int) -> str | None:
    """What is to be done within a period, in the text's own words, where it is none of the acts we know."""
    before = text[max(start, period.start - 16) : period.start]
    if _PAST.search(before):
        return None
    if _MUST.search(before):
        return "what is asked"
    within = _TO_DO.match(text, period.end - 1) or _TO_DO.match(text, period.end)
    return (
        within.group(1)
        if within
        and before.endswith(("应于", "应在", "应当在", "应当于", "须在", "须于", "于", "在", "之日起"))
        else None
    )

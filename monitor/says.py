"""Does a text say something that a trader may have to act upon: what is barred, limited to some, ended, or nearly used up?

The one list of such words, for whatever decides that a text is of no account. A word more costs a line in a digest,
a word less may cost a shipment.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.extract.status import tells_status
from monitor.patterns import regex

# Of scripts without blanks: anywhere in a text.
_BARS = (
    r"不接受|不受理|不得|不予|不准|不许|不許|不再|严禁|嚴禁|禁止|谢绝|謝絕|拒绝|拒絕|停办|停辦|缓办|緩辦|停收|停用|停发|叫停|中止|终止|終止|停止|暂停|暫停|暂缓|暫緩|中断|中斷|"
    r"关闭|關閉|恢复|恢復|仅限|僅限|只限|限于|仅接受|僅接受|只接受|改用|撤回|撤销|撤銷|作废|作廢|废除|廢除|失效|取消|截止|截至|已结束|已結束|征求意见|徵求意見|暂不|暫不|须|須|必须|必須|应当|應當|"
    r"受け付けません|受付終了|受付停止|受け付けない|限り|접수하지|접수 마감|마감|불가|한정"
)
_BARS_EN = (
    r"(?:ban|bans|banned|banning|barred|prohibit\w{0,5}|forbid\w{0,4}|halt(?:s|ed)?|shut|shuts|closed|closes|closure|reopen\w{0,3}|suspen\w{1,6}|"
    r"(?:only|solely|exclusively) (?:for|to|from|by|with|if|until|after|paper|aeo)|limited to|restricted|restrict\w{0,5}|"
    r"no (?:new|more|further|longer|other)|not (?:be )?(?:accept\w{0,3}|admit\w{0,3}|allow\w{0,3}|permit\w{0,3})|refus\w{1,3}|reject\w{0,3}|"
    r"stop(?:s|ped)?|ceas\w{1,3}|end(?:s|ed)|cancel\w{0,6}|withdrawn|revoked|void|paused|"
    r"are admitted|is admitted|are accepted|is accepted)"
)
_LEFT = (
    r"剩余|剩餘|余额|餘額|余量|餘量|名额|名額|指标|指標|额度|額度|配额|配額|上限|下限|限额|限額|残り|殘り|定員|잔여|남은|정원|còn lại|เหลือ|"
    r"(?<![^\W\d_])(?:left|remain(?:s|ing)?|available|places|slots|seats|vacancies|permits?|quotas?|capacity|maximum|minimum|max\.|min\.|limit|"
    r"at most|at least|restantes?|disponibles?|cupos?|vagas|restant\w{0,2}|sisa|осталось|остаток|kalan|المتبقي)(?![^\W\d_])"
)
_FORBIDS = regex(rf"{_BARS}|(?<![^\W\d_]){_BARS_EN}(?![^\W\d_])", re.IGNORECASE)
_ONLY = regex(r"^only\b|仅[\u4e00-\u9fff]|僅[\u4e00-\u9fff]|只[有限能]", re.IGNORECASE)
_COUNTED = regex(_LEFT, re.IGNORECASE)


def bars(text: str) -> bool:
    """Whether a text says that something is barred, limited to some, stopped or open again."""
    return _FORBIDS.search(text) is not None or _ONLY.search(text) is not None


def fates(text: str) -> set[str]:
    """The words in which a text says so, as they are compared."""
    return {word.casefold() for word in _FORBIDS.findall(unicodedata.normalize("NFKC", text))}


def counts_what_is_left(text: str) -> bool:
    """Whether a text with a number in it speaks of places, permits or a limit: that is no counter of visitors."""
    return any(map(str.isdigit, text)) and _COUNTED.search(text) is not None


def matters(text: str) -> bool:
    """Whether a text says something to act upon, or what became of a notice, in any language we read."""
    return bars(text) or counts_what_is_left(text) or tells_status(text)

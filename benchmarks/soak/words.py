"""Sentences that nobody wrote before. In each stands a mark, a made-up word that says whose it is and which version."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

MARK = re.compile(r"zq[a-z]{6}")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]

_SAID = {
    "en": (
        ("Importers of", "Producers of", "Exporters of", "Carriers of", "Holders of permits for", "Traders in"),
        ("frozen poultry", "solar glass", "ceramic tiles", "steel wire", "dried fruit", "cotton yarn", "lithium cells"),
        ("shall lodge", "may no longer use", "are to keep", "must attach", "shall renew", "are asked to hand in"),
        ("the declaration", "the certificate", "the register entry", "the test report", "the seal list", "the bond"),
        ("at the border post", "before shipment", "with the regional office", "within the same quarter", "on request", "at each renewal"),
    ),
    "zh": (
        ("进口", "出口", "生产", "运输", "经营", "储存"),
        ("冷冻禽肉", "光伏玻璃", "陶瓷砖", "钢丝", "干果", "棉纱", "锂电池"),
        ("的企业应当提交", "的企业不得再使用", "的单位应当保存", "的企业须附上", "的企业应当更新", "的企业可以申请"),
        ("申报单", "证书", "备案记录", "检测报告", "封识清单", "保函"),
        ("并送口岸机关核验", "并在装运之前办理", "并报当地主管部门", "并于同一季度内办结", "并应要求出示", "并于每次更新时核对"),
    ),
}  # fmt: skip


@dataclass
class Marks:
    """Every mark that was made: of which source, which item of it, which version."""

    made: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def make(self, source: str, item: str, version: int) -> str:
        number, sounds = len(self.made) * 7919 % len(_SYLLABLES) ** 3, ""
        for _ in range(3):
            number, place = divmod(number, len(_SYLLABLES))
            sounds += _SYLLABLES[place]
        mark = f"zq{sounds}"
        if mark in self.made:
            raise ValueError("there are no marks left")
        self.made[mark] = source, item, version
        return mark


def sentence(rng: random.Random, language: str, mark: str = "") -> str:
    who, what, does, it, where = (rng.choice(part) for part in _SAID[language])
    if language == "zh":
        return f"{who}{what}{does}{it} {mark} {where}。" if mark else f"{who}{what}{does}{it}{where}。"
    return f"{who} {what} {does} {it} {mark} {where}." if mark else f"{who} {what} {does} {it} {where}."


def title(rng: random.Random, language: str, mark: str) -> str:
    who, what, _, it, _ = (rng.choice(part) for part in _SAID[language])
    return f"关于{who}{what}{it} {mark} 的公告" if language == "zh" else f"{who} {what}: {it} {mark}"

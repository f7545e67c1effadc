"""Certificates, permits, declarations and forms that a text speaks of, each by one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from monitor.facts.words import Lexicon, begins
from monitor.patterns import regex
from monitor.prose import Prose

# One name, then the words it is spoken of with, in small letters and simplified signs. Extend freely.
_TABLE = """
certificate of origin = 原产地证书, 原产地证明, 原产地证, 产地证明书, 产地证明, 产地证, 原产地证明书, 原产地证明文件, certificates of origin, certificate of origin, proofs of origin, proof of origin, certification of origin, certifications of origin, origin certificate, origin certificates, certificado de origen, certificado de origem, certificat d'origine
origin declaration = 原产地声明, 原产地申报, origin declaration, origin declarations, declaration of origin, declarations of origin, statement on origin, statements on origin, invoice declaration, invoice declarations, supplier's declaration
sanitary certificate = 卫生证书, 检验检疫证书, 检疫证书, 官方证书, sanitary certificate, sanitary certificates, health certificate, health certificates, official certificate, official certificates
veterinary certificate = 兽医卫生证书, 兽医(卫生)证书, 动物卫生证书, 动物检疫证书, 兽医证书, veterinary certificate, veterinary certificates, veterinary health certificate, veterinary health certificates, zoosanitary certificate
phytosanitary certificate = 植物检疫证书, 植检证书, phytosanitary certificate, phytosanitary certificates
additional declaration = 附加声明, 附着声明, additional declaration, additional declarations
fumigation certificate = 熏蒸证书, 熏蒸处理证书, 熏蒸/消毒证书, fumigation certificate, fumigation certificates, treatment certificate
inspection certificate = 检验证书, 检验合格证书, inspection certificate, inspection certificates, pre-shipment inspection certificate
certificate of conformity = 合格证书, 符合性证书, 符合性声明, 合格证明, certificate of conformity, certificates of conformity, declaration of conformity, declarations of conformity, conformity certificate
3C certificate = 3c证书, ccc证书, ccc认证, 3c认证, 强制性产品认证证书, 强制性产品认证, ccc certificate, ccc certification, china compulsory certification
quality certificate = 质量证书, 品质证书, 质量证明, quality certificate, certificate of quality, certificate of analysis
test report = 检测报告, 检验报告, 测试报告, 试验报告, test report, test reports, laboratory report
import licence = 进口许可证, 自动进口许可证, 进口许可证件, import licence, import licences, import license, import licenses, import permit, import permits
export licence = 出口许可证, 出口许可证件, 出口许可, export licence, export licences, export license, export licenses, export permit, export permits
dual-use licence = 两用物项出口许可证, 两用物项和技术出口许可证, 两用物项许可证, 两用物项和技术进口许可证, dual-use licence, dual-use license, dual-use export licence, dual-use export license
quarantine permit = 进境动植物检疫许可证, 检疫许可证, 动植物检疫许可证, quarantine permit, biosecurity import permit
end-user certificate = 最终用户证明, 最终用户和最终用途证明, 最终用途证明, 最终用户承诺书, end-user certificate, end user certificate, end-use certificate, end-user statement, end-user undertaking
CITES permit = 濒危物种允许进出口证明书, 允许进出口证明书, 濒危野生动植物种国际贸易公约允许进出口证明书, cites证明书, cites permit, cites permits, cites certificate, cites certificates
customs declaration = 进出口货物报关单, 进口货物报关单, 出口货物报关单, 报关单, 进境货物备案清单, 备案清单, customs declaration, customs declarations, import declaration, import declarations, export declaration, export declarations, goods declaration, goods declarations, bill of entry, shipping bill, single administrative document
entry summary = entry summary declaration, entry summary declarations, entry summary, entry summaries, pre-arrival declaration
manifest = 舱单, 载货清单, 原始舱单, 电子舱单, cargo manifest, cargo manifests, manifest, manifests, e-manifest
bonded accounting sheet = 保税核注清单, 核注清单, 核放单
bill of lading = 提单, 海运提单, 提运单, bill of lading, bills of lading, air waybill, air waybills, waybill, 空运单, 运单
commercial invoice = 商业发票, 发票, commercial invoice, commercial invoices
packing list = 装箱单, 装箱清单, packing list, packing lists
power of attorney = 委托书, 代理报关委托书, 报关委托书, 授权书, power of attorney, powers of attorney, letter of authorisation
customs bond = 担保书, 保函, 税款担保, customs bond, customs bonds, continuous bond, single transaction bond, bank guarantee
advance ruling = 预裁定, 预裁定决定书, 归类预裁定, advance ruling, advance rulings, binding tariff information, binding origin information
carbon footprint declaration = 碳足迹声明, 碳足迹报告, 产品碳足迹声明, 碳足迹证书, carbon footprint declaration, carbon footprint declarations, carbon footprint statement, carbon footprint report, declaration of carbon footprint
environmental product declaration = 环境产品声明, environmental product declaration, environmental product declarations
CBAM declaration = cbam declaration, cbam declarations, cbam report, cbam certificates
free sale certificate = 自由销售证明, 自由销售证书, certificate of free sale, certificates of free sale, free sale certificate
catch certificate = 合法捕捞证明, 捕捞证书, catch certificate, catch certificates, 合法捕捞产品通关证明
Kimberley Process certificate = 金伯利进程证书, 金伯利进程国际证书, kimberley process certificate, kimberley process certificates
non-manipulation certificate = 未再加工证明, 未再加工证明文件, 直接运输证明, certificate of non-manipulation, non-manipulation certificate
safety data sheet = 安全数据表, 化学品安全技术说明书, 安全数据单, safety data sheet, safety data sheets, material safety data sheet
dangerous goods package certificate = 危险货物包装容器使用鉴定结果单, 出境货物运输包装性能检验结果单, 危险公示标签
halal certificate = 清真证书, 清真认证, halal certificate, halal certification, halal certificates
organic certificate = 有机证书, 有机产品认证证书, organic certificate, certificate of inspection for organic
registration certificate = 注册证书, 登记证书, 备案证明, 备案凭证, registration certificate, registration certificates, certificate of registration
AEO certificate = 认证企业证书, aeo证书, aeo certificate, authorised economic operator certificate
business licence = 营业执照, business licence, business license
drug clearance note = 进口药品通关单, 药品通关单, 进口药品注册证
duty-free certificate = 征免税证明, 进出口货物征免税证明, duty exemption certificate, exemption certificate
quota certificate = 配额证, 关税配额证, 配额证明, quota certificate, quota certificates, tariff rate quota certificate
entry document = 入境货物通关单, 出境货物通关单, 通关单, 入境货物检验检疫证明, 检验检疫证明
ATA carnet = ata单证册, ata carnet, ata carnets
TIR carnet = tir证, tir carnet, tir carnets, tir证册
EUR.1 = eur.1 movement certificate, movement certificate eur.1, eur.1, eur. 1, eur-med
EU digital product passport = digital product passport
due diligence statement = due diligence statement, due diligence statements, 尽职调查声明
importer security filing = importer security filing, isf 10+2
foreign supplier verification = foreign supplier verification programme, foreign supplier verification program
mill test certificate = mill test certificate, mill certificate, mill certificates, 材质证明
origin tracing statement = 溯源证明, 可追溯证明, traceability certificate
electronic export information = electronic export information
"""
NAMES: dict[str, tuple[str, ...]] = {
    name: tuple(words.split(", "))
    for name, _, words in (line.partition(" = ") for line in _TABLE.strip().split("\n"))
}
_WORDS = Lexicon({word: name for name, words in NAMES.items() for word in words})
_MOST = 4_000  # papers of a text that are read
_FORM = regex(
    r"F(?:orm|ORM)s? (?:[A-Z]{1,4}-?\d{1,5}[A-Z]?|\d{2,5}(?:-[A-Z0-9]{1,4})?[A-Z]?|AANZ|RCEP|A[IJK]|[A-FIKPRU])(?![A-Za-z0-9])",
    re.ASCII,
)
_OF_FORM = regex(
    r"(?:CBP|ACE|Customs|EPA|DOT|FCC|FDA|FWS|APHIS|PPQ|NOAA|USDA|IRS|BIS|DS|VS|ATF|TTB|CF|BSF|CBSA|HMRC) $"
)
_BARE_FORM = regex(r"EUR\.? ?1(?!\d)|EUR-MED|A\.TR\.?(?![a-z])|C88(?!\d)", re.ASCII)
_DECLARED = regex(
    r" ?(?:product )?(?:carbon footprint )?(declarations?|statements?|reports?|certificates?|certification)(?![a-z])|(?:产品)?(?:碳足迹)?(声明|报告|证书|认证)",
    re.ASCII,
)
_HAN_HEAD = regex(
    r"许可证件?|证明书|证书|证明(?:文件|材料)|批准文件|批件|备案表|申请表|登记表|申报表|申报单|声明书|承诺书|注册证|通行证|准许证|核准证"
)
_HAN_TAIL = regex(r"[\u4e00-\u9fff]{1,10}\Z")
_HAN_STOP = regex(
    r"[的和与或及并等由向为对在于被将把按凭须需应可有无该其各本此据如若者即且所以未不能经自从至到持附具出交发领换验核签办填收供取获要求送存审认使用是用]"
    r"|相关|有关|提供|提交|出具|随附|申请|办理|签发|申领|取得|持有|符合|要求|必要|上述|以下|下列|具有|其他|规定|企业|海关|国家|方|官方|主管|部门|机构|同意|真实|有效|原|新|式样|电子|纸质|书面|联网|核查|核验|每份|一份|份|种|类|套|检查|重申|输华|属于|有效|无有|相应|我国|共和国"
)
_EN_HEAD = regex(r"(?:certificate|licen[cs]e|permit|carnet)s?\b", re.ASCII)
_EN_BEFORE = regex(r"(?:[a-z][a-z-]{2,20} ){1,2}$", re.ASCII)
_NO_NAME = """
the a an this that these those such any each all no of for to and or with by in on at from as its
their his her our your  required valid original new said which who will shall must may can be been
are is was were have has had not other copy copies  relevant appropriate necessary following certain
same under without current electronic issue issued issuing obtain obtaining obtained  submit present
apply hold holding receive one two first second particular general general. special additional
specific validated driver driver's  license licensing broker broker's export. granting grant granted
denied revoked renewal birth death marriage customs
"""
_EN_STOP = frozenset(_NO_NAME.split())


def papers(prose: Prose, standards: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Where each paper is named, and its one name; what we know by no name is called as the text calls it.

    standards: where the text names standards, since a declaration under one is a paper.
    """
    low, plain = prose.simple, prose.plain
    taken = [
        one for one in _WORDS.find(low) if not low.startswith(("位", "证"), one[1])
    ]  # 报关单位 is no 报关单
    for start, end in standards:
        if (match := _DECLARED.match(low, end)) is not None:
            taken.append((start, match.end(), f"{_without_year(plain[start:end])} {_sort(match)}"))
    taken += _forms(plain)
    named = {end for _, end, _ in taken}
    if not low.isascii():
        taken += (one for one in islice(_han(low), _MOST) if one[1] not in named)
    if "certificate" in low or "permit" in low or "licen" in low or "carnet" in low:
        taken += (one for one in islice(_english(low), _MOST) if one[1] not in named)
    end = 0
    for one in sorted(taken, key=lambda each: (each[0], -each[1])):
        if one[0] >= end:
            yield one
            end = one[1]


def _without_year(standard: str) -> str:
    return re.split(r" ?[:—–]", standard, maxsplit=1)[0]


def _sort(declared: re.Match[str]) -> str:
    """ISO 14067声明 and "ISO 14067 carbon footprint declarations" are one paper."""
    word = declared.group(1) or declared.group(2)
    if word.startswith(("report", "报告")):
        return "report"
    return "certificate" if word.startswith(("certif", "证书", "认证")) else "declaration"


def _forms(plain: str) -> Iterator[tuple[int, int, str]]:
    if "Form" in plain or "FORM" in plain:
        for match in _FORM.finditer(plain):
            of = _OF_FORM.search(plain, max(0, match.start() - 8), match.start())
            start = of.start() if of else match.start()
            if begins(plain, start):
                written = plain[start : match.end()].replace("Forms ", "Form ").replace("FORM ", "Form ")
                yield start, match.end(), written
    if "EUR" in plain or "C88" in plain or "A.TR" in plain:
        for match in _BARE_FORM.finditer(plain):
            if begins(plain, match.start()):
                yield match.start(), match.end(), "EUR.1" if "1" in match.group() else match.group()


def _han(text: str) -> Iterator[tuple[int, int, str]]:
    """The noun in front of 证书, 许可证, 证明: 熏蒸|热处理证书."""
    for match in _HAN_HEAD.finditer(text):
        tail = _HAN_TAIL.search(text, max(0, match.start() - 8), match.start())
        if tail is None:
            continue
        cut = 0
        for stop in _HAN_STOP.finditer(tail.group()):
            cut = stop.end()
        start = tail.start() + cut
        if match.start() - start >= 2:
            yield start, match.end(), text[start : match.end()]


def _english(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _EN_HEAD.finditer(text):
        before = _EN_BEFORE.search(text, max(0, match.start() - 44), match.start())
        if before is None or not begins(text, match.start()):
            continue
        words: list[str] = []
        for word in reversed(before.group().split()):
            if word in _EN_STOP:
                break
            words.insert(0, word)
        if words:
            name = " ".join(words)
            start = match.start() - len(name) - 1
            if begins(text, start):
                yield (
                    start,
                    match.end(),
                    text[start : match.end()].removesuffix("s").replace("license", "licence"),
                )

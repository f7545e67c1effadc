"""What headings of columns say: a code, a document's number, a name, a counter of rows, a unit.

In the languages of the sources: Chinese, English, Spanish, Portuguese, French, German, Italian, Indonesian,
Malay, Vietnamese, Russian, Korean, Japanese, Thai, Arabic, Turkish.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.compare.forms.text import normal
from monitor.patterns import regex

_LONGEST = 200  # characters of a heading that is looked at
CODE, NUMBER, NAME, OTHER = range(4)  # how well rows are known by such a column


def _any(*patterns: str) -> re.Pattern[str]:
    return regex("|".join(patterns), re.IGNORECASE)


# Written for the normal form: half width, no space beside Chinese and Korean letters.
_RUNNING = _any(
    r"序号?|项次|行号|編號|项目序号",
    r"no\.?|nr\.?|#|№|№ ?п/п|п/п|n[º°o]\.?|nro\.?|núm\.?|lp\.?|lfd\.? ?nr\.?|pos\.?|rang|ítem|item|orden|ordem",
    r"s\.?/?no\.?|s\.? no\.?|sl\.?/? ?no\.?|sr\.?/? ?no\.?|serial ?(?:no\.?|number)?|row|item ?no\.?|sn|bil\.?|stt|tt|no\.? urut|nomor(?: urut)?",
    r"연번|순번|項番|連番|番号|번호|ลำดับ(?:ที่)?|ที่|sıra(?: ?no\.?| numarası)?|م|ت|رقم|الرقم|التسلسل|الرقم التسلسلي|№ строки",
)
_CODE = _any(
    r"(?:hs|hts|tariff|commodity|heading|customs|product|cn|ahtn|itc|taric|schedule b).{0,12}(?:code|no\.?|number|item|line|heading)",
    r"hs|hts\d*|code|heading|subheading|tariff(?: line| item)?|cas(?: ?(?:no\.?|number|rn))?|cas号",
    r".*(?:商品编[号码]|税则号?列|税则号|税号|税目|商品编码|编码|代码|海关编码|商品編號|稅則號別|稅號|編碼|监管方式代码).*",
    r"c[óo]digos?(?: .{0,40})?|fracci[óo]n(?:es)?(?: arancelaria.{0,20})?|(?:sub)?partidas?(?: .{0,30})?|posici[óo]n arancelaria|nandina.{0,10}|naladisa.{0,10}",
    r"ncm.{0,20}|posiç(?:ão|ões).{0,20}|classificação fiscal|codes? .{0,30}|(?:sous-)?positions?(?: tarifaires?)?|(?:n[°o]\.?|numéro) ?(?:tarifaire|du tarif)",
    r"(?:statistische )?(?:waren(?:tarif)?|zoll(?:tarif)?|tarif|code|kn|hs|taric)[- ]?(?:nummern?|nr\.?|codes?|position(?:en)?)(?:,? .{0,30})?",
    r"codic[ei](?: .{0,30})?|voc[ei] (?:doganal[ei]|tariffari[ae])|nomenclatura(?: .{0,30})?|codes?|code ?(?:no\.?|numbers?)|(?:item|article) codes?",
    r"(?:n[úu]mero|n[º°o]\.?|num[ée]ro|numero) (?:de |di |du )?(?:c[óo]digo|code|codice|nomenclature)|nomenclature(?: .{0,30})?|clasificación arancelaria|posição pautal",
    r"(?:goederen|douane|tarief|gn)-?code(?:nummer)?|codenummer|tariefpost|varu(?:kod|nummer)|vare(?:kode|nummer)|tulltaxenummer|kn-?nummer|toldtarif(?:nummer)?|tullinimike",
    r"numer kodu|pozycja taryfowa|číslo kódu|kód(?: .{0,30})?|kod numarası|gümrük tarife .{0,20}|номер кода|товарный код|(?:nomor|nombor) (?:kode|kod|hs|pos tarif)|コード番号|코드 ?번호|رقم الرمز|หมายเลขรหัส",
    r"kode(?: .{0,30})?|pos tarif.{0,20}|no\.? pos.{0,20}|kod(?: .{0,30})?|mã(?: .{0,30})?",
    r"коды?(?: .{0,40})?|(?:код )?тн ?вэд.{0,20}|(?:товарная )?позиция",
    r"hs ?코드|hs ?부호|hsk.{0,6}|.{0,6}(?:품목번호|세번|세번부호|코드)|hs ?コード|.{0,6}(?:統計番号|税番|品目番号|税表番号|コード|番号コード)",
    r".{0,4}(?:พิกัด|รหัส|ประเภทพิกัด).{0,30}|(?:ال)?(?:رمز|بند|كود)(?: .{0,30})?|التعرفة|gtip.{0,12}|g\.t\.i\.p\.?.{0,10}|tarife.{0,20}",
)
_NUMBER = _any(
    r".*(?:文号|公告号|证书号|证书编号|注册号|编号|备案号|许可证号|统一社会信用代码|案号|批准文号|登记号|註冊號|文號).*",
    r"(?:document|notice|notification|reference|registration|certificate|case|licence|license|permit|approval|file|order)s?.{0,8}(?:no\.?|number|id|ref)?",
    r"ref\.?|n[or]\.?|id|number|url|link",
    r"(?:n[º°o]\.?|nro\.?|núm(?:ero|\.)?|número|numéro) .{1,40}|resoluci[óo]n|expediente|referencia|processo|referência|référence|matricule",
    r"(?:nomor|no\.?|nombor|số|số hiệu) .{1,30}|số hiệu|номер(?: .{1,40})?|№ .{1,40}|регистрационный номер",
    r".{1,8}(?:번호|番号)|เลขที่.{0,30}|(?:رقم|مرجع) .{1,40}|.{1,20} (?:numarası|no\.?)",
)
_NAME = _any(
    r".*(?:名称|品名|企业|单位名|公司|标题|题名|口岸|国家|地区|港口|机构|名稱|企業|標題|國家|港口).*",
    r".*(?:name|title|company|exporter|enterprise|port|country|producer|manufacturer|firm|entity|body|description|subject).*",
    r".*(?:nombre|descripci[óo]n|empresa|país|puerto|producto|mercanc[íi]a|título|nome|descrição|porto|mercadoria|produto).*",
    r"(?:nom|noms)(?: .*)?|.*(?:désignation|libellé|entreprise|pays|produit|titre|bezeichnung|unternehmen|ware).*|land",
    r".*(?:nama|uraian|deskripsi|negara|pelabuhan|perusahaan|syarikat|keterangan|tên|mô tả|quốc gia|cảng|doanh nghiệp|hàng hóa).*",
    r".*(?:наименование|название|описание|страна|порт|организация|компания|предприятие|товар).*",
    r".*(?:품명|품목명|업체|기업|회사|국가|항구|명칭|제목|이름|品目名|国名|会社|件名|港名|品名).*|港|国|국명",
    r".*(?:ชื่อ|รายการ|ประเทศ|ท่าเรือ|บริษัท|คำอธิบาย).*|.*(?:اسم|وصف|بلد|دولة|ميناء|شركة|الصنف).*",
    r".*(?:tanım|ülke|liman|firma|eşya|açıklama|unvan).*|ad[ıi]?",
)
_UNIT = regex(
    r"([^()\[\]]{1,120})[(\[]([^()\[\]]{1,30})[)\]]|([^%‰]{1,120})([%‰])|([^/,]{1,80})[/,]([^/,]{1,12})"
)
_TOTAL = regex(
    r"(?:小计|合计|总计|共计|累计|總計|合計|小計|总数|计|(?:grand |sub-?)?totals?|sum|subtotal|total general|totaux|gesamt|insgesamt"
    r"|jumlah|tổng(?: cộng| số)?|cộng|итого|всего|합계|총계|소계|계|รวม(?:ทั้งสิ้น)?|المجموع|الإجمالي|toplam|genel toplam)[:.]?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def rank(name: str) -> int:
    """CODE, NUMBER, NAME or OTHER, by the heading alone."""
    form = _form(name)
    return next((n for n, kind in enumerate((_CODE, _NUMBER, _NAME)) if kind.fullmatch(form)), OTHER)


@lru_cache(maxsize=4096)
def counts_rows(name: str) -> bool:
    """Whether a heading is one of those that stand over running numbers, among other things."""
    return _RUNNING.fullmatch(_form(name)) is not None


@lru_cache(maxsize=4096)
def is_code(name: str) -> bool:
    """Whether a column holds codes, whose dots and spaces do not count and whose zeros do."""
    return _CODE.fullmatch(_form(name)) is not None


def unit(name: str) -> tuple[str, str]:
    """A heading and the unit it names: ("rate", "%"); "" when it names none."""
    form = _form(name)
    found = _UNIT.fullmatch(form)
    if found is None:
        return form, ""
    stem, of = (group for group in found.groups() if group is not None)
    return stem.strip(), of.strip()


def is_total(cell: str) -> bool:
    """Whether a cell is the label of a row that sums up others."""
    return len(cell) <= 30 and _TOTAL.fullmatch(normal(cell)) is not None


def _form(name: str) -> str:
    return normal(name[:_LONGEST]).casefold()

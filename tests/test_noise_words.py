"""What pages of many languages say of themselves, and the sentences that only look like it."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.forms.text import normal
from monitor.compare.noise import known as noise, pieces
from monitor.model import Content, Text
from tests.growth import assert_linear

OF_PAGES = """
조회수 1,234
Lượt xem: 1.234
Now: 2026-11-03 10:20:33.5
Сейчас 03.11.2026 10:20:33
จำนวนผู้เข้าชม 1,234 ครั้ง
عدد الزيارات: ١٢٣٤
Просмотров: 1 234
閲覧数：1,234
Visualizações: 12
Görüntülenme: 12 | Yazdır
Hôm nay: Thứ Năm, 05/11/2026 10:20:33
今天是：2026年11月3日 星期二 10:20
Impreso el 3 de noviembre de 2026, 10:20
Printed on 3 Nov 2026 10:20 by zhang.san
Printed by zhang.san on 2026-11-03 10:20
打印人：张三 打印时间：2026-11-03 10:20
打印时间：2026-11-03 10:20 打印人：张三
Dicetak pada: 03-11-2026 10:20:11 WIB
Dicetak oleh admin pada 03/11/2026 10:20
วันที่พิมพ์ : 3 พฤศจิกายน 2569 เวลา 10:20 น.
วันนี้ วันอังคารที่ 3 พฤศจิกายน 2569
Сегодня: вторник, 3 ноября 2026 г.
اليوم: الثلاثاء 3 نوفمبر 2026
Bugün: 3 Kasım 2026 Salı 10:20
本日は2026年11月3日（火曜日）です
오늘은 2026년 11월 3일 화요일 입니다
오늘은 2026년 11월 3일 화요일
Hoy es martes, 3 de noviembre de 2026
Nous sommes le mardi 3 novembre 2026
Martes, 3 de noviembre de 2026 10:20:33
Partager | Imprimer | Envoyer par courriel
Compartir: Facebook | Twitter | WhatsApp
【印刷】
Página 3 de 23
Halaman 3 dari 23
Menampilkan 1 sampai 10 dari 230 data
Страница 1 из 23
第1/23ページ
全230件中 1-20件を表示
EN | FR | ES
Tiếng Việt | English
Choose language: English | Français
Request ID: 8f3a2b-11
Ray ID: 8c1f2e7a9b
Generated in 0.12 s
Build: 2026.11.03-ab12f
© 2026 Aduana. Todos los derechos reservados.
Tous droits réservés 2026 Douane
المقال السابق: شيء
Bài tiếp theo: Thông báo ABC
前の記事：お知らせ
当サイトではクッキーを使用しています。
Ce site utilise des cookies pour améliorer votre visite.
We use cookies. You may not refuse essential ones. Accept all
Este site utiliza cookies para melhorar a sua experiência
相关阅读
Related articles
أخبار ذات صلة
今日访问 12 | 昨日访问 33 | 总访问量 12,345
12 просмотров
1,204 lượt xem
Đang online: 12
Exported on 2026-11-03 10:20:01
Report generated on Tuesday, 3 November 2026 10:20 AM
Run date: 11/03/2026
Current time: 10:20
This page was last refreshed: 10:20
""".strip().splitlines()

OF_NOTICES = """
访问次数12次以上的企业
访问次数12次以上的企业应当备案
Page 3 of the form must be signed
Page 2 of 5 must be signed
版权所有人应当提交证明
Share capital
Share of imports: 5 %
in force from today: 5 %
Today: 5 %
Today the rate is 7.12
今日汇率 7.12
今日：7.12
Visits: 3 per year
Visits by customs officers: 3
Number of visitors admitted: 300 per day
Printed by the manufacturer on the packaging
Printed on the label: 8541.43
Printed matter of heading 4901
Generated waste: 12 t
Generated on 3 Nov 2026 by waste of heading 2621
Build 3 warehouses
Impreso el número de serie 1234
Report generated on or before 1 May 2026 are valid
Close of business: 17:00
Closing date: 3 November 2026
Hearing: Tuesday, 3 November 2026 10:00
Effective date: 3 November 2026
生效日期：2026年11月3日
发布时间：2026-11-03 10:20
Now: 3 November 2026 10:20
Time: 2026-11-03 10:20:33
公布日期 2026-11-03
今后 2026年
本日より 2026年11月3日から施行する
Cookies and biscuits of heading 1905 accept no additives
This site uses 12 tonnes of cookies
Consultation: 12
Consultations: 12
Total: 12,345
共230家企业
Siguiente: las mercancías deben declararse 5 %
Next, exporters file form A.
Next: exporters must file form A.
DE | FR | ES
English | Certificate required
Language of documents: English
Reference: 8f3a2b-11
Token number: 5 pieces
Rate 12
12 ports online
EN 12345 | EN 6789
Derechos de importación: 5
Все права требования: 12; 13
Save 5
Views of the Commission: 12 members
Downloads: annex 1
Copyright holders must register
All rights reserved goods pay 5 %
Hak cipta: 5 %
人气：产品
阅读材料12件
点击查看第12号公告
Previous: 5 %; next: 6 %
Today's rate: 7.1234
Current date of entry into force: 2026-05-08
Current rate: 2026
Run by: customs
User name: required
Current user fees: 5
Line 12
Accessed by 12 firms
""".strip().splitlines()


@pytest.mark.parametrize("line", OF_PAGES)
def test_Q10_a_page_that_speaks_of_itself_is_known_in_any_language(line: str) -> None:
    assert noise.reason(normal(line)), normal(line)


@pytest.mark.parametrize("line", OF_NOTICES)
def test_Q10_a_sentence_that_looks_like_it_is_never_silenced(line: str) -> None:
    form = normal(line)
    assert noise.reason(form) is None
    assert noise.quiet(form) == (form, None)


def page(*lines: str) -> Content:
    return Content(tuple(Text(line) for line in lines))


def test_a_counter_between_bars_hides_nothing_that_stands_beside_it() -> None:
    before = page("正文。", "发布时间：2026-11-03 | 来源：海关总署 | Lượt xem: 12")
    assert compare(before, page("正文。", "发布时间：2026-11-03 | 来源：海关总署 | Lượt xem: 13")).same
    (edit,) = compare(before, page("正文。", "发布时间：2026-11-04 | 来源：海关总署 | Lượt xem: 13")).edits
    assert edit.after == "发布时间：2026-11-04 | 来源：海关总署 | Lượt xem: 13"


BAIT = (
    "1", "1,", "1 ", "1.", "a", "a ", " ", "|", "·", "在线1", "第1位访客", "printed on ", "printed by a ", "页", "共1条", "1/", "12:30:30 ",
    "monday ", "今天是", "© 2026 ", "cookie ", "english|", "a:", "views:1 ", "showing 1 to 1 of 1 ", "上一篇:", "1年1月1日", "วันที่ ", "打印人",
)  # fmt: skip


@pytest.mark.parametrize("piece", BAIT)
def test_C18_no_line_takes_longer_than_its_length(piece: str) -> None:
    def look(size: int) -> None:
        for line in (
            piece * (size // len(piece)),
            piece * (size // len(piece)) + "x",
            "views:" + piece * (size // len(piece)),
        ):
            noise.reason(line)
            noise.quiet(line)
            noise.label_reason(line)

    look(noise.LONGEST)  # the longest line that is looked at at all
    look(pieces.LONGEST)
    assert_linear(look, 12_500)

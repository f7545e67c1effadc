"""What a site says of its own services, and the sentences of notices that only look like it."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.forms.text import normal
from monitor.compare.noise import known as noise, services
from monitor.model import Content, Text
from tests.growth import assert_linear

OF_THE_SITE = """
Technical support for the website: +44 20 5550 14, Monday to Friday 8:30 to 17:00
Help with this site: help@office.example, Mon-Fri 9:00-16:00
Hilfe zu dieser Webseite: 030 5550 14, Mo-Fr 8:00 bis 15:30 Uhr
Assistance technique du site web : 01 55 50 14, du lundi au vendredi de 9h00 à 17h00
Soporte del sitio web: +57 1 5550 14, lunes a viernes de 8:00 a 17:00
Assistenza per il sito web: 06 5550 14, dal lunedì al venerdì dalle 9:00 alle 13:00
Поддержка сайта: 8 495 555-01-40, с 9:00 до 18:00
网站技术支持：010-5550140，周一至周五 8:30—17:00
홈페이지 기술지원: 02-555-0140, 월요일 09:00~18:00
Hỗ trợ trang web: 024 555 0140, thứ hai đến thứ sáu 8:00 - 17:00
Our counter is now closed, opens again tomorrow at 08:30
Schalter derzeit geöffnet, schließt heute um 17 Uhr
Guichet ouvert maintenant, ferme à 16h30
Sportello chiuso adesso, riapre domani alle 08:30
Gişe şu an açık, 17.00'da kapanır
窗口目前开放，17:00关闭
Your session will be closed in 12 minutes.
Ihre Sitzung endet in 9 Minuten.
Votre session prend fin dans 14 minutes.
La sua sessione termina tra 5 minuti.
您将在5分钟后自动退出
Ваш сеанс завершится через 7 минут
자동 로그아웃까지 9분
We noticed your browser uses another language. Switch to Deutsch?
Votre navigateur est réglé sur une autre langue. Passer à English ?
Il suo browser usa un'altra lingua. Passare a English o Français?
您的浏览器语言不同，切换到 English？
Sort by relevance ▼
Sortiert nach Relevanz
Trié par date ↓
Ordina per data ↑
Сортировать по дате
按时间排序 ↑
日付順に並べ替え
Popular searches
Häufig gesucht:
大家都在搜
인기 검색어
Integrity code of this page: 5be7-897a-249a-ecd1
Prüfsumme dieser Seite: SHA-256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
Empreinte de cette page : 9F86-D081-884C-7D65
このページの確認コード：9F86-D081-884C-7D65
"""
OF_A_NOTICE = """
Office hours of the customs post at North Gate: Monday to Friday 8:00 to 16:00
Help with declarations: Monday to Friday 8:00 to 16:00
Technical help with this website: closed from 1 July to 3 August
Support for the site at pier 4: permit needed Monday to Friday 8:00 to 16:00
The customs post at North Gate is now open from 7:00 to 19:00
North Gate is closed now, opens tomorrow at 08:00
The counter is closed now, opens on 3 August at 08:00
The counter now closes at 16:00
The single window portal ends your session after 20 minutes of inactivity.
From 1 July your session is closed in 20 minutes.
The session of the committee ends in 20 minutes.
为保障安全，用户20分钟无操作将自动退出。
Applications in another language than English are returned.
Which language must the certificate be in? English or Français?
Ordered by the Minister, date as above
Sorted goods are entered by number.
Sort by 1 July all containers by date
Popular searches of containers are ended
Searches of containers
Verification code of the certificate: 5BE7-897A-249A-ECD1
Seal number of this container: ABCD-1234-5678-9012
Check digits of this page: 8541.43.00
Cite as: Border Charges Act, in force 1 July 2026
Access to the pier: 1 July 2026 8:00
"""


def lines(written: str) -> list[str]:
    return written.strip().splitlines()


@pytest.mark.parametrize("line", lines(OF_THE_SITE))
def test_what_a_site_says_of_its_services_is_noise(line: str) -> None:
    assert noise.reason(normal(line)) is not None


@pytest.mark.parametrize("line", lines(OF_A_NOTICE))
def test_what_only_looks_like_it_is_told(line: str) -> None:
    form = normal(line)
    assert (noise.reason(form), noise.quiet(form)[0]) == (None, form)


@pytest.mark.parametrize(
    "written",
    [
        'Cite as: Coast Agency, "Notice 12: fees", seen {}.',
        "Zitiervorschlag: Küstenamt, Bekanntmachung 12, zuletzt besucht am {}",
        "Pour citer cette page : Agence, Avis 12 (consulté le {})",
        "Come citare: Agenzia, Avviso 12, consultato il {}",
        "引用格式：海岸厅，《第12号通知》，访问日期{}",
        "Как цитировать: Агентство, Извещение 12 (дата обращения: {})",
        "인용 방법: 관리청, 공고 12, 접속일 {}",
    ],
)
def test_a_citation_differs_by_its_title_and_not_by_when_it_was_looked_at(written: str) -> None:
    one, other = (normal(written.format(day)) for day in ("03.06.2026 09:10", "18.06.2026 17:32"))
    assert noise.quiet(one)[0] == noise.quiet(other)[0] != one
    assert noise.quiet(one)[0] != noise.quiet(one.replace("12", "13"))[0]


def told(old: list[Text], new: list[Text]) -> bool:
    found = compare(Content(blocks=tuple(old)), Content(blocks=tuple(new)))
    return bool(found.edits)


HEAD = Text("Importers must file the declaration before arrival.")
FOOT = Text("The charge is 4.2 % of the value from 1 July 2026.")


def test_the_same_line_above_a_notice_is_noise_and_within_it_is_the_notices_own() -> None:
    old, new = (Text(f"For your safety you will be signed out in {n} minutes.") for n in (9, 20))
    offer = Text("It seems you prefer another language. Switch to Français?")
    assert not told([offer, old, HEAD, FOOT], [offer, new, HEAD, FOOT])
    assert told([HEAD, old, FOOT], [HEAD, new, FOOT])
    desk = [Text(f"Counter open now, closes at {hour}:00") for hour in (16, 18)]
    assert not told([desk[0], HEAD, FOOT], [desk[1], HEAD, FOOT])
    assert told([HEAD, desk[0], FOOT], [HEAD, desk[1], FOOT])


def test_an_answer_about_visits_that_end_is_told() -> None:
    ask = Text("How long may I stay in the portal?", "heading")
    old, new = (Text(f"Your session ends in {n} minutes.") for n in (20, 40))
    assert told([HEAD, ask, old], [HEAD, ask, new])


def test_a_citation_of_any_length_is_read_in_a_time_that_grows_with_it() -> None:
    assert_linear(lambda n: services.without_visit("Cite as: " + "seen " * n + "3.6.2026"), 400)
    assert_linear(lambda n: services.reason("website: " + "8:00-" * n), 400)

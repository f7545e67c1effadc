"""Pages with furniture around their notice, read and compared: what is passed over, and its twin that must be told."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.extract import extract
from monitor.model import Content, Text

MENU = "".join(
    f"<li><a href=/m{number}>{name}</a></li>"
    for number, name in enumerate(["Inicio", "Organismo", "Normativa", "Estadísticas"])
)
MONTHS = ["enero", "marzo", "abril", "junio", "julio", "agosto"]


def read(body: str, title: str = "Normativa") -> Content:
    return extract(
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'.encode(),
        name="page.html",
    )


def texts(content: Content) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Text)]


# -- what the page itself marks as its main part --------------------------------------------------


def cards(meta: str) -> str:
    cards = "".join(
        f"<li class=card><div><h3><a href=/n/{number}>Resolución sobre el marcado de toneles, parte {number}</a></h3>"
        f"<p>{meta.format(day=number + 1, month=month)}</p></div></li>"
        for number, month in enumerate(MONTHS)
    )
    return f"<header><ul>{MENU}</ul></header><main><h1>Normativa</h1><div><ul>{cards}</ul></div></main>"


@pytest.mark.parametrize(
    "meta", ["{day} de {month} de 2026", "Boletín {day}", "", "<span>2026-03-0{day}</span>"]
)
def test_the_list_of_the_main_part_wins_over_the_menu_of_the_header(meta: str) -> None:
    said = texts(read(cards(meta)))
    assert "Organismo" not in said
    assert said[0] == "Normativa"
    assert sum("marcado de toneles" in text for text in said) == len(MONTHS)


def test_a_menu_that_names_the_page_does_not_take_its_title() -> None:
    said = texts(
        read(f"<ul>{MENU}</ul><main><h1>Normativa</h1><p>Se publican aquí las resoluciones.</p></main>")
    )
    assert said == ["Normativa", "Se publican aquí las resoluciones."]


def test_the_day_beside_an_entry_is_told_when_it_changes() -> None:
    old = cards("{day} de {month} de 2026")
    found = compare(read(old), read(old.replace("3 de abril", "9 de abril")))
    assert [(edit.before, edit.after) for edit in found.edits] == [
        ("3 de abril de 2026", "9 de abril de 2026")
    ]


def test_what_stands_in_a_head_as_labels_and_values_with_a_day_is_the_notice() -> None:
    def notice(day: int) -> Content:
        return read(
            "<div class=vbHeader><ul><li><span>Số hiệu: </span>54/2027</li>"
            f"<li><span>Ngày ban hành: </span>ngày {day} tháng 9 năm 2027</li></ul></div>"
            "<div><p>Thông báo này hướng dẫn nhập khẩu máy bay đo đạc.</p></div>",
            "Thông báo",
        )

    found = compare(notice(6), notice(8))
    assert [(edit.path, edit.after) for edit in found.edits] == [("Ngày ban hành", "ngày 8 tháng 9 năm 2027")]


def test_a_head_with_a_hotline_and_a_menu_is_none() -> None:
    head = "<div class=header><b>Hotline:</b> 1900 55<b>Cập nhật:</b> 6 tháng 9 năm 2027 <a href=/x>Văn bản</a></div>"
    assert texts(read(f"{head}<div><h1>Thông báo</h1><p>Nội dung.</p></div>", "Thông báo")) == [
        "Thông báo",
        "Nội dung.",
    ]


# -- what stands around a notice --------------------------------------------------------------------

NOTICE = (
    "<h1>Marking of drums</h1><p>Every drum is marked with the name of its owner.</p>"
    + "".join(
        f"<p>Office {number} takes the papers of its own district and keeps them.</p>" for number in range(12)
    )
    + "<p>Office of Drums</p>"
)
RATES = "<table><tr><td>{}</td><td>7.{number}</td></tr><tr><td>{}</td><td>8.{number}</td></tr></table>"


def around(above: str = "", below: str = "", number: int = 1) -> Content:
    body = f"<div class=page>{above}<div class=doc>{NOTICE}</div>{below}</div>"
    return read(body.replace("{number}", str(number)), "Marking of drums")


@pytest.mark.parametrize(
    "below",
    [
        "<div class=side><div class='widget rates'><h4>Exchange rates</h4>"
        + RATES.format("USD", "EUR", number="{number}")
        + "</div></div>",
        "<aside><h4>今日汇率</h4>" + RATES.format("美元", "欧元", number="{number}") + "</aside>",
        "<div class=content__side><div class=poll-box><h4>Poll</h4><p>Is it easy?</p><ul><li>Yes {number}4 %</li></ul></div></div>",
        "<div class=poll><h4>Вопрос</h4><ul><li>Да {number}4 %</li></ul><p>Голосов: {number}00</p></div>",
        "<div class=weather><b>Northport</b> <span>{number}4 °C</span></div>",
        "<div class=live-chat>Chat with us: {number} people wait</div>",
        "<div class=tag-cloud>drums ({number}4) nets ({number}9)</div>",
        "<div class='newsletter'><p>Our letter no. {number}</p></div>",
        "<div class=right><h4>Now</h4><ul><li>Visitors {number}</li></ul></div>",
        "<p class=page-info>Page reviewed by the web team on {number} September 2027</p>",
        "<p>Página revisada por el equipo web el {number} de septiembre de 2027</p>",
        "<p>网站编辑最近核对：2027年5月{number}日</p>",
        "<p>Trang được ban biên tập rà soát ngày {number} tháng 3 năm 2027</p>",
        "<p>Страница проверена редакцией сайта {number} июля 2027 г.</p>",
        "<p>ページ最終確認日：2027年5月{number}日（広報担当）</p>",
        "<p>今日天气：多云 1{number}～27℃</p>",
        "<p>El tiempo 1{number} °C viento 20 km/h</p>",
        "<p>Me gusta 4{number} Compartir 87{number}</p>",
    ],
)
def test_what_counts_and_changes_beside_a_notice_is_passed_over(below: str) -> None:
    assert compare(around(below=below), around(below=below, number=2)).same


@pytest.mark.parametrize(
    "above",
    [
        "<div class='alert alert-info'>Our web site will be down for maintenance on 6 January 2027 from 22:00 to 02:00.</div>",
        "<div class='alert alert-info'>网站系统维护通告：2027年4月1日 22:00至次日02:00网站暂停访问。</div>",
        "<div class=alert>Cổng thông tin tạm ngừng để bảo trì ngày 25 tháng 11 năm 2027 từ 22:00 đến 02:00.</div>",
        "<div class=phase-banner><strong>Beta</strong> This is a new version of our site.</div>",
        "<span class=reading-time>50 min read</span>",
        "<p>Our portal is down for maintenance on 6 January 2027 from 22:00.</p>",
        "<p>您正在浏览新版网站，<a href=/old>返回旧版</a></p>",
        "<h4>Khảo sát</h4><p>Mời bạn trả lời khảo sát ngắn về trang web.</p>",
        "<p>Время чтения: 13 мин.</p>",
        "<p>阅读时间：约5分钟</p>",
        "<p>3 min de lectura</p>",
        "<p>Размер шрифта: А- А+</p>",
        "<p>Tamaño del texto: <a href='javascript:f(1)'>A-</a> <a href='javascript:f(2)'>A+</a></p>",
        "<div class=account>Hola, invitado38 | <a href=/logout>Cerrar sesión</a></div>",
        "<p>Гость24 | <a href=/logout>Выйти</a></p>",
        "<p>Signed in as guest34 | <a href=/logout>Sign out</a></p>",
    ],
)
def test_what_comes_and_goes_above_a_notice_is_passed_over(above: str) -> None:
    assert compare(around(), around(above)).same
    assert compare(around(above), around()).same


@pytest.mark.parametrize(
    "banner",
    [
        "This notice was withdrawn on 5 May 2027.",
        "Superseded by notice 8 of 2027",
        "A corrected version is at the desk",
        "Entry into force is postponed",
        "本公告已废止",
        "この告示は廃止されました",
        "이 고시는 폐지되었습니다",
        "Статус: утратил силу",
        "Tình trạng: Hết hiệu lực",
        "Estado: derogada",
        "Retirado el 5 de mayo de 2027",
        "Arrêté abrogé",
        "تم إلغاء هذا القرار",
        "Yürürlükten kaldırıldı",
        "ประกาศนี้ถูกยกเลิกแล้ว",
    ],
)
@pytest.mark.parametrize(
    "place", ["alert alert-danger", "banner", "sidebar", "right", "toolbar", "status-bar", "header", "footer"]
)
def test_that_a_notice_was_withdrawn_is_told_wherever_it_stands(banner: str, place: str) -> None:
    for above, below in (
        (f"<div class='{place}'><p>{banner}</p></div>", ""),
        ("", f"<div class='{place}'><p>{banner}</p></div>"),
    ):
        found = compare(around(), around(above, below))
        assert [edit.after for edit in found.edits] == [banner]


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (
            "Drums were reviewed by the committee on 5 May 2027",
            "Drums were reviewed by the committee on 6 May 2027",
        ),
        (
            "Inspection sites were last checked on 5 May 2027",
            "Inspection sites were last checked on 6 May 2027",
        ),
        (
            "Trang thiết bị được kiểm tra ngày 5 tháng 3 năm 2027",
            "Trang thiết bị được kiểm tra ngày 6 tháng 3 năm 2027",
        ),
        (
            "The page of the permit is reviewed within 5 days",
            "The page of the permit is reviewed within 6 days",
        ),
        ("Store at 25 °C", "Store at 27 °C"),
        (
            "Unloading stops at 25 °C and when the wind passes 40 km/h at the outer berth",
            "Unloading stops at 25 °C and when the wind passes 45 km/h at the outer berth",
        ),
        ("Share of drums 14 %", "Share of drums 15 %"),
        ("Reading takes 5 minutes", "Reading takes 6 minutes"),
        ("Processing time: 5 min per drum", "Processing time: 6 min per drum"),
        ("Firms that sign in at the gate: 40", "Firms that sign in at the gate: 41"),
        (
            "The portal is down for maintenance on 6 January 2027 from 22:00",
            "The portal is down for maintenance on 7 January 2027 from 22:00",
        ),
        ("Votes: 58 %", "Votes: 59 %"),
        ("Owners answer the survey of drums", "Owners answer the survey of nets"),
        (
            "Owners answer the survey on the website by 5 May",
            "Owners answer the survey on the website by 6 May",
        ),
    ],
)
def test_what_a_notice_itself_says_in_such_words_is_told(said: str, other: str) -> None:
    found = compare(around(below=f"<p>{said}</p>"), around(below=f"<p>{other}</p>"))
    assert [(edit.before, edit.after) for edit in found.edits] == [(said, other)]


@pytest.mark.parametrize("place", ["side", "right", "rates", "content__side", "widget rates"])
def test_a_table_of_duties_is_told_though_it_stands_in_a_column(place: str) -> None:
    table = "<div class='{place}'><h4>Duties</h4><table><tr><th>Drum</th><th>Duty</th></tr><tr><td>steel</td><td>7.{number}</td></tr></table></div>"
    below = table.replace("{place}", place)
    assert compare(around(below=below), around(below=below, number=2)).tables


def test_a_notice_of_what_currencies_cost_is_told() -> None:
    rates = "<table><tr><th>Currency</th><th>Rate</th></tr><tr><td>USD</td><td>7.{number}</td></tr><tr><td>EUR</td><td>8.2</td></tr></table>"
    page = f"<div class=rates><h1>Rates of July</h1><p>For customs value:</p>{rates}</div>"
    old, new = (read(page.replace("{number}", str(number)), "Rates of July") for number in (1, 2))
    assert compare(old, new).tables


@pytest.mark.parametrize(
    "own",
    [
        "<div class=right><p>Office of Drums, {number} July 2027</p></div>",
        "<p class=right>Office of Drums no. {number}</p>",
        "<div class=right><h4>Contact</h4><ul><li>desk{number}@drums.example</li></ul></div>",
        "<p class='has-small-font-size'>Net of the lid, part {number}.</p>",
        "<div class=alert><p>Steel drums count from size {number}.</p></div>",
    ],
)
def test_what_is_the_notices_own_is_told_though_it_is_called_like_a_column_or_a_size(own: str) -> None:
    assert not compare(around(below=own), around(below=own, number=2)).same

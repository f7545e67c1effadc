"""What stands around a notice and is made by the site: lines to fill in, sizes of files, titles of tables, counters."""

import pytest

from monitor.compare import compare
from monitor.extract.html import read_text
from monitor.model import Content, Table, Text

PAGE = (
    "<html><head><title>Notice on import duties</title></head><body><div><h1>Notice on import duties</h1>"
    "<p>The department notifies traders of the changes that follow in this notice.</p>"
    "<p>Importers must obtain a licence.</p></div>{}</body></html>"
)


def read(part: str = "") -> Content:
    return read_text(PAGE.format(part), base_url="https://trade.example/7.html")


@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>Our letter</h4><p>Hear of what is new.</p><form><input type='email'><button>Go</button></form></div>",
        "<section><h3>Ask Robo</h3><p>What would you like to know today?</p><form><textarea></textarea></form></section>",
        '<div class="qr"><img src="/q.png" alt="QR"><p>Read it on your telephone</p></div>',
    ],
)
def test_a_box_to_fill_in_is_no_part_of_a_notice(box: str) -> None:
    assert read(box) == read()


@pytest.mark.parametrize(
    "box",
    [
        "<div><p>Applicants must give their number.</p><form><input type='text'></form></div>",
        "<form><p>The name of the firm</p><input type='text'><p>The seat of the firm</p><input type='text'></form>",
        "<div><p>This notice has been withdrawn.</p><form><input type='email'></form></div>",
    ],
)
def test_a_box_that_says_something_beside_the_line_to_fill_in_stays(box: str) -> None:
    assert read(box) != read()


def test_the_size_of_a_file_beside_its_name_is_no_text() -> None:
    file = '<ul><li><a href="/f/a.pdf">Application sheet</a>{}</li></ul>'
    assert read(file.format(" <span>(PDF, 231 KB)</span>")).blocks == read(file.format("")).blocks
    assert read(file.format(" until 2026")).blocks != read(file.format("")).blocks


def test_the_title_of_a_table_may_stand_before_it_or_within_it() -> None:
    table = Table("Annex 1: goods", ("Code", "Rate"), (("8504.40", "5"),))
    before, after = Content((Text("Annex 1: goods"), table)), Content((table,))
    assert compare(before, after, language="en").same
    assert not compare(before, Content((Text("Annex 2: goods"), table)), language="en").same


def test_the_brackets_of_a_note_in_a_cell_are_nothing_and_its_number_is() -> None:
    def told(old: str, new: str) -> bool:
        one, other = (Content((Table("", ("Code", "Rate"), (("8504.40", cell),)),)) for cell in (old, new))
        return not compare(one, other, language="en").same

    assert not told("14.1[2]", "14.1(2)")
    assert told("14.1[2]", "14.1(3)")
    assert told("(5)", "5")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("当前在线 46 人 总访问量 612122", "当前在线 27 人 总访问量 323765"),
        ("本文共有 12 人浏览", "本文共有 15 人浏览"),
        ("已有 12 人学习", "已有 15 人学习"),
        ("您是本站第 1234567 位访客，今日 12 人", "您是本站第 1234599 位访客，今日 18 人"),
        ("2026年5月8日 星期五 农历三月廿二 晴 23℃", "2026年5月9日 星期六 农历三月廿三 多云 25℃"),
        ("Posted 3 days ago", "Posted 4 days ago"),
        ("Rating: 4.2/5 (12 votes)", "Rating: 4.3/5 (15 votes)"),
        ("Listen to this article", "Print this page | Save as PDF | Email"),
        ("Share on: Facebook | X | Threads | Bluesky", "Was this information useful? Yes No"),
    ],
)
def test_what_counts_readers_or_serves_them_is_noise(old: str, new: str) -> None:
    versions = [Content((Text("A notice on trade."), Text(line))) for line in (old, new)]
    assert compare(*versions, language="en").same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("共有 12 人参与听证", "共有 15 人参与听证"),
        ("2026年5月8日 星期五", "2026年5月15日 星期五"),
        ("Goods posted 3 days ago are exempt", "Goods posted 4 days ago are exempt"),
        ("Share of imports: 12", "Share of imports: 15"),
        ("Rating: 4.2 kW", "Rating: 4.3 kW"),
    ],
)
def test_what_only_begins_like_them_is_told(old: str, new: str) -> None:
    versions = [Content((Text("A notice on trade."), Text(line))) for line in (old, new)]
    assert not compare(*versions, language="en").same

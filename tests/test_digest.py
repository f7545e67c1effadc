from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from monitor import digest
from monitor.compare.forms.text import normal
from monitor.digest.compose import digest_id, order
from monitor.digest.marks import Run, marks
from monitor.model import Direction, Facts, LabelName, Status
from tests.letters import NOW, READER, SLOT, composed, coverage, label, line

TODAY = NOW.date()
WATCHED = ("watchlist HS 8541.43",)


def ids(*lines):
    return [each.change.id for each in order(lines, TODAY)]


def test_labelled_and_watched_comes_first_then_watched_then_labelled_then_the_rest():
    both = line(labels=(label(),), why=WATCHED, ident="both")
    labelled = line(labels=(label(),), ident="labelled")
    watched = line(why=WATCHED, ident="watched")
    rest = line(ident="rest")
    assert ids(rest, watched, labelled, both) == ["both", "watched", "labelled", "rest"]


def test_what_bites_soonest_comes_first_and_what_is_long_in_force_last():
    def effective(day, ident):
        return line(labels=(label(),), facts=Facts(effective=day), ident=ident)

    soon = effective(TODAY + timedelta(days=7), "soon")
    later = effective(TODAY + timedelta(days=70), "later")
    just = effective(TODAY - timedelta(days=3), "just in force")
    never = effective(None, "no date")
    old = effective(date(2019, 1, 1), "old")
    assert ids(old, never, later, soon, just) == ["just in force", "soon", "later", "no date", "old"]


def test_of_two_alike_the_official_and_then_the_restriction_comes_first():
    official = line(labels=(label(LabelName.ELIGIBILITY, Direction.EXPANSION),), ident="a official")
    restriction = line(labels=(label(LabelName.ELIGIBILITY, Direction.RESTRICTION),), ident="b restriction")
    rumour = line(labels=(label(),), status=Status.UNCONFIRMED, ident="0 rumour")
    assert ids(rumour, official, restriction) == ["b restriction", "a official", "0 rumour"]


def test_the_same_slot_is_the_same_digest_and_another_slot_is_not():
    first = composed(line())
    again = digest.compose(READER, SLOT, (line(), line(ident="c-2")), coverage(), NOW + timedelta(hours=3))
    other = digest.compose(READER, SLOT + timedelta(days=1), (), coverage(), NOW)
    assert first.id == again.id
    assert first.id != other.id


def test_a_slot_is_the_same_whatever_zone_it_is_written_in():
    assert digest_id("a", SLOT) == digest_id("a", SLOT.astimezone(ZoneInfo("Asia/Shanghai")))


def test_T05_a_digest_remembers_the_slots_it_stands_for():
    missed = (SLOT - timedelta(days=2), SLOT - timedelta(days=1))
    assert composed(line(), late_from=missed).late_from == missed


# -- what changed in a sentence ----------------------------------------------------------------------

SENTENCE = (
    "From 5 June 2026 the channel is open at {} key ports for all solar lighting products of chapter 94."
)


def test_only_the_changed_words_are_marked():
    runs = marks(SENTENCE.format(12), SENTENCE.format(20))
    assert [(run.gone, run.come) for run in runs if not run.same] == [("12", "20")]


def test_chinese_is_marked_by_the_sign():
    runs = marks(
        "企业应当提交经认可机构出具的碳足迹声明，自六月五日起施行。",
        "企业可以提交经认可机构出具的碳足迹声明，自六月五日起施行。",
    )
    assert [(run.gone, run.come) for run in runs if not run.same] == [("应当", "可以")]


def test_a_sentence_that_was_written_anew_is_shown_whole_twice():
    before, after = (
        "Exporters must file in person at the counter.",
        "全部口岸自即日起适用二十四小时放行的绿色通道政策。",
    )
    assert marks(before, after) == (Run(gone=before, come=after),)


def test_a_value_is_shown_whole():
    assert marks("5%", "0%") == (Run(gone="5%", come="0%"),)


def test_C19_a_hostile_pair_of_texts_costs_little_and_stays_short():
    before, after = "a b " * 20_000, "b a " * 20_000
    started = datetime.now(UTC)
    runs = marks(before, after)
    assert datetime.now(UTC) - started < timedelta(seconds=2)
    assert sum(len(run.same + run.gone + run.come) for run in runs) < 1000


short = st.text(st.sampled_from("ab 12，应当.\n"), max_size=60)


@given(short, short)
def test_marks_lead_from_one_wording_to_the_other(before, after):
    runs = marks(before, after)
    if not any("…" in run.same + run.gone + run.come for run in runs):
        assert normal("".join(run.same + run.gone for run in runs)) == normal(before)
        assert "".join(run.same + run.come for run in runs) == after


def test_long_common_stretches_are_left_out():
    runs = marks("x " * 400 + "5 ports " + "y " * 400, "x " * 400 + "6 ports " + "y " * 400)
    assert sum(len(run.same) for run in runs) < 120
    assert runs[0].same.startswith("…")
    assert runs[-1].same.endswith("…")

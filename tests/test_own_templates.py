"""Templates of the operator's own that are broken as files: the digest still goes out, and it is said."""

import pytest

from monitor.templates import load_templates
from tests.letters import quiet, rendered


def write(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if data is None else path.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("digest/body.txt", b"\xff\xfe bad", "is not UTF-8"),
        ("digest/words.en.toml", "[mail]\npart = '公告'".encode("gbk"), "is not UTF-8"),
        ("digest/body.txt", b" \n", "is empty"),
        ("digest/body.html", None, "cannot be read"),
        ("digest/bodyy.html", b"hello", "nothing uses it"),
    ],
)
def test_a_template_that_is_no_text_stops_nothing_and_is_named(tmp_path, name, data, said):
    shipped = rendered(quiet()).messages
    write(tmp_path, name, data)
    made = rendered(quiet(), templates=load_templates(tmp_path))
    assert made.messages == shipped
    assert any(f"{tmp_path}/{name}: " in mistake and said in mistake for mistake in made.mistakes)


def test_a_part_that_an_own_template_includes_is_no_mistake(tmp_path):
    write(tmp_path, "digest/body.txt", b"{% include 'digest/mine.txt' %}")
    write(tmp_path, "digest/mine.txt", b"Hello.")
    assert not rendered(quiet(), templates=load_templates(tmp_path)).mistakes

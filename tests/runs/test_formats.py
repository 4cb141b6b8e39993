import json
from dataclasses import dataclass

import pytest

from genbench import runs
from genbench.runs import formats
from genbench.system.errors import BrokenRun


@dataclass(frozen=True)
class Part:
    """A part of a record."""

    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Whole:
    """A record with a part, and with what may be missing."""

    name: str
    parts: dict[str, Part]
    seed: int | None = None
    note: str = formats.optional("")


WHOLE = Whole("ü", {"a": Part((1, 2))})


def test_a_record_survives_the_disk(tmp_path):
    formats.write_json(tmp_path / "a.json", WHOLE)
    assert formats.read_json(tmp_path / "a.json", Whole) == WHOLE


def test_a_sealed_record_survives_the_disk(tmp_path):
    formats.write_sealed(tmp_path / "a.json", WHOLE)
    assert formats.read_sealed(tmp_path / "a.json", Whole) == WHOLE


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": "u"}, "name"),
        ({"parts": {"a": {"sizes": [1, 3]}}}, "parts"),
        ({"seed": 1, "name": "u"}, "name, seed"),
        ({"more": 1}, "more"),
        ({"sha256": {}}, "format, name, parts, seed"),
        ({"sha256": "7"}, "format, name, parts, seed"),
    ],
)
def test_a_change_of_a_sealed_record_is_noticed_and_named_with_the_cure(tmp_path, change, named):
    path = tmp_path / "a.json"
    formats.write_sealed(path, WHOLE)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    said = rf"a\.json was changed since genbench wrote it, in {named}\. Put that back, or .*--r"
    with pytest.raises(BrokenRun, match=said):
        formats.read_sealed(path, Whole)


def test_a_sealed_record_without_its_seal_is_refused(tmp_path):
    formats.write_json(tmp_path / "a.json", WHOLE)
    with pytest.raises(BrokenRun, match="was changed since"):
        formats.read_sealed(tmp_path / "a.json", Whole)


def test_what_is_optional_is_left_out_where_it_is_empty():
    parts = {"a": {"sizes": [1, 2]}}
    assert formats.plain(WHOLE) == {"name": "ü", "parts": parts, "seed": None}
    assert formats.plain(Whole("b", {}, note="c"))["note"] == "c"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ('{"format": 1, "name": NaN}', "is damaged: JSON is malformed"),
        ("\x00\x00", "is damaged"),
        ("[]", "is damaged: Expected `object`"),
        ("1" * 5000, "is damaged"),
        ('{"format": 1, "x": ' + "[" * 100_000, "is damaged: maximum recursion depth"),
        ("{}", "has format None"),
        ('{"format": 99}', "has format 99"),
        ('{"format": 1}', "is damaged: .*missing required field `name`"),
        ('{"format": 1, "name": 7, "parts": {}}', r"is damaged: Expected `str`.*\$\.name"),
        (
            '{"format": 1, "name": "a", "parts": {"x": {"sizes": ["b"]}}}',
            r"is damaged: Expected `int`.*sizes",
        ),
    ],
)
def test_a_damaged_record_is_refused_and_the_field_named(tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(BrokenRun, match=rf"a\.json {said}.* Mend it\."):
        formats.read_json(tmp_path / "a.json", Whole, cure=" Mend it.")


def test_files_are_in_the_order_of_their_steps(tmp_path):
    for name in ("1000.png", "200.png", "00000300.png", "x.png", "5.txt", ".partial-1-4.png"):
        (tmp_path / name).touch()
    assert [step for step, _ in runs.numbered(tmp_path, ".png")] == [200, 300, 1000]

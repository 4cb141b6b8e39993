from __future__ import annotations

from typing import Any

import pytest
from made_records import SPEEDS as RECORD

from genbench.experiments.speed import HEADER, draw, lasting


def test_the_answer_is_how_long_the_trainings_take() -> None:
    assert RECORD.answer() == "A whole training takes here: vae 22 s, dcgan 8 min."


def test_a_row_is_what_was_measured_in_units_for_people() -> None:
    header, row, other = RECORD.table()
    assert header == HEADER
    shown = dict(zip(header, row, strict=True))
    assert shown == {
        "recipe": "vae",
        "steps/s": "500.0",
        "images/s": "64,000",
        "training": "10,000 steps",
        "outside": "20%",
        "first call": "1.5 s",
        "memory": "0.75 GiB",
        "GFLOP/s": "161.2",
        "roofline": "64% of 250.0",
    }
    assert other[header.index("memory")] == "-"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (99.4, "99 s"), (99.6, "2 min"), (3000, "50 min"), (36_000, "10 h")],
)
def test_a_length_of_time_is_said_in_its_unit(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


def test_the_figure_has_a_panel_for_each_quantity_and_a_bar_for_each_recipe() -> None:
    axes: list[Any] = draw(RECORD).axes
    assert len(axes) == 6
    assert {tuple(t.get_text() for t in panel.get_yticklabels()) for panel in axes} == {
        ("vae", "dcgan")
    }
    values = {panel.get_title(): [t.get_text() for t in panel.texts] for panel in axes}
    assert values["% of the roofline"] == ["64.5", "64.5"]
    assert values["peak memory, GiB"] == ["0.750", "unknown"]

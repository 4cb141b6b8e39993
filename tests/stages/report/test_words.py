import pytest

from genbench.stages.report.words import flat, text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        ([256, 128], "256, 128"),
        ((256, 128), "256, 128"),
        ([], "none"),
        (0.001, "0.001"),
        (20000, "20,000"),
        (-20000, "-20,000"),
        (2048, "2048"),
        ("bernoulli", "bernoulli"),
    ],
)
def test_settings_are_written_plainly(value, written):
    assert text(value) == written


def test_nested_records_have_a_line_for_each_leaf():
    assert flat({"draw_size": 20, "spaces": {"pca": {"sha256": "0f"}}}) == [
        ("draw size", "20"),
        ("spaces, pca, sha256", "0f"),
    ]

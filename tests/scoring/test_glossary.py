from genbench.scoring import calibration_rows
from genbench.scoring.glossary import NULL, ROWS, row_label


def test_every_calibration_row_is_explained():
    assert set(ROWS) == {*calibration_rows.ROWS, NULL}


def test_the_row_of_two_real_draws_has_a_name_in_words():
    assert row_label("null") == NULL
    assert row_label("noise") == "noise"

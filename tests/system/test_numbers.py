import pytest

from genbench.system import numbers


def test_values_are_written_to_six_digits():
    assert numbers.rounded(1.23456789e-7) == 1.23457e-7


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "unknown"),
        (0, "0.00"),
        (-0.0, "0.00"),
        (1234567.8, "1,234,568"),
        (-999.94, "-999.9"),
        (12.34, "12.3"),
        (1.005, "1.00"),
        (0.0123, "0.012"),
        (0.00123, "0.0012"),
        (-1.2e-5, "-1.2e-05"),
    ],
)
def test_a_number_has_three_or_four_digits(value, said):
    assert numbers.short(value) == said


def test_a_page_has_a_real_minus_sign():
    assert numbers.typeset(-12.34) == "−12.3"
    assert numbers.typeset(1.2e-5) == "1.2e-05"

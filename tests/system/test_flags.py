import pytest

from genbench.system import flags

SAID = (
    "Lower learning_rate (now 0.1), or take penalty=r1: see learning_rate_log and /learning_rate."
)
IN_FLAGS = (
    "Lower --learning-rate (now 0.1), or take --penalty r1: see learning_rate_log and "
    "/learning_rate."
)
ARGUMENTS = ("learning_rate", "penalty")


def test_arguments_become_flags_where_they_stand_as_words():
    assert flags.in_flags(SAID, ARGUMENTS) == IN_FLAGS


def test_python_is_told_the_names_and_the_command_line_the_flags():
    assert flags.told(SAID, ARGUMENTS) == SAID
    with flags.on_the_command_line():
        assert flags.told(SAID, ARGUMENTS) == IN_FLAGS
    assert flags.told(SAID, ARGUMENTS) == SAID


def test_after_an_error_python_is_told_the_names_again():
    with pytest.raises(KeyError), flags.on_the_command_line():
        raise KeyError
    assert flags.told(SAID, ARGUMENTS) == SAID


@pytest.mark.parametrize(
    ("said", "in_flags"),
    [("Set jit_compile=False.", "Set --no-jit-compile."), ("Set tied=True.", "Set --tied.")],
)
def test_a_switch_is_a_flag_without_a_value(said, in_flags):
    assert flags.in_flags(said, ["jit_compile", "tied"]) == in_flags

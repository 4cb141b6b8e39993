import inspect

import pytest

import genbench
from genbench.cli.commands import COMMANDS

# What these show, a program in Python reads for itself.
LISTINGS = ("recipes", "datasets", "runs", "doctor")
# Parameters that are told apart by a word on the command line alone.
POSITIONAL = ("runs", "run")
# How a result is shown, which is the terminal's affair.
SHOWING = ("all", "open")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(read_help, command):
    assert f"usage: genbench {command}" in read_help(command)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in LISTINGS])
def test_a_command_and_its_function_bear_one_name(command):
    assert COMMANDS[command].__name__ == getattr(genbench, command).__name__ == command


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in LISTINGS])
def test_the_flags_of_a_command_are_arguments_of_its_function_with_the_same_defaults(command):
    function = inspect.signature(getattr(genbench, command)).parameters
    for name, flag in inspect.signature(COMMANDS[command]).parameters.items():
        if name in (*POSITIONAL, *SHOWING) or (command, name) == ("sample", "label"):
            continue
        parameter = function[name]
        assert parameter.default == flag.default, name

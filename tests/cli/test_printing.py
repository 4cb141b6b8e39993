import pytest

from genbench.cli.printing import found_runs, print_table
from genbench.system.errors import InvalidInput


def test_columns_are_as_wide_as_their_widest_cell(capsys):
    print_table([("metric", "vae", ""), ("mmd", "0.1234 ± 0.1", "lower"), ("é", "", "")])
    assert capsys.readouterr().out.splitlines() == [
        "metric  vae",
        "mmd     0.1234 ± 0.1  lower",
        "é",
    ]


def test_rows_of_unequal_length_are_no_table():
    with pytest.raises(ValueError, match="zip"):
        print_table([("a", "b"), ("c",)])


def test_runs_are_found_by_name_and_by_folder(vae_copy):
    by_name, by_folder = found_runs(["vae-blobs", "runs/vae-blobs"])
    assert by_name.path.samefile(vae_copy.path)
    assert by_folder.path.samefile(vae_copy.path)


def test_no_run_is_refused(here):
    with pytest.raises(InvalidInput, match="Name at least one run"):
        found_runs([])

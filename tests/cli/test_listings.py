import pytest

from genbench.cli.main import main


def test_runs_lists_them_with_their_state(vae_copy, gan_copy, capsys):
    gan_copy.config_file.write_text("{")
    main(["runs"])
    _, gan, vae = capsys.readouterr().out.splitlines()
    assert gan.split()[0::6] == ["gan-blobs", "broken"]
    assert vae.split()[:2] == ["vae-blobs", "vae"]
    assert vae.split()[3:6] == ["60", "of", "60"]
    assert vae.split()[-2:] == ["-", "done"]


def test_runs_says_so_where_there_are_none(here, capsys):
    main(["runs"])
    assert "no runs yet. Make one with `genbench train vae`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["recipes"], "vae-tutorial"),
        (["recipes", "gan"], "arXiv:1406.2661"),
        (["datasets"], "mnist"),
    ],
)
def test_lists_are_printed(here, capsys, words, said):
    main(words)
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("recipes vea", "There is no recipe 'vea'. Did you mean 'vae'?"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []

import pytest

from genbench.experiments.study import asked
from genbench.experiments.study.asked import Study
from genbench.system.errors import InvalidInput

WHOLE = Study(
    recipes=("vae", "mine.py:flow"),
    datasets=("mnist5k", 'a "quoted" folder'),
    seeds=2,
    grid={"learning_rate": (1e-5, 0.001), "hidden_sizes": ([16, 8], [4]), "jit_compile": (False,)},
    search={"beta": "log:0.5..4"},
    trials=4,
    sampling="halton",
    budget="updates=20",
    batch_size=16,
    n_samples=100,
)


def test_a_study_comes_back_from_its_file(tmp_path):
    asked.write(tmp_path / "study.toml", WHOLE)
    assert asked.differing(asked.read(tmp_path / "study.toml"), WHOLE) == []


def test_what_differs_is_named():
    other = asked.of_table({"recipes": ["vae", "mine.py:flow"], "seeds": 3})
    assert "seeds is 2 there and 3 here" in asked.differing(WHOLE, other)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"recipes": ["vae"], "seed": 3}, "no field 'seed'. Did you mean 'seeds'?"),
        ({"recipes": ["vae"], "seeds": "3"}, "Expected `int`, got `str` - at `$.seeds`"),
        ({"seeds": 3}, "missing required field `recipes`"),
        ({"recipes": []}, "recipes must be one or more"),
        ({"recipes": ["vae", "vae"]}, "each once. Received: vae, vae."),
        ({"recipes": ["vae"], "seeds": 0}, "Received: seeds=0."),
        ({"recipes": ["vae"], "sampling": "best"}, "Invalid enum value 'best'"),
        ({"recipes": ["vae"], "grid": {"seed": [1]}}, "says its seed by seeds"),
        ({"recipes": ["vae"], "grid": {"beta": [1, 1]}}, "each once. Received: 1, 1."),
        (
            {"recipes": ["vae"], "grid": {"beta": [1]}, "search": {"beta": "1..2"}},
            "beta is in grid and in search",
        ),
    ],
)
def test_a_bad_field_is_told(content, said):
    with pytest.raises(InvalidInput) as told:
        asked.of_table(content)
    assert said in str(told.value)


def test_a_file_that_is_no_toml_is_told(tmp_path):
    (tmp_path / "a.toml").write_text("recipes = [")
    with pytest.raises(InvalidInput, match=r"a.toml is no TOML"):
        asked.read(tmp_path / "a.toml")


def test_nothing_is_said_beside_a_file(tmp_path):
    asked.write(tmp_path / "a.toml", WHOLE)
    assert asked.only(tmp_path / "a.toml", {"seeds": 3, "grid": ()}).seeds == 2
    with pytest.raises(InvalidInput, match="leave seeds out"):
        asked.only(tmp_path / "a.toml", {"seeds": 5})


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["learning_rate=1e-4,1e-3"], {"learning_rate": (1e-4, 1e-3)}),
        (["latent-size=2,10"], {"latent_size": (2, 10)}),
        (["hidden_sizes=[512,256],[64]"], {"hidden_sizes": ([512, 256], [64])}),
        (["jit_compile=true,false"], {"jit_compile": (True, False)}),
        (["likelihood=bernoulli, gaussian"], {"likelihood": ("bernoulli", "gaussian")}),
    ],
)
def test_values_of_a_grid_are_read(words, values):
    assert asked.spelled_grid(words) == values


@pytest.mark.parametrize("word", ["beta", "beta=", "=1", "beta=1 beta=2"])
def test_a_grid_that_is_spelled_otherwise_is_told(word):
    with pytest.raises(InvalidInput, match="grid must be FIELD="):
        asked.spelled_grid(word.split())

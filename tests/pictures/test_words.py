"""Words in pictures: every character has a font or is told, and no name is cut."""

import warnings

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image, ImageFont

from genbench import pictures
from genbench.pictures import captions, words

# Of a script for which no font is made here.
STRANGE = "\N{LINEAR A SIGN AB001}"


def listing(fonts):
    """Returns a manager of fonts that finds these alone."""

    class Manager(font_manager.FontManager):
        def __init__(self):
            self.ttflist = list(fonts)

    return Manager


@pytest.fixture
def nothing_installed(monkeypatch):
    """Only what Matplotlib brings is there."""
    brought = [f for f in font_manager.fontManager.ttflist if "mpl-data" in f.fname]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", brought)
    monkeypatch.setattr(font_manager, "FontManager", listing(brought))
    words._covering.cache_clear()
    yield
    words._covering.cache_clear()


def test_the_usual_font_is_enough_for_usual_characters():
    (font,) = words.fonts_for("vae-1, Fréchet, Ωмега, 😀, \ufe0f")
    assert font.name == "DejaVu Sans"


def test_what_no_font_has_is_told_once_with_a_package(nothing_installed):
    with pytest.warns(UserWarning, match="No installed font has 字: .*fonts-noto-cjk"):
        words.fonts_for("字字")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        words.fonts_for("字")


def test_a_figure_with_boxes_is_saved_after_one_warning(nothing_installed, tmp_path):
    figure = pictures.curves([{"images": 1, "loss": 2.0}], ["loss"], title=f"字 {STRANGE}")
    with pytest.warns(UserWarning, match="No installed font has") as told:
        pictures.save(figure, tmp_path / "a.png")
    assert len(told) == 1


def test_a_font_that_was_installed_later_is_found(nothing_installed, monkeypatch, tmp_path):
    """The list that Matplotlib keeps does not know it yet."""
    entry = font_manager.FontEntry(fname=str(tmp_path / "new.ttf"), name="New")
    monkeypatch.setattr(font_manager, "FontManager", listing([entry]))
    has = words.has
    monkeypatch.setattr(words, "has", lambda f, c: f.name == "New" or has(f, c))
    monkeypatch.setattr(words, "_characters_of", lambda file: frozenset())
    assert [font.name for font in words.fonts_for("字")] == ["DejaVu Sans", "New"]


def saved(tmp_path, name):
    """Returns a figure with a name in each place that a name can have, drawn twice."""
    rows = {name: (2.0, 1.0, 3.0), "b": (2.0, 1.0, 3.0)}
    path = tmp_path / "figure.png"
    for figure in (
        pictures.scores({"recall": rows}, title=name),
        pictures.intervals({"recall": rows}, title=name),
        pictures.label_shares({name: np.ones(2)}, [name, "b"], title=name),
        pictures.over_images({name: [(1, 2.0), (2, 3.0)]}, label="loss", title=name),
        pictures.over_way(
            {name: [0.1, 0.2]},
            [0, 1],
            band=([0, 0], [1, 1]),
            title=name,
            across=name,
            upwards="share",
        ),
        pictures.rows({name: np.zeros([9, 90, 1], np.uint8)}, title=name),
        pictures.latents(np.eye(2), np.arange(2), [name, "b"], title=name),
    ):
        pictures.save(figure, path)
        yield np.asarray(Image.open(path).convert("L"))


@pytest.mark.parametrize("name", ["$x_{2$ a", "a$b$c", r"$\frac{1}$"])
def test_a_dollar_is_no_formula(tmp_path, name):
    assert len(list(saved(tmp_path, name))) == 7


@pytest.mark.parametrize("name", ["a-very-long-name-" * 5, "b" * 80])
def test_a_long_name_is_not_cut(tmp_path, name):
    for picture in saved(tmp_path, name):
        edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert edges.min() == 255


def test_powers_of_ten_stay_formulas(tmp_path):
    figure = pictures.over_images({"a": [(1, 1.0), (2, 1e6)]}, label="loss", title="$")
    pictures.save(figure, tmp_path / "a.png")
    (axes,) = figure.axes
    labels = axes.get_yticklabels()
    assert all(label.get_parse_math() for label in labels)


def test_powers_of_ten_between_two_decades_stay_formulas(tmp_path):
    lines = {"a": [(1, 200.0), (2, 700.0)]}
    figure = pictures.over_images(lines, label="distance", title="")
    pictures.save(figure, tmp_path / "a.png")
    labels = figure.axes[0].yaxis.get_ticklabels(minor=True)
    assert any("10" in label.get_text() for label in labels)
    assert all(label.get_parse_math() for label in labels)
    assert any("10^{" in label.get_text() for label in labels)


def test_lines_are_broken_after_hyphens_and_within_what_is_too_long():
    assert words.broken("vae-mnist5k of_mine", 8) == ["vae-", "mnist5k", "of_mine"]
    assert words.broken("b" * 5, 2) == ["bb", "bb", "b"]
    assert words.broken("字字字", 4) == ["字字", "字"]
    assert words.broken("", 4) == [""]
    assert words.broken("a\nb", 4) == ["a", "b"]


def test_a_caption_longer_than_the_picture_goes_on_in_another_line():
    blank = np.zeros([20, 100, 1], np.uint8)
    one, two = captions.captioned(blank, "name"), captions.captioned(blank, "name " * 6)
    assert two.shape[1] == 100
    assert two.shape[0] > one.shape[0]
    assert two[: -len(blank), -2:].min() == captions.PAPER


def test_a_caption_beyond_ascii_is_drawn_in_a_font_that_has_it():
    """Pillow's own font has the same box for both."""
    own = ImageFont.load_default(size=14)
    assert own.getmask("é").getbbox() == own.getmask("Ω").getbbox()
    blank = np.zeros([20, 100, 1], np.uint8)
    assert (captions.captioned(blank, "é") != captions.captioned(blank, "Ω")).any()

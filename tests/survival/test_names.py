import contextlib

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from genbench import data, runs
from genbench.data.splits import label_of
from tests.survival.readers import REFUSALS

CALM = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# No system takes a zero in a name; a byte that is no UTF-8 comes as \\udc and its number.
TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
) | st.sampled_from(
    ["~nobody-here/x", "x" * 300, "x/" * 3000, "..", "\udcff", "-x", "a\nb", "$x$", "\x1b[31m"]
)


@CALM
@example("~nobody-here/x")
@given(TEXTS)
def test_any_data_set_is_read_or_refused(here, text):
    with contextlib.suppress(*REFUSALS):
        data.load(text, "train")


@CALM
@given(TEXTS)
def test_any_run_name_lies_below_the_root_or_is_refused(here, text):
    with contextlib.suppress(*REFUSALS):
        assert (here / "runs").resolve() in runs.in_root(text, here / "runs").path.resolve().parents


@CALM
@given(TEXTS)
def test_any_run_is_found_or_refused(here, text):
    with contextlib.suppress(*REFUSALS):
        runs.find(text)


@CALM
@given(TEXTS, st.lists(TEXTS, min_size=1))
def test_any_class_is_known_or_refused(text, classes):
    with contextlib.suppress(*REFUSALS):
        assert label_of(text, classes) in range(len(classes))

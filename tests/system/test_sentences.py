"""Sentences that know what they were made of."""

import copy

import pytest

from genbench.system.sentences import Sentence, chain, listing, paragraph, recognised


def test_a_sentence_is_its_text():
    assert Sentence("{n:,} runs", n=3000) == "3,000 runs"
    assert f"{Sentence('all')} {Sentence('{n}', n=1)}" == "all 1"


def test_it_knows_its_message_and_values():
    made = Sentence("{n:,} runs", n=3000)
    assert (made.message, made.values) == ("{n:,} runs", {"n": 3000})
    assert copy.deepcopy(made).values == {"n": 3000}


def test_a_text_without_values_may_have_braces():
    assert Sentence("{x}") == "{x}"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listing(words, text):
    assert listing(words) == text


def test_a_paragraph_leaves_out_what_says_nothing():
    assert paragraph("One.", "", "Two.") == "One. Two."


def test_a_chain_is_joined_two_by_two():
    assert chain("{first}+{last}", "abc") == "a+b+c"


def test_a_text_is_recognised_by_its_message():
    found = recognised(
        "a, at the best of 3 steps", ["{what}", "{what}, at the best of {n} steps"][::-1]
    )
    assert found.values == {"what": "a", "n": "3"}


def test_a_text_of_no_message_is_its_own():
    found = recognised("a {b}", ["c"])
    assert (found.message, found.values) == ("a {b}", {})

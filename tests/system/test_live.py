"""The live line of a terminal."""

import io
import time

from genbench.system import live


def shown(**how):
    """What a line of 1.2 seconds without any news has written."""
    paper = io.StringIO()
    with live.line("measuring", file=paper, progress=True, **how):
        time.sleep(1.2)
    return paper.getvalue()


def test_the_seconds_go_on_while_nothing_is_reported():
    assert "measuring 00:01" in shown()


def test_a_total_makes_a_bar():
    paper = io.StringIO()
    with live.line("measuring", 4, file=paper, progress=True) as line:
        line.update(3)
        line.refresh()
    assert "3/4" in paper.getvalue()


def test_nothing_is_left_at_the_end():
    last = shown().rsplit("\r", 2)[-2]
    assert last.strip() == ""


def test_nothing_is_shown_where_there_is_no_terminal():
    paper = io.StringIO()
    with live.line("measuring", file=paper):
        pass
    assert paper.getvalue() == ""


def test_nothing_is_shown_unasked():
    paper = io.StringIO()
    with live.line("measuring", file=paper, progress=False):
        pass
    assert paper.getvalue() == ""

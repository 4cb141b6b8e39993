import html
import re

from genbench.notebook.page import Page


def test_a_page_shows_its_own_bytes(tmp_path):
    content = '<p class="a">&amp; "quoted" 字</p>'
    page = Page(tmp_path / "report.html")
    page.write_text(content, "utf-8")
    (shown,) = re.findall(r'srcdoc="([^"]*)"', page._repr_html_())
    assert html.unescape(shown) == content


def test_a_page_is_a_path(tmp_path):
    page = Page(tmp_path / "report.html")
    assert page == tmp_path / "report.html"
    assert page.name == "report.html"

"""The report in both languages: chosen, whole and well laid out."""

import re

import pytest

CHINESE = {"locale": "zh-CN"}
# Names, and what the field writes so in Chinese, too.
NAMES = {
    *("vae", "gan", "script", "alert", "genbench", "blobs", "draws", "English"),
    *("GAN", "PCA", "NN", "KL", "SSIM", "RMS", "log", "beta", "MiB", "SHA", "WebP", "JavaScript"),
    *("PNG", "SVG", "MNIST"),
    *("json", "metrics"),
}
READ = """() => {
  const read = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement, textContent } = walk.currentNode;
    const names = "script, style, code, pre, noscript, [translate=no]";
    if (!parentElement.closest(names)) read.push(textContent);
  }
  for (const name of ["aria-label", "aria-valuetext", "alt", "title", "placeholder"]) {
    const told = [...document.querySelectorAll(`[${name}]`)];
    read.push(...told.map((element) => element.getAttribute(name)));
  }
  return read;
}"""


def headline(page):
    return page.locator("#headline").inner_text()


def is_chinese(text):
    return re.search("[一-鿿]", text) is not None


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("de-DE", "en")]
)
def test_a_page_opens_in_its_readers_language(open_page, locale, language):
    page = open_page(locale=locale)
    assert page.evaluate("document.documentElement.lang") == language
    assert is_chinese(headline(page)) == is_chinese(page.title()) == (language == "zh-CN")


def test_the_language_can_be_chosen_and_is_remembered(open_page):
    page = open_page()
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("html[lang=zh-CN][data-ready]", state="attached")
    page.reload()
    page.wait_for_selector("html[lang=zh-CN][data-ready]", state="attached")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en][data-ready]", state="attached")
    assert headline(page) == headline(open_page())


def test_a_page_that_was_asked_for_in_a_language_opens_in_it(browser, page_file, tmp_path):
    copy = tmp_path / "report.html"
    written = page_file.read_text("utf-8")
    copy.write_text(written.replace('<html lang="en"', '<html lang="en" data-asked', 1), "utf-8")
    context = browser.new_context(**CHINESE)
    page = context.new_page()
    page.goto(copy.as_uri())
    assert page.evaluate("document.documentElement.lang") == "en"
    context.close()


def test_no_word_is_left_in_english(open_page):
    page = open_page(**CHINESE)
    page.locator("#latents").scroll_into_view_if_needed()
    page.wait_for_selector("#latents .grids > :last-child .explorer[data-ready]")
    page.locator("#quiz").scroll_into_view_if_needed()
    page.wait_for_selector("#quiz[data-asked]")
    page.locator("#say-real").click()
    page.locator("#finish").click()
    page.locator(".contact li").first.click()
    words = {
        word: text.strip()
        for text in page.evaluate(READ)
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"(/[\w.-]+)+", "", text))
        if word not in NAMES
    }
    assert not words, words


def test_the_chinese_page_is_whole_on_a_phone(open_page):
    page = open_page(width=360, **CHINESE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    clipped = page.locator("h1, h2, h3, th, td, dt, dd, button, label, .winner").evaluate_all(
        "all => all.filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert clipped == []


def test_the_chinese_page_is_accessible(open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(open_page(reduced_motion="reduce", **CHINESE))
    assert found.response["violations"] == [], found.generate_report()

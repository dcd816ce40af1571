"""A page stands by itself."""

import html.parser

import jinja2
import pytest

from keras_nntricks.reports import page, render


class Tags(html.parser.HTMLParser):
    """Collects the start tags."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_page_loads_nothing():
    tags = Tags(page("Title", "<p>Text</p>")).found
    assert all("src" not in attributes for _, attributes in tags)
    assert [a["href"] for tag, a in tags if tag == "link"] == ["data:,"]
    assert "script" not in {tag for tag, _ in tags}
    assert "url(" not in page("Title", "")
    assert "@import" not in page("Title", "")


def test_page_forbids_scripts_and_requests():
    policy = [a["content"] for _, a in Tags(page("A", "")).found if "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_page_has_language_viewport_title_and_description():
    text = page("One & two", "<p>Text</p>", "Said <once>")
    tags = Tags(text).found
    assert ("html", {"lang": "en"}) in tags
    assert ("meta", {"name": "description", "content": "Said <once>"}) in tags
    assert "<title>One &amp; two</title>" in text
    assert "<h1>One &amp; two</h1>\n<p>Text</p>" in text
    assert any(a.get("name") == "viewport" for _, a in tags)


def test_page_without_description_has_none():
    assert "description" not in page("A", "")


def test_css_comes_after_the_own_style():
    text = page("A", "", css=".mine { color: red }")
    assert text.index("--nn-ink") < text.index(".mine") < text.index("</style>")


def test_render_escapes_values_and_rejects_missing_names():
    assert render("{{ x }}", x='<a b="c">') == "&lt;a b=&#34;c&#34;&gt;"
    assert render("{{ x | safe }}", x="<br>") == "<br>"
    with pytest.raises(jinja2.UndefinedError):
        render("{{ y }}", x=1)

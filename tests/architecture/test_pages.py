"""What the Content-Security-Policy and two directions of writing ask of templates and styles."""

import re

import pytest

from tests.architecture.sources import ROOT, is_paper, stylesheets, templates

INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:""",
    re.IGNORECASE,
)
PHYSICAL = re.compile(
    r"""\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b
    | (?<![-\w])(?:left|right)\s*:
    | \b(?:text-align|float|clear)\s*:\s*(?:left|right)\b
    | \bborder-(?:top|bottom)-(?:left|right)-radius\b""",
    re.VERBOSE,
)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def inline_code(text):
    return INLINE.findall(TEMPLATE_COMMENT.sub("", text))


def physical_sides(text):
    return PHYSICAL.findall(CSS_COMMENT.sub("", text))


def test_pages_hold_no_style_and_no_script():
    pages = [path for path in templates() if not is_paper(path)]
    assert [str(path.relative_to(ROOT)) for path in pages if inline_code(path.read_text(encoding="utf-8"))] == []


def test_styles_know_start_and_end_but_not_left_and_right():
    found = [str(path.relative_to(ROOT)) for path in stylesheets() if physical_sides(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "page",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_control_inline_code_is_found(page):
    assert inline_code(page)


@pytest.mark.parametrize(
    "page",
    [
        '<script src="/static/js/a.js" defer></script>',
        '<script type="application/json" id="x">{}</script>',
        "{# style= #}",
    ],
)
def test_control_allowed_code_passes(page):
    assert not inline_code(page)


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1rem",
        "padding-right:0",
        "left: 0",
        "; right:0",
        "text-align: left",
        "float: right",
        "border-left: 0",
    ],
)
def test_control_physical_side_is_found(rule):
    assert physical_sides(f"p {{ {rule} }}")


@pytest.mark.parametrize(
    "rule", ["margin-inline-start: 1rem", "inset-inline-end: 0", "text-align: start", "/* left: 0 */"]
)
def test_control_logical_side_passes(rule):
    assert not physical_sides(f"p {{ {rule} }}")

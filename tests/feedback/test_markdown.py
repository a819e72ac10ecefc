"""Students' markdown, made harmless and otherwise left alone."""

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.feedback.markdown import MAX_LENGTH, as_code, clean_markdown

HONEST = [
    "Norm $\\lVert g\\rVert<c$ and $a<b>c$, so `if a < b: <script>` is code.",
    "$$\n\\begin{align} a &< b \\\\ c &> d \\end{align}\n$$",
    "\\begin{equation}\nx<y\n\\end{equation}",
    "```python\nprint('<b>', a < b)\n```",
    "    <div onclick='x()'>indented code</div>",
    "``a ` <b>`` and 1 < 2 & 3 > 2, x<y",
    "<details><summary>more</summary>\n\nhidden $x$\n\n</details>",
    "H<sub>2</sub>O, <b>bold</b>, line<br>break",
    "| a | b |\n|:-:|---|\n| `<u>` | $x$ |\n\n- [ ] task\n- item",
    "[Keras](https://keras.io) <https://keras.io> ![p](plot.png) [mail](mailto:a@b.org) [s](#top)",
    "```mermaid\ngraph TD; A --> B\n```",
    "&lt;script&gt; stays an entity",
]
HOSTILE = [
    "<script>alert(1)</script>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    "<div onclick=alert(1) align=center>\n\ntext\n\n</div>",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "```mermaid\n<p class=score id=x style='position: fixed'>x</p>\n```",
    "[x](javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x]\n\n[x]: JavaScript:alert(1)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<scr<script>ipt>alert(1)</script>",
    "<img alt='>' src=x onerror=alert(1)>",
    "> <img src=x\n> onerror=alert(1)>",
    "- item\n  <script>\n  alert(1)\n  </script>",
    "`code` <!-- --><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<style>body { display: none }</style>",
    "<input name=score><button>x</button>",
    "<details>never closed, hides the rest of the page",
    "</div></div></div> out of the cell",
    "<p class=score id=clip_by_value>4</p>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
]


def html_of(source: str) -> str:
    """Render as feedback pages and formgrader do."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def rendered(source: str) -> Tag:
    """Render and parse."""
    return BeautifulSoup(html_of(source), "html.parser")


@pytest.mark.parametrize("source", HONEST)
def test_honest_markdown_is_unchanged(source: str) -> None:
    """Formulas, code, tables, links and plain tags come back letter by letter."""
    assert clean_markdown(source) == source


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_renders_harmless(source: str) -> None:
    """Rendered, no element or attribute that runs, hides or poses is left."""
    page = rendered(clean_markdown(source))
    assert not page(["script", "iframe", "svg", "style", "input", "button", "form"])
    marks = {(name, str(value)) for tag in page.find_all() for name, value in tag.attrs.items()}
    assert not any(name.startswith("on") or name == "id" for name, _ in marks)
    assert not any("script:" in value.lower() for name, value in marks)
    assert not any("score" in value for _, value in marks)


@pytest.mark.parametrize("source", HOSTILE)
def test_cleaned_markdown_is_balanced(source: str) -> None:
    """What follows a text on the page stays outside of it: nothing is left open or closed twice."""
    html = html_of(clean_markdown(source))
    page = BeautifulSoup(f"<main><div>{html}</div><i></i></main>", "html.parser")
    assert [child.name for child in page.main.children] == ["div", "i"]


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        (
            "`<script>x</script>` and $a<b$ and <b>bold</b> <script>x</script>",
            "`<script>x</script>` and $a<b$ and <b>bold</b> x",
        ),
        ('<img src="a.png" width="300" onload="x()">', '<img src="a.png" width="300">'),
        ("before <!-- a note --> after", "before  after"),
        ("<b>bold to the end of the page", "bold to the end of the page"),
        ("<details>hides the rest of the page", "hides the rest of the page"),
        ("```mermaid\nA[<b onclick=x()>b</b>]\n```", "```mermaid\nA[<b>b</b>]\n```"),
    ],
)
def test_only_the_harmful_part_goes(source: str, cleaned: str) -> None:
    """Handlers, scripts, comments and open tags go; what stands beside them stays."""
    assert clean_markdown(source) == cleaned


def test_script_link_is_shown_as_code() -> None:
    """A text whose link runs a script is shown as its source."""
    source = "see [x](javascript:alert(1)) and `a`"
    assert rendered(clean_markdown(source)).pre.get_text().strip() == source


def test_missing_attachment_does_not_stop_the_page() -> None:
    """nbconvert raises on a missing attachment; such a text is shown as code."""
    source = "![plot](attachment:plot.png)"
    assert clean_markdown(source) == as_code(source)
    assert clean_markdown(source, {"plot.png": {"image/png": "AAAA"}}) == source


@pytest.mark.parametrize(
    "source",
    ["x" * (MAX_LENGTH + 1), "\\begin{a}" * 10_000, "> " * 40_000 + "x", "$" * 99_999],
    ids=["long", "environments", "nested", "dollars"],
)
def test_texts_that_choke_the_parser_end(source: str) -> None:
    """A text made to keep nbconvert's parser busy or deep is answered all the same."""
    assert source in clean_markdown(source)


def test_code_fence_is_longer_than_any_inside() -> None:
    """A source that holds fences of its own cannot leave the block it is shown in."""
    source = "```\n````\n<script>alert(1)</script>"
    page = rendered(as_code(source))
    assert page.pre.get_text().strip() == source
    assert not page("script")

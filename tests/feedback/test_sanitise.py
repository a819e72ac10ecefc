"""Students' outputs, made harmless."""

from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.feedback.room import CHARACTERS, Room
from autograder.feedback.sanitise import clean_html, clean_outputs, clean_svg

DATAFRAME = (
    '<table border="1" class="dataframe score"><thead><tr><th>norm</th></tr></thead>'
    '<tbody><tr><td style="color: red; position: fixed">0.1</td></tr></tbody></table>'
)
DRAWING = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"><defs><clipPath id="a"><path d="M 0 0"/>'
    '</clipPath></defs><use xlink:href="#a" style="fill: #ff0000"/>'
    "<text>1\N{NO-BREAK SPACE}%</text>{}</svg>"
)
HOSTILE_HTML = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<form action='//evil.example'><input name=score><button>x</button></form>",
    "<style>@import url(//evil.example)</style>",
    "<div style='background: url(//evil.example)'>x</div>",
    "<meta http-equiv=refresh content='0;url=//evil.example'><base href='//evil.example'>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<object data=x><embed src=x>",
    "<img src='https://evil.example/seen.png'>",
]


def display(mime: str, value: Any, **metadata: Any) -> dict[str, Any]:
    """Return a display output of one type as a worker may send it."""
    return {"output_type": "display_data", "data": {mime: value}, "metadata": metadata}


@pytest.mark.parametrize("html", HOSTILE_HTML)
def test_html_loses_what_runs_or_fetches(html: str) -> None:
    """No script, handler, form, frame, style sheet, or address outside remains."""
    page = BeautifulSoup(clean_html(html), "html.parser")
    assert {tag.name for tag in page.find_all()} <= {"a", "div", "img"}
    kept = {(name, str(value)) for tag in page.find_all() for name, value in tag.attrs.items()}
    assert {name for name, _ in kept} <= {"rel", "style"}
    assert "evil" not in str(kept)


def test_html_keeps_a_table_and_its_look() -> None:
    """A data frame keeps its cells and harmless styles; only its own class stays."""
    table = BeautifulSoup(clean_html(DATAFRAME), "html.parser").table
    assert table["class"] == ["dataframe"]
    assert table.td.get_text() == "0.1"
    assert table.td["style"] == "color:red"


def test_html_keeps_links_and_embedded_pictures() -> None:
    """A link to a page and a picture in the output itself stay."""
    html = '<a href="https://keras.io">Keras</a><img src="data:image/png;base64,AAAA">'
    page = BeautifulSoup(clean_html(html), "html.parser")
    assert page.a["href"] == "https://keras.io"
    assert page.img["src"] == "data:image/png;base64,AAAA"


def test_html_takes_no_ids_or_classes_of_the_page() -> None:
    """An id or class could pass for a score box of the formgrader, so neither stays."""
    assert clean_html('<p id="clip_by_value" class="score tabbable">4</p>') == "<p>4</p>"


def test_svg_stays_a_drawing() -> None:
    """Shapes, references within the drawing and colours stay, as XML that stands alone."""
    cleaned = clean_svg(DRAWING.format(""))
    page = BeautifulSoup(cleaned, "html.parser")
    assert page.svg["xmlns"] == "http://www.w3.org/2000/svg"
    assert page.use["href"] == "#a"
    assert page.use["style"] == "fill:#ff0000"
    assert "clipPath" in cleaned
    assert "&nbsp;" not in cleaned


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        "<foreignObject><img src=x onerror=alert(1)></foreignObject>",
        '<image href="https://evil.example/x.png"/>',
        '<image href="/evil/logout"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<style>@import url(https://evil.example)</style>",
    ],
)
def test_svg_loses_what_runs_or_fetches(hostile: str) -> None:
    """Scripts, links, foreign elements and outside references go; the drawing stays."""
    cleaned = clean_svg(DRAWING.format(hostile))
    assert "#a" in cleaned
    assert not any(word in cleaned for word in ("alert", "evil", "onerror", "javascript"))


def test_svg_that_is_no_drawing_is_dropped() -> None:
    """Text that only claims to be SVG gives no output at all."""
    assert clean_outputs([display("image/svg+xml", "<p>no</p>")]) == []


@pytest.mark.parametrize(
    "mime",
    [
        "application/javascript",
        "application/vnd.jupyter.widget-view+json",
        "text/vnd.mermaid",
        "application/x-unknown",
    ],
)
def test_other_types_are_dropped_alone(mime: str) -> None:
    """A type that is not known goes, and what stands beside it stays."""
    output = display(mime, "alert(1)")
    output["data"]["text/plain"] = "<Javascript object>"
    assert clean_outputs([output])[0].data == {"text/plain": "<Javascript object>"}
    assert clean_outputs([display(mime, "alert(1)")]) == []


def test_image_metadata_are_numbers() -> None:
    """nbconvert writes width and height without quotes, so only numbers pass."""
    size = {"width": 300, "height": "1 onload=alert(1)", "unconfined": True, "alt": "\x1b[0mx"}
    (output,) = clean_outputs([display("image/png", "AAAA", **{"image/png": size})])
    assert output.metadata == {"image/png": {"width": 300, "alt": "x"}}


def test_isolated_html_is_shown_in_the_page() -> None:
    """The mark that puts HTML into a frame with scripts allowed is taken off."""
    output = display("text/html", "<b>x</b>", **{"text/html": {"isolated": True}})
    assert clean_outputs([output])[0].metadata == {}


def test_streams_errors_and_results_stay() -> None:
    """Text, tracebacks and results pass as they are, with their kinds."""
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": ["a <b>\n", "c"]},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["one", "two"]},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 3},
    ]
    stream, error, result = clean_outputs(outputs)
    assert (stream.name, stream.text) == ("stderr", "a <b>\nc")
    assert (error.ename, error.evalue, error.traceback) == ("E", "v", ["one", "two"])
    assert (result.output_type, result.data) == ("execute_result", {"text/plain": "1"})


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"output_type": "update_display_data"},
        {"output_type": "display_data", "data": [1]},
        {"output_type": "display_data", "data": {"text/plain": {"a": 1}}, "metadata": 3},
        {"output_type": "display_data", "data": {"image/png": "A"}, "metadata": {"image/png": 1}},
        {"output_type": "error", "ename": 1, "traceback": 7},
        {"output_type": "stream", "name": ["x"], "text": None},
        "text",
    ],
)
def test_any_shape_gives_valid_outputs(shape: Any) -> None:
    """An output of whatever shape is dropped or becomes valid nbformat."""
    notebook = new_notebook(cells=[new_code_cell("", outputs=clean_outputs([shape]))])
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    ("mime", "text"),
    [
        ("text/html", "<div>" * 200_000),
        ("text/html", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"),
        ("image/svg+xml", "<svg>" + "<div>" * 200_000),
        ("text/plain", "\x1b[31mx" * 200_000),
        ("text/latex", "{" * 1_000_000),
    ],
    ids=["nested", "attributes", "svg", "colours", "latex"],
)
def test_output_that_would_keep_a_cleaner_busy_is_left_out(mime: str, text: str) -> None:
    """What a cleaner would need minutes for is named instead; a small form beside it is shown."""
    (output,) = clean_outputs([display(mime, text)])
    assert "too large to be shown" in output.text
    both = display(mime, text)
    both["data"]["text/html"] = "<b>short</b>"
    if mime != "text/html":
        assert clean_outputs([both])[0].data == {"text/html": "<b>short</b>"}


def test_printed_text_is_cut_and_says_so() -> None:
    """A long print or traceback keeps its beginning."""
    long = "a" * (CHARACTERS + 10)
    stream, error = clean_outputs(
        [
            {"output_type": "stream", "name": "stdout", "text": long},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": [long]},
        ]
    )
    assert stream.text.endswith("[10 more characters are not shown]\n")
    assert error.traceback[0] == "a" * CHARACTERS
    assert "more characters" in error.traceback[1]


def test_outputs_of_a_notebook_share_one_room() -> None:
    """Many outputs that are small each are no way around the limit."""
    room, table = Room(tags=50_000), "<b>" * 15_000
    shown = [clean_outputs([display("text/html", table)], room)[0] for _ in range(5)]
    assert [output.output_type for output in shown] == ["display_data"] * 3 + ["stream"] * 2


def test_outputs_without_number_are_counted() -> None:
    """Outputs of one character each are no way to a page that no browser opens."""
    shown = clean_outputs([display("text/plain", "x")] * 100_000)
    assert len(shown) < 5_000
    assert "more outputs are not shown" in shown[-1].text


def test_large_picture_in_html_is_shown() -> None:
    """A picture that HTML carries in itself is no burden for a cleaner."""
    html = f'<img src="data:image/png;base64,{"A" * 1_000_000}">'
    assert clean_outputs([display("text/html", html)])[0].data["text/html"] == html


def test_nbconverts_own_page_holds_no_script() -> None:
    """Shown by nbconvert's classic template, cleaned outputs bring no script and no handler."""
    outputs = [display("text/html", html) for html in HOSTILE_HTML]
    outputs += [display("text/markdown", html) for html in HOSTILE_HTML]
    outputs += [display("image/png", "AAAA", **{"image/png": {"width": "1 onload=alert(1)"}})]
    cell = new_code_cell("", outputs=clean_outputs(outputs))
    exporter = HTMLExporter(template_name="classic", config=Config())
    html, _ = exporter.from_notebook_node(new_notebook(cells=[cell]))
    shown = BeautifulSoup(html, "html.parser").select_one("div.output_wrapper")
    assert not shown(["script", "iframe", "form", "style", "object"])
    assert not [name for tag in shown.find_all() for name in tag.attrs if name.startswith("on")]


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("padding:9999px", False),
        ("line-height:1e5", False),
        ("width:calc(900px*900)", False),
        ("color:#000000", True),
        ("padding:12px;line-height:0.3333em", True),
    ],
)
def test_only_modest_lengths_are_kept(style: str, kept: bool) -> None:
    """Nothing that a student displays pushes what stands below out of sight."""
    assert ("style" in clean_html(f'<p style="{style}">x</p>')) == kept

"""Take out of a student's outputs and markdown whatever a browser would run.

Feedback pages and nbgrader's formgrader put both into a page as they are. nbconvert's templates
let a script through even where no HTML is expected: in fenced `mermaid` blocks, in links with a
`javascript:` address, and in an image's `width`, which is written without quotes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nh3
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.feedback.markdown import PICTURE, STYLES, URL, clean_markdown

__all__ = ["clean_html", "clean_markdown", "clean_outputs", "clean_svg"]

BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")

HTML_TAGS = (nh3.ALLOWED_TAGS | {"tfoot"}) - {"area", "map"}
SVG_TAGS = frozenset(
    "svg g defs path rect circle ellipse line polyline polygon text tspan use clipPath image"
    " linearGradient radialGradient stop title desc".split()
)
SVG_ATTRIBUTES = frozenset(
    "xmlns version viewBox preserveAspectRatio id transform style clip-path x y x1 y1 x2 y2 cx cy"
    " r rx ry dx dy d points width height offset gradientUnits gradientTransform xlink:href href"
    " fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray"
    " stroke-linecap stroke-linejoin opacity font-family font-size font-style font-weight"
    " text-anchor stop-color stop-opacity".split()
)
SVG_STYLES = frozenset(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity font"
    " font-family font-size font-style font-weight text-anchor stop-color stop-opacity".split()
)


def _kept_address(tag: str, name: str, value: str) -> str | None:
    """Keep links to other pages, and pictures that the output carries in itself."""
    if name == "href":
        return value if URL.match(value) else None
    if name == "src":
        return value if PICTURE.match(value) else None
    return value


def _kept_reference(tag: str, name: str, value: str) -> str | None:
    """Keep references to other parts of the same drawing, and embedded pictures."""
    if name in ("href", "xlink:href"):
        return value if value.startswith("#") or PICTURE.match(value) else None
    return value


HTML_CLEANER = nh3.Cleaner(
    tags=set(HTML_TAGS),
    attributes={**nh3.ALLOWED_ATTRIBUTES, "*": {"style"}},
    allowed_classes={"table": {"dataframe"}},
    filter_style_properties=set(STYLES),
    url_schemes={"http", "https", "mailto", "data"},
    attribute_filter=_kept_address,
)
SVG_CLEANER = nh3.Cleaner(
    tags=set(SVG_TAGS),
    clean_content_tags={"script", "style", "metadata", "foreignObject"},
    attributes={"*": set(SVG_ATTRIBUTES)},
    filter_style_properties=set(SVG_STYLES),
    url_schemes={"data"},
    attribute_filter=_kept_reference,
    link_rel=None,
)


def clean_outputs(outputs: Sequence[Mapping[str, Any]]) -> list[NotebookNode]:
    """Return a student's outputs rebuilt from what is harmless in them.

    Kept are streams, errors, and data of the types in `DATA`; scripts, widgets and every other
    type are left out, and so is an output of which nothing remains.
    """
    cleaned = (_clean_output(output) for output in outputs)
    return [output for output in cleaned if output is not None]


def clean_html(html: str) -> str:
    """Return HTML without scripts, handlers, forms, frames, ids, and classes of the page."""
    return HTML_CLEANER.clean(html)


def clean_svg(svg: str) -> str:
    """Return a drawing without scripts, style sheets and outside references; "" if it is none."""
    cleaned = SVG_CLEANER.clean(svg)
    # the cleaner writes HTML: as a file of its own a drawing knows neither prefix nor entity
    drawing = cleaned.replace("xlink:href=", "href=").replace("&nbsp;", "&#160;").strip()
    return drawing if drawing.startswith("<svg") else ""


def _clean_output(output: Mapping[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text")))
    if kind == "error":
        names = {key: _text(output.get(key)) for key in ("ename", "evalue")}
        return new_output("error", **names, traceback=_text(output.get("traceback")).split("\n"))
    if kind in ("display_data", "execute_result"):
        return _clean_display(kind, output)
    return None


def _clean_display(kind: str, output: Mapping[str, Any]) -> NotebookNode | None:
    found = output.get("data") or {}
    data = {mime: clean(_text(found[mime])) for mime, clean in DATA.items() if mime in found}
    data = {mime: value for mime, value in data.items() if value}
    metadata = {mime: _size(output, mime) for mime in data if mime.startswith("image/")}
    metadata = {mime: size for mime, size in metadata.items() if size}
    counted = {"execution_count": None} if kind == "execute_result" else {}
    return new_output(kind, data, metadata=metadata, **counted) if data else None


def _size(output: Mapping[str, Any], mime: str) -> dict[str, float]:
    """Return the width and height of an image where they are numbers."""
    found = (output.get("metadata") or {}).get(mime) or {}
    sizes = {key: found.get(key) for key in ("width", "height")}
    return {key: size for key, size in sizes.items() if type(size) in (int, float)}


def _text(value: object) -> str:
    """Join the lines of a text; nbformat stores it whole or as a list."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _unchanged(text: str) -> str:
    """Templates escape these types themselves."""
    return text


def _base64(text: str) -> str:
    return text if BASE64.fullmatch(text) else ""


DATA: Mapping[str, Callable[[str], str]] = {
    "text/html": clean_html,
    "text/markdown": clean_markdown,
    "image/svg+xml": clean_svg,
    "text/latex": _unchanged,
    "image/png": _base64,
    "image/jpeg": _base64,
    "text/plain": _unchanged,
}

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

from autograder.feedback.allowed import (
    PICTURE,
    STYLES,
    SVG_ATTRIBUTES,
    SVG_STYLES,
    SVG_TAGS,
    URL,
)
from autograder.feedback.criteria import readable
from autograder.feedback.markdown import clean_markdown
from autograder.feedback.room import Room

__all__ = ["clean_html", "clean_markdown", "clean_outputs", "clean_svg"]

# Lengths of a thousand and more push what stands below out of sight.
HUGE = re.compile(r"(?<![#\w.])(?:\d{4}|\d+(?:\.\d+)?e\+?\d)|calc", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def _kept_address(tag: str, name: str, value: str) -> str | None:
    """Keep links to other pages, pictures that the output carries in itself, and modest sizes."""
    if name == "href":
        return value if URL.match(value) else None
    if name == "src":
        return value if PICTURE.match(value) else None
    if name in ("style", "width", "height"):
        return None if HUGE.search(value) else value
    return value


def _kept_reference(tag: str, name: str, value: str) -> str | None:
    """Keep references to other parts of the same drawing, and embedded pictures."""
    if name in ("href", "xlink:href"):
        return value if value.startswith("#") or PICTURE.match(value) else None
    return value


HTML_CLEANER = nh3.Cleaner(
    tags=(nh3.ALLOWED_TAGS | {"tfoot"}) - {"area", "map"},
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


def clean_outputs(
    outputs: Sequence[Mapping[str, Any]], room: Room | None = None
) -> list[NotebookNode]:
    """Return a student's outputs rebuilt from what is harmless in them.

    Kept are streams, errors, and data of the types in `DATA`; scripts, widgets and every other
    type are left out, and so is an output of which nothing remains. `room` is what the notebook's
    page has left; what it does not take is cut or named.
    """
    room = room or Room()
    admitted = room.admit(len(outputs))
    cleaned = (_clean_output(output, room) for output in outputs[:admitted])
    kept = [output for output in cleaned if output is not None]
    if left_out := len(outputs) - admitted:
        kept.append(_notice(f"{left_out:,} more outputs are not shown"))
    return kept


def clean_html(html: str) -> str:
    """Return HTML without scripts, handlers, forms, frames, ids, and classes of the page."""
    return HTML_CLEANER.clean(html)


def clean_svg(svg: str) -> str:
    """Return a drawing without scripts, style sheets and outside references; "" if it is none."""
    cleaned = SVG_CLEANER.clean(svg)
    # the cleaner writes HTML: as a file of its own a drawing knows neither prefix nor entity
    drawing = cleaned.replace("xlink:href=", "href=").replace("&nbsp;", "&#160;").strip()
    return drawing if drawing.startswith("<svg") else ""


def _clean_output(output: Mapping[str, Any], room: Room) -> NotebookNode | None:
    """Trust nothing: what came from the student's process may be of any shape."""
    output = _mapping(output)
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=room.cut(_text(output.get("text"))))
    if kind == "error":
        return _clean_error(output, room)
    if kind in ("display_data", "execute_result"):
        return _clean_display(kind, output, room)
    return None


def _clean_error(output: Mapping[str, Any], room: Room) -> NotebookNode:
    name, words = (room.cut(_text(output.get(part))) for part in ("ename", "evalue"))
    lines = output.get("traceback")
    frames = [str(line) for line in lines] if isinstance(lines, list) else []
    whole = "\n".join(frames)
    if (kept := room.cut(whole)) != whole:
        frames = kept.split("\n")
    return new_output("error", ename=name, evalue=words, traceback=frames)


def _clean_display(kind: str, output: Mapping[str, Any], room: Room) -> NotebookNode | None:
    found = _mapping(output.get("data"))
    texts = {mime: _text(found[mime]) for mime in DATA if mime in found}
    fitting = {mime: text for mime, text in texts.items() if room.takes(mime, text)}
    data = {mime: value for mime, text in fitting.items() if (value := DATA[mime](text))}
    if not data:
        return None if len(fitting) == len(texts) else _too_large(texts)
    metadata = {mime: _about(output, mime) for mime in data if mime.startswith("image/")}
    metadata = {mime: about for mime, about in metadata.items() if about}
    counted = {"execution_count": None} if kind == "execute_result" else {}
    return new_output(kind, data, metadata=metadata, **counted)


def _too_large(texts: Mapping[str, str]) -> NotebookNode:
    """Say in an output's place what was left out."""
    sizes = ", ".join(f"{mime} of {len(text):,} characters" for mime, text in texts.items())
    return _notice(f"too large to be shown: {sizes}")


def _notice(text: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=f"[{text}]\n")


def _about(output: Mapping[str, Any], mime: str) -> dict[str, float | str]:
    """Return width and height of an image where they are numbers, and what it shows in words.

    Templates escape the words.
    """
    found = _mapping(_mapping(output.get("metadata")).get(mime))
    sides = ((side, found.get(side)) for side in ("width", "height"))
    about: dict[str, float | str] = {
        side: size for side, size in sides if type(size) is int or type(size) is float
    }
    if isinstance(found.get("alt"), str) and (words := readable(found["alt"])):
        about["alt"] = words
    return about


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


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

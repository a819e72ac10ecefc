"""Take out of a student's markdown what a browser would run, and leave the rest as it is.

Whether a text is safe is read off the HTML that nbconvert makes of it, which feedback pages and
formgrader show. So no guess about markdown decides: where rewriting does not help, for example
against a link that runs a script, the whole text is shown as code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.feedback.allowed import (
    MARKDOWN_TAGS,
    PICTURE,
    RENDERED_ATTRIBUTES,
    RENDERED_TAGS,
    STYLES,
    URL,
    VOID_TAGS,
)

Attachments = Mapping[str, Mapping[str, str]]

# nbconvert's parser takes quadratic time on some texts, above all on environments left open
MAX_LENGTH = 100_000
MAX_ENVIRONMENTS = 200
TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>)?")
CLEANER = nh3.Cleaner(
    tags=set(MARKDOWN_TAGS),
    attributes={
        "*": {"align", "style"},
        "a": {"href", "title"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
    },
    filter_style_properties=set(STYLES),
    url_schemes={"http", "https", "mailto"},
)


def clean_markdown(source: str, attachments: Attachments | None = None) -> str:
    """Return markdown that renders without scripts, event handlers, forms and frames.

    Harmless tags, formulas and code stay. `attachments` are those of the cell: a text that names
    a missing one would stop nbconvert, so it is shown as code as well.
    """
    if len(source) <= MAX_LENGTH and source.count("\\begin{") <= MAX_ENVIRONMENTS:
        for rewrite in (_cleaned_tag, _no_tag):
            cleaned = _rewritten(source.replace("\r\n", "\n"), rewrite)
            if _is_safe(cleaned, attachments or {}):
                return cleaned
    return as_code(source)


def as_code(source: str) -> str:
    """Return a fenced block that shows the source."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}"


def _rewritten(source: str, rewrite: Callable[[re.Match[str]], str]) -> str:
    """Rewrite the tags in raw HTML; code and formulas are stepped over in the same order."""
    pieces, end = [], 0
    for raw, is_html in _verbatim(source):
        text = raw.strip("\n")
        start = source.find(text, end)
        if start >= 0:
            kept = TAG.sub(rewrite, _without_comment(text)) if is_html else text
            pieces += [source[end:start], kept]
            end = start + len(text)
    return "".join([*pieces, source[end:]])


def _without_comment(text: str) -> str:
    return text.partition("-->")[2] if text.startswith("<!--") else text


def _verbatim(source: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands in the source as it is: raw HTML (True), code and formulas (False)."""
    try:
        tokens: Any = MarkdownWithMath(renderer=None)(source)
    except Exception:  # a text that nbconvert's parser cannot read will not be found safe
        return
    yield from _leaves(tokens)


def _leaves(tokens: Iterable[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    for token in tokens:
        kind = token["type"]
        diagram = str(token.get("attrs", {}).get("info")).startswith("mermaid")
        if kind in ("inline_html", "block_html") or diagram:
            yield token["raw"], True
        elif kind in ("codespan", "block_code", "inline_math", "block_math"):
            yield token["raw"], False
        yield from _leaves(token.get("children", ()))


def _cleaned_tag(match: re.Match[str]) -> str:
    """Return a tag with its harmless attributes, nothing for a crashing one, `<` as an entity."""
    closing, name = match.groups()
    if name is None:
        return "&lt;"
    if closing:
        return f"</{name.lower()}>" if name.lower() in MARKDOWN_TAGS else ""
    return CLEANER.clean(match[0]).removesuffix(f"</{name.lower()}>")


def _no_tag(match: re.Match[str]) -> str:
    return "" if match[2] else "&lt;"


def _is_safe(source: str, attachments: Attachments) -> bool:
    """Render as nbconvert does and look at every tag of the result."""
    renderer = IPythonRenderer(
        escape=False, attachments={k: dict(v) for k, v in attachments.items()}
    )
    inspector = _Inspector()
    try:
        inspector.feed(MarkdownWithMath(renderer=renderer).render(source))
        inspector.close()
    except Exception:  # what stops nbconvert would stop the page of the whole notebook
        return False
    return inspector.harmless and not inspector.open


class _Inspector(HTMLParser):
    """Notes whether a fragment holds known tags and attributes only, each tag closed."""

    def __init__(self) -> None:
        super().__init__()
        self.harmless = True
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.harmless &= tag in RENDERED_TAGS and all(_is_harmless(*pair) for pair in attrs)
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.harmless &= bool(self.open) and self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.harmless = False

    def handle_decl(self, decl: str) -> None:
        self.harmless = False

    def handle_pi(self, data: str) -> None:
        self.harmless = False

    def unknown_decl(self, data: str) -> None:
        self.harmless = False


def _is_harmless(name: str, value: str | None) -> bool:
    if name == "href":
        return URL.match(value or "") is not None
    if name == "src":
        return bool(URL.match(value or "") or PICTURE.match(value or ""))
    return name in RENDERED_ATTRIBUTES

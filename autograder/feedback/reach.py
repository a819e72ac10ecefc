"""Blocks that scroll can be reached by keyboard; those that do not are passed over."""

from markupsafe import Markup

# Of an output as high as it may get, and of code as wide; the style sheet wraps code on phones.
MOST_LINES, MOST_CHARACTERS = 15, 700
LONGEST_LINE = 80


def reachable(text: str) -> Markup:
    """Return the attributes of a printed text: it takes the focus where it may scroll."""
    tall = text.count("\n") > MOST_LINES or len(text) > MOST_CHARACTERS
    return _focus("output") if tall else Markup()


def reachable_code(html: str, source: str) -> str:
    """Return highlighted code whose block takes the focus where a line may be cut off."""
    wide = any(len(line) > LONGEST_LINE for line in source.splitlines())
    return html.replace("<pre>", f"<pre{_focus('code')}>", 1) if wide else html


def _focus(name: str) -> Markup:
    return Markup(' tabindex="0" role="group" aria-label="{}"').format(name)

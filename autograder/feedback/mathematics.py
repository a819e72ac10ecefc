"""Formulas as MathML, which browsers show and print by themselves: no script, no network."""

from html import escape

import nh3
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer

from autograder.feedback.allowed import MATH_ATTRIBUTES, MATH_TAGS

# latex2mathml copies `\text{<b>...}` and `\href{javascript:...}` through as they are
CLEANER = nh3.Cleaner(tags=set(MATH_TAGS), attributes={"*": set(MATH_ATTRIBUTES)})


def mathml(latex: str, display: bool) -> str:
    """Return a formula as a math element; one that cannot be read, as the code that it is."""
    try:
        markup = convert(latex, display="block" if display else "inline")
    except Exception:  # the formula may be a student's, and the library raises many kinds
        return f"<code>{escape(latex)}</code>"
    return CLEANER.clean(markup)


class MathRenderer(IPythonRenderer):
    """nbconvert's renderer of markdown, with formulas as MathML and diagrams as code."""

    def block_math(self, body: str) -> str:
        """Render `$$…$$`."""
        return mathml(body, display=True)

    def inline_math(self, body: str) -> str:
        """Render `$…$`."""
        return mathml(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        """Render an environment such as `align`."""
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def block_mermaidjs(self, code: str) -> str:
        """Show the source of a diagram: drawing it needs a script."""
        return f"<pre>{escape(code)}</pre>"

"""Pages of the site that are made when it is built, and links that lead out of `docs/`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from autograder.cli import COMMANDS, main

PROJECT = Path(__file__).parent.parent
WIDTH = 80

# What lies elsewhere in the project, by its name in the site.
COPIES: Mapping[str, str] = {
    "security.md": "SECURITY.md",
    "record.schema.json": "autograder/record.schema.json",
    "class.schema.json": "autograder/report/class.schema.json",
}
# Links that hold in the project, and what they are in the site.
LINKS: Mapping[str, str] = {
    "](../README.md": "](index.md",
    "](../SECURITY.md": "](security.md",
    "](docs/": "](",
}
COMMANDS_PAGE = """\
# Commands

What `autograder --help` and `autograder COMMAND --help` say.

"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not lie in `docs/`."""
    made = {name: (PROJECT / path).read_text("utf-8") for name, path in COPIES.items()}
    for name, content in {**made, "commands.md": commands_page()}.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, **_context: Any) -> str:
    """Have links lead to pages of the site."""
    for link, address in LINKS.items():
        markdown = markdown.replace(link, address)
    return markdown


def commands_page() -> str:
    """Return the help of every command as a page."""
    top = click.Context(main, info_name="autograder", terminal_width=WIDTH, **main.context_settings)
    sections = [_section(click.Context(each, top, each.name)) for each in _commands(top)]
    return COMMANDS_PAGE + _help(top) + "".join(sections)


def _commands(top: click.Context) -> list[click.Command]:
    found = (main.get_command(top, name) for name in COMMANDS)
    return [command for command in found if command is not None]


def _section(context: click.Context) -> str:
    return f"\n## {context.info_name}\n\n{_help(context)}"


def _help(context: click.Context) -> str:
    return f"```text\n{context.get_help()}\n```\n"

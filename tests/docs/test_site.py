"""The site: it is built without a warning, loads nothing from elsewhere, and holds every help."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner
from tiny_course import PROJECT

from autograder.cli import COMMANDS, main

WIDTH = 80
ELSEWHERE = re.compile(r"\s*(?:https?:)?//")
LOADED_BY_CSS = re.compile(r"(?:@import|url\()\s*(?:url\()?[\"']?([^\"')\s;]+)")
# What a browser fetches without being asked; `a` is not among them.
LOADING = ("script", "link", "img", "iframe", "source", "video", "audio", "object", "embed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it; a dead link or a page outside the menu ends the build."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_site_has_a_page_for_each_document_and_no_code(site: Path) -> None:
    """What lies in `docs/` is there, what is made at build time too, the hook is not."""
    documents = {path.stem for path in (PROJECT / "docs").glob("*.md")}
    pages = {path.stem for path in site.glob("*.html")}
    assert documents | {"commands", "security"} == pages - {"404"}
    assert not list(site.rglob("*.py"))


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    """Scripts, styles, fonts and pictures lie in the site; nobody is told who reads it."""
    pages = list(site.rglob("*.html"))
    loaded = {address for page in pages for address in addresses(page)}
    assert any(address.endswith(".css") for address in loaded)
    assert [each for each in loaded if ELSEWHERE.match(each)] == []


def test_styles_load_nothing_from_elsewhere(site: Path) -> None:
    """Neither fonts nor pictures."""
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    loaded = [address for style in styles for address in LOADED_BY_CSS.findall(style)]
    assert styles
    assert [each for each in loaded if ELSEWHERE.match(each)] == []


def addresses(page: Path) -> list[str]:
    """Return what a page has a browser fetch, and what its own style sheets name."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    tags = [tag for tag in soup.find_all(LOADING) if isinstance(tag, Tag)]
    named = [str(tag.get(name)) for tag in tags for name in ("src", "href", "data", "srcset")]
    styles = "".join(style.get_text() for style in soup.find_all("style"))
    return [each for each in named if each != "None"] + LOADED_BY_CSS.findall(styles)


def test_page_of_commands_holds_what_each_command_says(site: Path) -> None:
    """Every `--help` stands there word for word."""
    page = BeautifulSoup((site / "commands.html").read_text(encoding="utf-8"), "html.parser")
    shown = [block.get_text().strip() for block in page.select("pre")]
    asked = [["--help"], *([name, "--help"] for name in COMMANDS)]
    assert shown == [said(arguments) for arguments in asked]


def said(arguments: list[str]) -> str:
    """Return what the real command prints."""
    done = CliRunner().invoke(main, arguments, prog_name="autograder", terminal_width=WIDTH)
    assert done.exit_code == 0
    return done.output.strip()

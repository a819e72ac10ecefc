"""What one person sees: a page, whose picture is kept where a step fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

SIZE = {"width": 1280, "height": 800}
# What is waited for comes at once on an idle machine; a busy one gets its time.
PATIENCE = 300_000


@dataclass(frozen=True)
class Screen:
    """One person's browser, and the folders for its pictures.

    `kept` is for pictures of steps that went well, where a maintainer asks for them.
    """

    page: Page
    person: str
    failed: Path
    kept: Path | None

    @classmethod
    def open(cls, browser: Browser, person: str, failed: Path, kept: Path | None) -> "Screen":
        """Open a window that shares nothing with those of others."""
        page = browser.new_context(viewport=SIZE).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        return cls(page, person, failed, kept)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do something; if it fails, keep a picture of the page and say where."""
        file = f"{self.person}-{name}.png".replace(" ", "-")
        try:
            yield
        except BaseException as error:
            self.page.screenshot(path=self.failed / file)
            error.add_note(f"{self.person}: {name}: the page is shown in {self.failed / file}")
            raise
        if self.kept:
            self.page.screenshot(path=self.kept / file)

    def dialog(self) -> Locator:
        """Return the dialog that is open, or will be: nbgrader's own, or one of Lab."""
        return self.page.locator(".modal.in, .jp-Dialog").last

    def accept(self, words: str) -> None:
        """Wait for a dialog with these words, and close it."""
        dialog = self.dialog().filter(has_text=words)
        dialog.wait_for()
        dialog.get_by_role("button", name="OK").or_(dialog.get_by_role("button", name="Ok")).click()
        self.page.locator(".modal-backdrop, .jp-Dialog").last.wait_for(state="detached")

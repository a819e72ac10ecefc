"""What a student does in JupyterLab, with nbgrader's list of assignments and a notebook."""

from dataclasses import dataclass

from browser.screen import Screen
from playwright.sync_api import Locator, expect

ANSWER = "YOUR ANSWER HERE"


@dataclass(frozen=True)
class Student:
    """A student with a server of their own, and one assignment of one notebook."""

    screen: Screen
    address: str
    assignment: str
    notebook: str

    def list_assignments(self) -> None:
        """Open the list in Lab, from the menu."""
        page = self.screen.page
        page.goto(self.address)
        with self.screen.step("lists assignments"):
            self._menu("Nbgrader", "Assignment List")
            page.locator("#assignments").get_by_text(self.assignment).first.wait_for()

    def fetch(self) -> None:
        """Fetch what was released."""
        with self.screen.step("fetches"):
            self._listed("released").get_by_role("button", name="Fetch").click()
            self._listed("fetched").get_by_role("button", name="Submit").wait_for()

    def open(self) -> None:
        """Open the notebook from the list, and wait for its kernel."""
        page = self.screen.page
        with self.screen.step("opens the notebook"):
            self._listed("fetched").get_by_text(self.assignment).click()
            self._listed("fetched").get_by_text(self.notebook).click()
            page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()

    def return_to_notebook(self) -> None:
        """Show the notebook again, from behind the list and the feedback."""
        self._tab(f"{self.notebook}.ipynb")

    def write(self, function: str, source: str) -> None:
        """Put a definition in the place of the one that stands in a cell."""
        with self.screen.step(f"writes {function}"):
            cell = self._notebook().locator(".jp-CodeCell").filter(has_text=f"def {function}(")
            self._type(cell, source)

    def answer(self, words: str) -> None:
        """Write the answer in words."""
        with self.screen.step("answers"):
            cell = self._notebook().locator(".jp-MarkdownCell").filter(has_text=ANSWER)
            cell.locator(".jp-MarkdownOutput").dblclick()
            # Its text is not found any more once it is replaced: only this cell is being edited.
            self._type(self._notebook().locator(".jp-MarkdownCell:not(.jp-mod-rendered)"), words)

    def run_all(self, expected: str) -> None:
        """Run all cells until some output is there."""
        with self.screen.step("runs all cells"):
            self._menu("Run", "Run All Cells")
            self._notebook().locator(".jp-OutputArea").get_by_text(expected).wait_for()

    def validate(self, expected: str) -> None:
        """Press the button of the toolbar, and read what it says."""
        with self.screen.step("validates"):
            self.screen.page.get_by_role("button", name="Validate").locator("visible=true").click()
            dialog = self.screen.dialog()
            expect(dialog).to_contain_text(expected)
        self.screen.accept(expected)

    def save(self) -> None:
        """Save the notebook, and wait until no change is left."""
        with self.screen.step("saves"):
            self.screen.page.keyboard.press("Control+S")
            self.screen.page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty").wait_for(
                state="detached"
            )

    def copy(self) -> None:
        """Duplicate the notebook, as people do before they try something."""
        listed = self.screen.page.locator(".jp-DirListing-item")
        with self.screen.step("copies the notebook"):
            listed.filter(has_text=self.assignment).dblclick()
            listed.filter(has_text=f"{self.notebook}.ipynb").click(button="right")
            self.screen.page.get_by_role("menuitem", name="Duplicate").click()
            listed.filter(has_text=f"{self.notebook}-Copy1.ipynb").wait_for()

    def submit(self, times: int) -> None:
        """Hand in from the list; then it stands there so many times."""
        with self.screen.step("submits"):
            self._tab("Assignments")
            self._listed("fetched").get_by_role("button", name="Submit").click()
            expect(self._attempts()).to_have_count(times)

    def fetch_feedback(self, times: int) -> None:
        """Fetch the feedback that was released, of all that was handed in."""
        page = self.screen.page
        with self.screen.step("fetches feedback"):
            self._tab("Assignments")
            page.locator("#refresh_assignments_list").click()
            self._listed("submitted").get_by_role("button", name="Fetch Feedback").click()
            expect(self._attempts().get_by_text("view feedback")).to_have_count(times)

    def read_feedback(self, expected: list[str], hidden: str) -> None:
        """Open the feedback of the first attempt in Lab, and find these words in it.

        Something else is not shown yet.
        """
        page = self.screen.page
        with self.screen.step("opens the feedback"):
            self._attempts().get_by_text("view feedback").first.click()
            listed = page.locator(".jp-DirListing-item")
            listed.filter(has_text=f"{self.notebook}.html").dblclick()
            shown = page.frame_locator(".jp-HTMLViewer iframe")
            shown.get_by_text(self.notebook).first.wait_for()
        with self.screen.step("reads the feedback"):
            for words in expected:
                shown.get_by_text(words).first.scroll_into_view_if_needed()
            expect(shown.get_by_text(hidden)).to_have_count(0)

    def _menu(self, menu: str, item: str) -> None:
        self.screen.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.screen.page.get_by_role("menuitem", name=item, exact=True).click()

    def _tab(self, name: str) -> None:
        self.screen.page.locator(".lm-DockPanel-tabBar").get_by_text(name).click()

    def _listed(self, where: str) -> Locator:
        return self.screen.page.locator(f"#{where}_assignments_list")

    def _attempts(self) -> Locator:
        return self._listed("submitted").locator(".nested_list_item")

    def _notebook(self) -> Locator:
        return self.screen.page.locator(".jp-Notebook")

    def _type(self, cell: Locator, text: str) -> None:
        cell.locator(".cm-content").click()
        self.screen.page.keyboard.press("Control+A")
        self.screen.page.keyboard.insert_text(text)

"""What an instructor does in nbgrader's formgrader."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from browser.screen import Screen
from browser.servers import TOKEN
from playwright.sync_api import Locator, expect


@dataclass(frozen=True)
class Instructor:
    """An instructor with a server of their own, and one assignment of one notebook."""

    screen: Screen
    address: str
    assignment: str
    notebook: str

    def enter(self) -> None:
        """Come in by way of Lab: the cookie that the formgrader sets holds for one folder only."""
        self.screen.page.goto(f"{self.address}/lab?token={TOKEN}")

    def set_due(self, time: str) -> None:
        """Say in UTC when the assignment is due."""
        self._visit("manage_assignments")
        with self.screen.step("sets the due date"):
            self._press(self._row(self.assignment), "edit")
            self.screen.dialog().locator(".modal-duedate").fill(time)
            self.screen.dialog().get_by_role("button", name="Save").click()
            expect(self._row(self.assignment).locator(".duedate")).to_contain_text(time[:4])

    def release(self) -> None:
        """Make the students' version and give it to them."""
        self._visit("manage_assignments")
        with self.screen.step("generates the assignment"):
            self._press(self._row(self.assignment), "assign")
            self.screen.accept("Successfully created")
        with self.screen.step("releases the assignment"):
            self._press(self._row(self.assignment), "release")
            self.screen.accept("Successfully released")

    def collect(self, student: str) -> None:
        """Take what was handed in; then it waits to be graded."""
        self._visit("manage_assignments")
        with self.screen.step("collects"):
            self._press(self._row(self.assignment), "collect")
            self.screen.accept("Successfully collected")
        self._visit(f"manage_submissions/{self.assignment}")
        with self.screen.step("sees what waits for grading"):
            self._row(student).wait_for()

    def autograde(self, student: str) -> str:
        """Press the button, and return what it says; the server answers others meanwhile."""
        page, answered = self.screen.page, list[str]()
        page.on("response", lambda response: answered.append(urlsplit(response.url).path))
        with self.screen.step("autogrades"):
            self._press(self._row(student), "autograde")
            for _ in range(3):
                assert page.evaluate("fetch('/api/status').then(({ok}) => ok)")
            early = not any(path.endswith("/autograde") for path in answered)
            assert early, "the server answers others only once it has graded"
            expect(self.screen.dialog()).to_contain_text("Successfully autograded")
            said = self.screen.dialog().inner_text()
        self.screen.accept("Successfully autograded")
        return said

    def expect_score(self, student: str, score: str) -> None:
        """Find the points in the table of submissions."""
        self._visit(f"manage_submissions/{self.assignment}")
        with self.screen.step("sees the score"):
            expect(self._row(student).locator(".score")).to_have_text(score)

    def open_submission(self, student: str) -> None:
        """Open a student's submission of the notebook."""
        self._visit(f"gradebook/{self.assignment}/{self.notebook}")
        with self.screen.step("lists submissions"):
            self.screen.page.locator("#main-table a").first.wait_for()
            self.screen.page.get_by_role("button", name="Show All Names").click()
            self._row(student).get_by_role("link", name=student).click()
            self.screen.page.locator("input.score").first.wait_for()

    def expect_words(self, words: list[str]) -> None:
        """Find words on the page of the submission."""
        with self.screen.step("sees the criteria"):
            for each in words:
                self.screen.page.get_by_text(each).first.scroll_into_view_if_needed()

    def score(self, cell: str, points: str) -> None:
        """Give the points of a cell, and see that they are saved."""
        with self.screen.step(f"scores {cell}"):
            box = self.screen.page.locator(f"input.score[id='{cell}']")
            with self._saved("grade"):
                box.fill(points)
                box.blur()

    def comment(self, cell: str, words: str) -> None:
        """Write a comment below a cell, and see that it is saved."""
        with self.screen.step(f"comments {cell}"):
            box = self.screen.page.locator(f"textarea[id='{cell}-comment']")
            with self._saved("comment"):
                box.fill(words)
                box.blur()

    def next(self) -> None:
        """Go on to another submission; behind the last one the list comes back."""
        page, before = self.screen.page, self.screen.page.url
        with self.screen.step("goes on"):
            page.get_by_role("link", name="Next").click()
            expect(page).not_to_have_url(before)

    def give_feedback(self, student: str) -> None:
        """Write the student's pages and release them."""
        self._visit(f"manage_submissions/{self.assignment}")
        with self.screen.step("generates feedback"):
            self._press(self._row(student), "generate-feedback")
            self.screen.accept("Successfully generated feedback")
        with self.screen.step("releases feedback"):
            self._press(self._row(student), "release-feedback")
            self.screen.accept("Successfully released feedback")

    def _visit(self, path: str) -> None:
        self.screen.page.goto(f"{self.address}/formgrader/{path}")

    def _row(self, name: str) -> Locator:
        return self.screen.page.locator("#main-table tr").filter(has_text=name)

    def _press(self, row: Locator, button: str) -> None:
        row.locator(f".{button} a").click()

    def _saved(self, what: str) -> AbstractContextManager[Any]:
        return self.screen.page.expect_response(
            lambda response: f"/api/{what}/" in response.url and response.request.method == "PUT"
        )

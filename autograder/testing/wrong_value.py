"""What a check of a value raises."""

from typing import Any


class WrongValue(AssertionError):
    """A check says no to `came`, in words that name it."""

    def __init__(self, words: str, came: Any) -> None:
        super().__init__(words)
        self.came = came

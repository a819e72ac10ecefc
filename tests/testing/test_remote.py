"""An object in the student's process, as a message shows it."""

from dataclasses import dataclass
from typing import Any

from autograder.testing.student import Remote
from autograder.worker.wire import RemoteObject


@dataclass
class Line:
    """A connection whose own description holds what no student may read."""

    course: str = "/srv/course"

    def call(self, *arguments: Any) -> Any:
        """Answer nothing."""


def test_message_names_the_type_alone() -> None:
    """Neither the connection nor what lies behind it is printed, however many objects came."""
    remote = Remote(Line(), RemoteObject(3, type_name="builtins.object"), 1.0)
    assert f"{[remote]}" == "[<object of type builtins.object>]"
    assert f"{remote.total}" == "<object of type unknown>"

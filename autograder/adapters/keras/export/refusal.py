"""What a student is told of a model that cannot be measured."""

from typing import Any


class ModelRefused(Exception):
    """A model that cannot be measured; the text tells the student what to change."""


def refuse_unless(condition: bool, reason: str) -> None:
    """Raise ModelRefused with `reason` where the condition does not hold."""
    if not condition:
        raise ModelRefused(reason)


def refuse(objection: str | None) -> None:
    """Raise ModelRefused where there is an objection."""
    if objection is not None:
        raise ModelRefused(objection)


def kind(value: Any) -> str:
    """Name the type of a value that is something else than was expected."""
    return f"an object of type {type(value).__qualname__}"

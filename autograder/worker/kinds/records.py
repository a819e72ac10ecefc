"""Instances of dataclasses: the name of their class and their fields, never the class itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.worker.kinds.kind import Kind, require
from autograder.worker.wire_values import RemoteObject

NAME = "record"


@dataclass(frozen=True)
class Record:
    """What an instance of a dataclass holds; the instance itself stays where `origin` says."""

    type_name: str
    fields: Mapping[str, Any]
    origin: RemoteObject


def _built(type_name: Any, fields: Any, origin: Any) -> Record:
    require(type(type_name) is str and type(origin) is RemoteObject, "no class and no instance")
    require(type(fields) is dict and all(type(name) is str for name in fields), "no fields")
    return Record(type_name, fields, origin)


KIND = Kind(NAME, "dataclasses", (), lambda _: (), _built)
KINDS = (KIND,)

"""The `student` of a hidden grader: a proxy whose functions run in the student's process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, TypeVar

from autograder.errors import GraderError, ObjectStayed, ProtocolViolation, StudentRaised
from autograder.testing.session import Connection
from autograder.worker.kinds import figures, records
from autograder.worker.wire import RemoteObject

T = TypeVar("T")

# One export traces a whole network, which takes longer than any call of a student's function.
EXPORT_SECONDS = 180.0


class Stayed:
    """What cannot be compared, read or used as a condition here, as it stays where it is.

    Without this, a comparison would be false without a word.
    """

    def _refuse(self, *_others: Any) -> Any:
        raise ObjectStayed(
            f"{self!r} stays in the student's process: it cannot be compared, iterated, measured "
            "or used as a condition here. Get its value with student.fetch(...), or call "
            "what returns one"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __int__ = __float__ = __complex__ = __index__ = __round__ = __abs__ = __neg__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __array__ = _refuse
    __hash__ = object.__hash__


@dataclass(frozen=True, repr=False, eq=False)
class Remote(Stayed):
    """An object in the student's process; attributes and calls are carried out there.

    Attributes that start with an underscore are out of reach on purpose: no grader needs them,
    and Python itself asks for many.
    """

    connection: Connection
    reference: RemoteObject
    call_seconds: float

    def __getattr__(self, name: str) -> "Remote":
        if name.startswith("_"):
            raise AttributeError(name)
        return replace(
            self, reference=replace(self.reference, path=(*self.reference.path, name), type_name="")
        )

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it in the student's process; raise StudentFault as that goes wrong."""
        return self._ask(self.reference, arguments, keywords, self.call_seconds)

    def __repr__(self) -> str:
        """Tell the type alone: messages with it reach the student."""
        return f"<object of type {self.type_name or 'unknown'}>"

    @property
    def type_name(self) -> str:
        """Qualified name of the object's class, where it came as a result."""
        return self.reference.type_name

    def _ask(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        seconds: float,
    ) -> Any:
        """Send one call and wrap every object that stays in the worker."""
        plain = None if arguments is None else _unwrapped(list(arguments))
        reply = self.connection.call(target, plain, _unwrapped(dict(keywords)), seconds)
        return self._wrapped(reply)

    def _wrapped(self, value: Any) -> Any:
        if isinstance(value, RemoteObject):
            return Remote(self.connection, value, self.call_seconds)
        if isinstance(value, records.Record):
            fields = {name: self._wrapped(item) for name, item in value.fields.items()}
            return Record(value.type_name, fields, self._wrapped(value.origin))
        if isinstance(value, list | tuple):
            return type(value)(self._wrapped(item) for item in value)
        if isinstance(value, dict):
            return {key: self._wrapped(item) for key, item in value.items()}
        return value


@dataclass(frozen=True, eq=False)
class Record:
    """What an instance of a dataclass held when it was fetched: `record.x` is its field `x`.

    Two records are equal if class and fields are. As an argument it is the object itself.
    """

    type_name: str
    fields: Mapping[str, Any]
    origin: Remote

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "fields" or name not in self.fields:
            raise AttributeError(f"a record of {self.type_name} has no field {name!r}")
        return self.fields[name]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        names = self.type_name == other.type_name and self.fields.keys() == other.fields.keys()
        return names and all(
            figures.equal(each, other.fields[name]) for name, each in self.fields.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{self.type_name}({', '.join(f'{k}={v!r}' for k, v in self.fields.items())})"


class Student(Remote):
    """The student's notebook: `student.NAME(...)` calls what the notebook defines."""

    def __init__(self, connection: Connection, call_seconds: float) -> None:
        super().__init__(connection, RemoteObject("notebook"), call_seconds)

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        return Remote(self.connection, RemoteObject("notebook", (name,)), self.call_seconds)

    def fetch(self, remote: Any) -> Any:
        """Return the value of a remote object or attribute, or of each in a list.

        An instance of a dataclass comes as a record of its fields. What is a value is returned.
        """
        if isinstance(remote, list | tuple):
            return type(remote)(self.fetch(each) for each in remote)
        if not isinstance(remote, Remote):
            return remote
        return self._ask(remote.reference, None, {}, self.call_seconds)

    def keep(self, value: Any) -> Remote:
        """Put a value into the worker and return the object there, to be looked at again later."""
        kept: Remote = self._ask(RemoteObject("worker", ("keep",)), [value], {}, self.call_seconds)
        return kept

    def load(self, source: str) -> Remote:
        """Run grader-given source in a namespace of its own in the worker; return the namespace.

        GraderError with the line where it is not Python.
        """
        try:
            compile(source, "<given>", "exec", dont_inherit=True)
        except SyntaxError as error:
            raise GraderError(f"the source for student.load: {error}") from error
        loaded: Remote = self._ask(
            RemoteObject("worker", ("load",)), [source], {}, self.call_seconds
        )
        return loaded

    def printed(self, function: Remote, *arguments: Any, **keywords: Any) -> str:
        """Call a function and return what it has printed."""
        return _of_type(str, self._effect("printed", function, arguments, keywords))

    def drawn(
        self, function: Remote, *arguments: Any, **keywords: Any
    ) -> tuple[figures.Figure, ...]:
        """Call a function and return the figures that it has drawn, shown or not, as data."""
        came = _of_type(list, self._effect("drawn", function, arguments, keywords))
        return tuple(_of_type(figures.Figure, each) for each in came)

    def written(self, function: Remote, *arguments: Any, **keywords: Any) -> tuple[str, ...]:
        """Call a function and return the names of the files that it has made or changed."""
        came = _of_type(list, self._effect("written", function, arguments, keywords))
        return tuple(_of_type(str, each) for each in came)

    def file(self, name: str) -> bytes:
        """Return what a file in the folder of the student's notebook holds.

        AssertionError, with a message for the student, where there is no plain file of that name.
        """
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise GraderError(f"{name!r}: expected the name of a file in the notebook's folder")
        target = RemoteObject("worker", ("file",))
        came = self._ask(target, [name], {}, self.call_seconds)
        if isinstance(came, str):
            raise AssertionError(f"expected a file {name}, {came:.100}")
        return _of_type(bytes, came)

    def _effect(
        self, kind: str, function: Any, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> Any:
        """Ask for what a call leaves beside its result."""
        if not isinstance(function, Remote):
            raise GraderError(f"student.{kind}: expected a function such as student.name first")
        call = [function, list(arguments), dict(keywords)]
        return self._ask(RemoteObject("worker", (kind,)), call, {}, self.call_seconds)

    def export(self, model: Remote, shape: Sequence[int] | None = None) -> Any:
        """Return the model as data: graph, weights, state, optimizer and loss.

        `shape` is that of one input, without which some models cannot be built.
        """
        return self._of_model("export_model", model, shape)

    def initial_weights(self, model: Remote, shape: Sequence[int] | None = None) -> Any:
        """Return the model's weights, for another initialisation of an exported architecture."""
        return self._of_model("initial_weights", model, shape)

    def _of_model(self, function: str, model: Remote, shape: Sequence[int] | None) -> Any:
        sizes = None if shape is None else list(shape)
        return self._ask(RemoteObject("worker", (function,)), [model, sizes], {}, EXPORT_SECONDS)

    def export_estimator(self, estimator: Remote) -> Any:
        """Return a fitted estimator of scikit-learn as data: parameters and what it has learnt."""
        target = RemoteObject("worker", ("export_estimator",))
        return self._ask(target, [estimator], {}, EXPORT_SECONDS)

    def raises(self, exception: str, function: Remote, *arguments: Any, **keywords: Any) -> bool:
        """Return whether the call raises the named built-in exception or a subclass of it."""
        try:
            function(*arguments, **keywords)
        except StudentRaised as error:
            names = (error.type_name, *error.bases)
            return any(name.rpartition(".")[2] == exception for name in names)
        return False


def _of_type(kind: type[T], value: Any) -> T:
    """Return what a worker of ours would have sent; ProtocolViolation for all else."""
    if type(value) is not kind:
        raise ProtocolViolation("the process answered with something of another type")
    return value


def _unwrapped(value: Any) -> Any:
    """Replace every Remote inside an argument by its reference, a record by its object's."""
    if isinstance(value, Record):
        return value.origin.reference
    if isinstance(value, Remote):
        return value.reference
    if isinstance(value, list | tuple):
        return type(value)(_unwrapped(item) for item in value)
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return value

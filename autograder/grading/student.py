"""The `student` of a hidden grader: a proxy whose functions run in the student's process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.errors import GraderError, ObjectStayed, StudentRaised
from autograder.grading.session import Connection
from autograder.worker.wire import Reference

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
    reference: Reference
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
        target: Reference,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        seconds: float,
    ) -> Any:
        """Send one call and wrap every object that stays in the worker."""
        plain = None if arguments is None else _unwrapped(list(arguments))
        reply = self.connection.call(target, plain, _unwrapped(dict(keywords)), seconds)
        return self._wrapped(reply)

    def _wrapped(self, value: Any) -> Any:
        if isinstance(value, Reference):
            return Remote(self.connection, value, self.call_seconds)
        if isinstance(value, list | tuple):
            return type(value)(self._wrapped(item) for item in value)
        if isinstance(value, dict):
            return {key: self._wrapped(item) for key, item in value.items()}
        return value


class Student(Remote):
    """The student's notebook: `student.NAME(...)` calls what the notebook defines."""

    def __init__(self, connection: Connection, call_seconds: float) -> None:
        super().__init__(connection, Reference("notebook"), call_seconds)

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        return Remote(self.connection, Reference("notebook", (name,)), self.call_seconds)

    def fetch(self, remote: Remote) -> Any:
        """Return the value of a remote object or attribute."""
        return self._ask(remote.reference, None, {}, self.call_seconds)

    def keep(self, value: Any) -> Remote:
        """Put a value into the worker and return the object there, to be looked at again later."""
        kept: Remote = self._ask(Reference("worker", ("keep",)), [value], {}, self.call_seconds)
        return kept

    def load(self, source: str) -> Remote:
        """Run grader-given source in a namespace of its own in the worker; return the namespace.

        GraderError with the line where it is not Python.
        """
        try:
            compile(source, "<given>", "exec", dont_inherit=True)
        except SyntaxError as error:
            raise GraderError(f"the source for student.load: {error}") from error
        loaded: Remote = self._ask(Reference("worker", ("load",)), [source], {}, self.call_seconds)
        return loaded

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
        return self._ask(Reference("worker", (function,)), [model, sizes], {}, EXPORT_SECONDS)

    def export_estimator(self, estimator: Remote) -> Any:
        """Return a fitted estimator of scikit-learn as data: parameters and what it has learnt."""
        target = Reference("worker", ("export_estimator",))
        return self._ask(target, [estimator], {}, EXPORT_SECONDS)

    def raises(self, exception: str, function: Remote, *arguments: Any, **keywords: Any) -> bool:
        """Return whether the call raises the named built-in exception or a subclass of it."""
        try:
            function(*arguments, **keywords)
        except StudentRaised as error:
            names = (error.type_name, *error.bases)
            return any(name.rpartition(".")[2] == exception for name in names)
        return False


def _unwrapped(value: Any) -> Any:
    """Replace every Remote inside an argument by its reference."""
    if isinstance(value, Remote):
        return value.reference
    if isinstance(value, list | tuple):
        return type(value)(_unwrapped(item) for item in value)
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return value

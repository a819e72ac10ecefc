"""Tracebacks and messages without what differs from run to run or does not concern a student."""

import linecache
import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

NAME_CHARACTERS = 200
MESSAGE_CHARACTERS = 4_000
TRACEBACK_CHARACTERS = 20_000
LINE_CHARACTERS = 100
FRAMES = 30
CELL_NAME = "Cell In["
GIVEN_SOURCE = "<given>"

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
# TensorFlow compiles Python functions by way of files with names of chance.
_GENERATED = re.compile(r"(__autograph_generated_file)\w+")
# Protocol buffers print themselves behind a mark that is drawn anew in each process.
_DEBUG_MARK = re.compile(r"goo\.gle/debug\w+\s+")
_LIBRARIES = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
_FOREIGN = (*_LIBRARIES, str(Path(__file__).parents[1]), "<frozen ", "<decorator-gen")


def scrub(text: str) -> str:
    """Take out what differs from run to run, and what UTF-8 cannot hold."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return _DEBUG_MARK.sub("", _GENERATED.sub(r"\1", _ADDRESS.sub("at 0x…", clean)))


def cut(text: str, characters: int) -> str:
    """Shorten a text in the middle and say so."""
    if len(text) <= characters:
        return text
    half = characters // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters left out … {text[-half:]}"


def message_of(error: BaseException) -> str:
    """Return the exception's text; an exception may fail even at that."""
    try:
        # Cut first: to search a text of many megabytes takes longer than a call may.
        return scrub(cut(str(error), MESSAGE_CHARACTERS))
    except BaseException:
        return "<an exception whose text cannot be read>"


def shorten(error: BaseException) -> None:
    """Drop every frame that is not the student's from an exception and from what led to it."""
    for link in _chain(error):
        link.__traceback__ = _own_frames(link.__traceback__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _own_frames(traceback: TracebackType | None) -> TracebackType | None:
    own = [link for link in _links(traceback) if _is_own(link.tb_frame.f_code.co_filename)]
    if len(own) > FRAMES:
        own = own[: FRAMES // 2] + own[-FRAMES // 2 :]
    shortened = None
    for link in reversed(own):
        shortened = TracebackType(shortened, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return shortened


def _links(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_own(filename: str) -> bool:
    """Tell a notebook cell, or a file that came with the notebook, from a library."""
    return not filename.startswith(_FOREIGN) and not _GENERATED.search(filename)


def format_error(error: BaseException) -> str:
    """Write the student's own frames and the exception, as text for a person."""
    lines = [_frame_line(link) for link in _links(_own_frames(error.__traceback__))]
    name = cut(type(error).__name__, NAME_CHARACTERS)
    text = "\n".join([*lines, f"{name}: {message_of(error)}"])
    return cut(text, TRACEBACK_CHARACTERS)


def _frame_line(link: TracebackType) -> str:
    code = link.tb_frame.f_code
    return f"{Path(code.co_filename).name}, line {link.tb_lineno}, in {code.co_name}"


def place_of(error: BaseException) -> str:
    """Return the line of the student's own that was left by an exception; empty where none was.

    Its number counts from the top of its cell or file.
    """
    own = list(_links(_own_frames(error.__traceback__)))
    if not own:
        return ""
    code, number = own[-1].tb_frame.f_code, own[-1].tb_lineno
    file = "" if code.co_filename.startswith(CELL_NAME) else f"{Path(code.co_filename).name}, "
    line = linecache.getline(code.co_filename, number or 0).strip().replace("`", "'")
    place = scrub(cut(f"{file}line {number}, in {code.co_name}", NAME_CHARACTERS))
    return f"{place}: `{scrub(cut(line, LINE_CHARACTERS))}`" if line else place


def describe(error: BaseException) -> dict[str, object]:
    """Return an exception as plain data: type, names of its bases, text, place and way."""
    bases = [_qualified(base) for base in type(error).__mro__ if base is not object]
    return {
        "given": _left_given_source(error),
        "type": cut(type(error).__name__, NAME_CHARACTERS),
        "bases": bases[:32],
        "message": message_of(error),
        "place": place_of(error),
        "traceback": format_error(error),
    }


def _left_given_source(error: BaseException) -> bool:
    """Whether the last line outside of libraries is one that a grader has sent over."""
    own = list(_links(_own_frames(error.__traceback__)))
    return bool(own) and own[-1].tb_frame.f_code.co_filename == GIVEN_SOURCE


def _qualified(kind: type) -> str:
    if kind.__module__ in ("builtins", "__main__"):
        return cut(kind.__qualname__, NAME_CHARACTERS)
    return cut(f"{kind.__module__}.{kind.__qualname__}", NAME_CHARACTERS)

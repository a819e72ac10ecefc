"""Bytes of a file into a JSON document, whatever encoding and remains of tools it has."""

import codecs
import json
import re
from typing import Any

from autograder.reader.refusal import SAVE, Rejected, Several

# Longer marks first: that of UTF-16 begins that of UTF-32.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
NAMES = {"utf-32": "UTF-32", "utf-16": "UTF-16"}
# What may stand under a notebook's name instead of one, by how it begins.
OTHERS = {
    "a web page": re.compile(r"<(?:!doctype|html|head|\?xml|[a-z])", re.IGNORECASE),
    "a link": re.compile(r"https?://\S+$|\[InternetShortcut\]", re.IGNORECASE),
    "a pointer of Git LFS": re.compile(r"version https://git-lfs"),
    "a Python script": re.compile(r"(?:#|\"\"\"|import |from \w+ import )"),
}
OURS = re.compile(r"^<{7}(?: .*)?$")
BASE = re.compile(r"^\|{7}(?: .*)?$")
MIDDLE = re.compile(r"^={7}$")
THEIRS = re.compile(r"^>{7}(?: .*)?$")
CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)


def decoded(data: bytes) -> tuple[str, list[str]]:
    """Return the text and what is to be said of its encoding."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _marked(data, encoding)
    try:
        return data.decode(json.detect_encoding(data)), []
    except UnicodeDecodeError:
        said = "its text is not UTF-8 and was read as Windows-1252: letters may be wrong"
        return data.decode("cp1252", errors="replace"), [said]


def _marked(data: bytes, encoding: str) -> tuple[str, list[str]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = NAMES.get(encoding, "UTF-8")
        raise Rejected(f"is marked as {name}, but is not ({error.reason}); {SAVE}") from error
    if encoding in NAMES:
        return text, [f"its text was in {NAMES[encoding]} instead of UTF-8"]
    return text, ["it begins with a byte order mark (BOM), which was ignored"]


def parsed(text: str) -> tuple[Any, list[str]]:
    """Return the JSON document at the beginning of a text; what lies behind it is told."""
    if not text.strip():
        raise Rejected(f"is empty; {SAVE}")
    for other, begins in OTHERS.items():
        if begins.match(text.strip()):
            raise Rejected(f"is {other}, not a notebook; {SAVE}")
    start = len(text) - len(text.lstrip())
    try:
        document, end = json.JSONDecoder(object_pairs_hook=_kept, strict=False).raw_decode(
            text, start
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}: {error.msg}"
        if _ends_too_early(text, error):
            where = f"it ends in the middle, at line {text.count(chr(10)) + 1}: a part was lost"
        raise Rejected(f"is not valid JSON ({where}); {SAVE}") from error
    except RecursionError as error:
        raise Rejected(f"is not valid JSON (nested too deep); {SAVE}") from error
    except ValueError as error:
        raise Rejected(f"is not valid JSON ({error}); {SAVE}") from error
    return document, _rest(text[end:])


def _ends_too_early(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the text stopped before the document did, as where an upload was cut off."""
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")


def _kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Drop outputs as soon as they are read: however large, they make no notebook too large."""
    return {name: value for name, value in pairs if name != "outputs"}


def _rest(text: str) -> list[str]:
    """Tell of what stands behind the document; a second notebook there is another version."""
    rest = text.strip().strip("\0").strip()
    if not rest:
        return []
    if rest.startswith("{") and '"cells"' in rest:
        raise Several("holds two notebooks, one behind the other; hand in the one that counts")
    return [f"{len(rest):,} characters behind the end of the notebook were dropped"]


def sides(text: str) -> tuple[str, str] | None:
    """Return both versions of a text that holds a merge conflict; None where there is none."""
    if not CONFLICT.search(text):
        return None
    # What is kept of a line: by our version, by theirs.
    both = (True, True)
    ours: list[str] = []
    theirs: list[str] = []
    for line in text.splitlines():
        now = _side(line)
        if now is not None:
            both = now
            continue
        if both[0]:
            ours.append(line)
        if both[1]:
            theirs.append(line)
    return "\n".join(ours), "\n".join(theirs)


def _side(line: str) -> tuple[bool, bool] | None:
    """Return whose lines follow a mark; None for a line that is none."""
    for mark, follows in (
        (OURS, (True, False)),
        (BASE, (False, False)),
        (MIDDLE, (False, True)),
        (THEIRS, (True, True)),
    ):
        if mark.match(line):
            return follows
    return None

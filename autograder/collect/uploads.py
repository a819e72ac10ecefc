"""What a platform says of a file that somebody has handed in."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from autograder.collect.downloads import Entry


@dataclass(frozen=True)
class Sender:
    """Whoever has handed in, as the platform names them; what it does not say is empty.

    `number` is the platform's own for a person; that of a `participant` is made for one assignment.
    """

    name: str
    number: str = ""
    id: str = ""
    email: str = ""
    participant: bool = False

    def __str__(self) -> str:
        also = dict.fromkeys((self.number, self.id, self.email))
        about = ", ".join(each for each in also if each not in ("", self.name))
        return f"{self.name} ({about})" if about else self.name


@dataclass(frozen=True)
class Upload:
    """A file of a sender's; `path` is where it lies among their files.

    `order` grows with the time at which it was handed in, among the files of one sender.
    """

    sender: Sender
    entry: Entry
    path: PurePosixPath
    order: int = 0
    late: bool = False
    time: datetime | None = None


@dataclass(frozen=True)
class Sorted:
    """The files of a download by sender, and what is not understood, in words."""

    uploads: tuple[Upload, ...]
    strays: tuple[str, ...] = ()


@dataclass
class Sorting:
    """Takes the files of a download one by one."""

    uploads: list[Upload] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def stray(self, entry: Entry, why: str) -> None:
        """Leave a file out, and say why."""
        self.strays.append(f"{entry.path}: {why}")

    @property
    def done(self) -> Sorted:
        """What has been taken."""
        return Sorted(tuple(self.uploads), tuple(self.strays))


Sort = Callable[[Iterable[Entry]], Sorted]


def plain_name(*parts: str) -> str:
    """Return names as they are compared: letters and digits alone, without case or accents.

    Platforms leave out signs and blanks, and each writes accents in its own way.
    """
    decomposed = unicodedata.normalize("NFKD", "".join(parts))
    return re.sub(r"[\W_]", "", decomposed).casefold()

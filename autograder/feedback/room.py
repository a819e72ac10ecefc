"""How much of one student's outputs a page takes.

HTML cleaners and the conversion of coloured text take time that grows with the square of what
they are given: 400 kB of nested tags keep one busy for half a minute. So the size is looked at
first, of each output and of all outputs of a notebook together.
"""

import re
from dataclasses import dataclass

CHARACTERS = 200_000
TAGS = 20_000
EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=\s]+")
PICTURES = frozenset({"image/png", "image/jpeg"})


@dataclass
class Room:
    """What is left for one notebook: outputs, characters, tags, characters of pictures."""

    outputs: int = 2_000
    characters: int = 4_000_000
    tags: int = 100_000
    pictures: int = 32_000_000

    def admit(self, wanted: int) -> int:
        """Return for how many of a cell's outputs there is room, and take it."""
        admitted = min(wanted, self.outputs)
        self.outputs -= admitted
        return admitted

    def takes(self, mime: str, text: str) -> bool:
        """Whether there is room for data of a type; if so, it is taken."""
        bare = "" if mime in PICTURES else EMBEDDED.sub("", text)
        tags = 0 if mime == "text/plain" else bare.count("<")
        pictures = len(text) - len(bare)
        fits = len(bare) <= min(CHARACTERS, self.characters) and tags <= min(TAGS, self.tags)
        if fits := fits and pictures <= self.pictures:
            self.characters -= len(bare)
            self.tags -= tags
            self.pictures -= pictures
        return fits

    def cut(self, text: str) -> str:
        """Return as much of a printed text as there is room for, and say what is left out."""
        kept = text[: min(CHARACTERS, self.characters)]
        self.characters -= len(kept)
        left_out = len(text) - len(kept)
        return f"{kept}\n[{left_out:,} more characters are not shown]\n" if left_out else kept

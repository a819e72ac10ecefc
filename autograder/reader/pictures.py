"""Draw submitted pictures anew, of modest size, in a process of its own with limits.

Takes {name: base64} on standard input as JSON, and gives {name: [type, base64]} for each that is
a picture. What else a picture's file holds ends here. Beside the standard library it needs Pillow.
"""

import base64
import contextlib
import io
import json
import sys

from PIL import Image, ImageOps

from autograder.reader.bounds import bound

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
# A screenshot of text is small as PNG; a photograph is not.
MOST_BYTES = 400_000
QUALITY = 85


def main() -> None:
    """Answer one request."""
    memory, seconds = map(int, sys.argv[1:])
    bound(memory, seconds)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses what is twice as large
    drawn: dict[str, list[str]] = {}
    for name, data in json.load(sys.stdin).items():
        # Whatever Pillow meets in a file that was made to harm it: there is no picture then.
        with contextlib.suppress(Exception):
            drawn[name] = list(redrawn(base64.b64decode(data)))
    sys.stdout.write(json.dumps(drawn))


def redrawn(data: bytes) -> tuple[str, str]:
    """Return type and base64 of the same picture, its longest side bounded."""
    with Image.open(io.BytesIO(data), formats=KINDS) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(paper, picture).convert("RGB")
    lossless = _saved(flat, "PNG", optimize=True)
    if len(lossless) <= MOST_BYTES:
        return "image/png", base64.b64encode(lossless).decode()
    return "image/jpeg", base64.b64encode(_saved(flat, "JPEG", quality=QUALITY)).decode()


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()

"""Hashes of several parts that cannot run into each other."""

import hashlib
from collections.abc import Mapping
from typing import Any


def update(digest: "hashlib._Hash", part: bytes) -> None:
    """Add one part with its length before it, so that parts cannot run into each other."""
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)


def keyed_hash(parts: Mapping[str, Any]) -> str:
    """Hash a mapping of texts."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        update(digest, name.encode())
        update(digest, str(parts[name]).encode())
    return digest.hexdigest()


def hash_of_files(files: Mapping[str, bytes]) -> str:
    """Hash files by name and content."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        update(digest, name.encode())
        update(digest, data)
    return digest.hexdigest()

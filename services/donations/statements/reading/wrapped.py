"""Texts that a format cuts into pieces of a fixed length, put together as they were."""

from collections.abc import Sequence


def joined(pieces: Sequence[str], full_length: int) -> str:
    """A full piece runs on into the next one; after a shorter one stood a space or a line break."""
    text = ""
    for piece in pieces:
        text += piece if len(piece) >= full_length else piece + " "
    return text.strip()

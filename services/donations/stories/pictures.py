"""Photos made for everybody: bounded in pixels and bytes, the right way up, and with nothing of what a camera writes
beside them."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from services.donations.stories import rules

SIZES = {"small": (320, 9_000), "large": (960, 60_000)}
"""Longest side and most bytes: a page of eight small ones stays below 100 kB."""

QUALITIES = (78, 62, 46, 34)
SMALLER_BY = 0.7
MOST_TRIES = 8
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def made_small(data: bytes, kind: str) -> dict[str, bytes]:
    """A photo as JPEGs, one for each of :data:`SIZES`.

    Only pixels go over: place, camera and comments stay behind.  Its size is looked at before a pixel is read.
    Raises PictureTooLarge, PictureUnreadable."""
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
            rules.check_pixels(kind, *picture.size)
            bare = _bare(picture)
    except Image.DecompressionBombError:
        raise rules.picture_too_large() from None
    # Pillow's readers raise these for what is cut off or broken, each in its own way.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, EOFError):
        raise rules.picture_unreadable() from None
    made = {}
    for size, (longest_side, most_bytes) in sorted(SIZES.items(), key=lambda one: -one[1][0]):
        bare.thumbnail((longest_side, longest_side))
        made[size] = _within(bare, most_bytes)
    return made


def _bare(picture: Image.Image) -> Image.Image:
    longest = max(side for side, _ in SIZES.values())
    # A JPEG is decoded at a fraction of its size straight away.
    picture.draft("RGB", (2 * longest, 2 * longest))
    picture.thumbnail((longest, longest))
    turned = ImageOps.exif_transpose(picture).convert("RGBA")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned)
    return bare


def _within(picture: Image.Image, most_bytes: int) -> bytes:
    """As good as these bytes allow: first plainer, then smaller."""
    for _ in range(MOST_TRIES):
        for quality in QUALITIES:
            made = io.BytesIO()
            picture.save(made, "JPEG", quality=quality, optimize=True)
            if made.tell() <= most_bytes:
                return made.getvalue()
        width, height = picture.size
        picture = picture.resize((max(1, int(width * SMALLER_BY)), max(1, int(height * SMALLER_BY))))
    raise rules.picture_too_large()

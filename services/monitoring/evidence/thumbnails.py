"""A small picture of a photo, made in bounded memory and time, with nothing of what a camera writes beside it."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from services.monitoring.evidence import rules

LONGEST_SIDE = 320
_QUALITY = 75
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def thumbnail(file: IO[bytes], kind: str) -> bytes:
    """As a JPEG of at most :data:`LONGEST_SIDE` pixels, the right way up.

    Only pixels go over: place, camera and comments stay behind.  Its size is looked at before a pixel is read.
    Raises NoThumbnail, PictureTooLarge, PictureUnreadable."""
    rules.check_can_be_small(kind)
    file.seek(0)
    try:
        with Image.open(file, formats=[_FORMATS[kind]]) as picture:
            rules.check_pixels(kind, *picture.size)
            return _small(picture)
    except Image.DecompressionBombError:
        raise rules.PictureTooLarge(
            "Ảnh lớn quá để thu nhỏ.", field="evidence_id", remedy="Tải tệp gốc về để xem."
        ) from None
    # Pillow's readers raise these for what is cut off or broken, each in its own way.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, EOFError):
        raise rules.picture_unreadable() from None


def _small(picture: Image.Image) -> bytes:
    # A JPEG is decoded at a fraction of its size straight away.
    picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(picture).convert("RGBA")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned)
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()

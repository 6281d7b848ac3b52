"""Photos for everybody: small, the right way up, and with nothing that a camera wrote beside the pixels."""

import io
import os

import pytest
from PIL import Image

from services.donations.stories import rules
from services.donations.stories.pictures import SIZES, made_small

GPS = 0x8825


def photo(width: int = 1600, height: int = 1200, turned: int = 1, noise: bool = False) -> bytes:
    """As a telephone makes it: with where and by what it was taken."""
    picture = Image.new("RGB", (width, height), "olive")
    if noise:
        picture = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x9C9C] = "Telephone of Nguyen Van Mau", turned, b"thon mau"
    exif.get_ifd(GPS).update({1: "N", 2: (11.0, 34.0, 12.0), 3: "E", 4: (108.0, 59.0, 1.0)})
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=b"taken at home", quality=40)
    return made.getvalue()


def test_a_photo_with_its_place_comes_out_without_any() -> None:
    sent = photo()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS), "the telephone did tell"
    for data in made_small(sent, "image/jpeg").values():
        shown = Image.open(io.BytesIO(data))
        assert not shown.getexif() and not shown.info.get("comment") and "exif" not in shown.info
        assert not [word for word in (b"Exif", b"Telephone", b"taken at home") if word in data]


def test_each_copy_stays_within_its_pixels_and_bytes_whatever_was_photographed() -> None:
    for name, data in made_small(photo(1400, 1050, noise=True), "image/jpeg").items():
        side, most_bytes = SIZES[name]
        assert len(data) <= most_bytes
        assert max(Image.open(io.BytesIO(data)).size) <= side


def test_a_photo_taken_upright_is_shown_upright() -> None:
    width, height = Image.open(io.BytesIO(made_small(photo(turned=6), "image/jpeg")["large"])).size
    assert width < height


def test_what_is_broken_or_unfolds_to_too_much_is_refused_by_name() -> None:
    with pytest.raises(rules.PictureUnreadable):
        made_small(photo()[:200], "image/jpeg")
    with pytest.raises(rules.PictureUnreadable):
        made_small(b"\xff\xd8\xff\xe0 made up", "image/jpeg")
    with pytest.raises(rules.PictureTooLarge):
        rules.check_pixels("image/png", 5_000, 5_000)

"""A photo as it would be shown, for who chooses among the photos of a house."""

from __future__ import annotations

import base64
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.houses.commands import load_house
from services.donations.stories.commands import make_picture, picture_id
from services.donations.stories.documents import StoryPicture

Json = dict[str, Any]


def get_story_picture(uow: UnitOfWork, command: Json) -> Json:
    """The small or large copy of a photo of the house, made now if it is not there yet.

    Raises HouseNotFound, HousePhotoNotFound, PictureTooLarge, PictureUnreadable."""
    house, sha256 = load_house(command["house_id"]), command["sha256"]
    make_picture(house, sha256)
    kept = StoryPicture.objects.get(id=picture_id(house.id, sha256, command["size"]))
    return {"content_type": "image/jpeg", "content_base64": base64.b64encode(kept.data).decode()}

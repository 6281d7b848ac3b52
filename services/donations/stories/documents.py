"""Stories, what households agreed to, and photos made for the public, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    StringField,
)


class Agreed(EmbeddedDocument):
    """What the household agrees to now; ``number`` of it in :class:`StoryConsent`."""

    number = IntField(required=True)
    tells_text = BooleanField(required=True)
    tells_photos = BooleanField(required=True)
    name_display = StringField(required=True)


class ToldPhoto(EmbeddedDocument):
    """A photo of the house that the story shows.  ``name``: what the public address calls it, which says nothing of the
    file that came; ``step``: at which step of the house it was taken."""

    sha256 = StringField(required=True)
    name = StringField(required=True)
    step = StringField(required=True)
    alt = StringField(required=True)


class Published(EmbeddedDocument):
    """What everybody may read: the draft as it was when it was published, and the name as far as was agreed then."""

    title = StringField(default="")
    text = StringField(default="")
    photos = EmbeddedDocumentListField(ToldPhoto)
    told_name = StringField(default="")
    name_display = StringField(required=True)
    consent_number = IntField(required=True)
    draft_version = IntField(required=True)
    published_by = StringField(required=True)
    published_at = DateTimeField(required=True)


class Story(Document):
    """The story of a house: its draft, what is agreed to, and what is public.  Its id is known to the public, that of
    its house is not.  ``waits``: the draft waits to be published."""

    id = StringField(primary_key=True)
    house_id = StringField(required=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    state = StringField(required=True)
    waits = BooleanField(default=False)
    title = StringField(default="")
    text = StringField(default="")
    photos = EmbeddedDocumentListField(ToldPhoto)
    draft_version = IntField(default=0)
    written_by = ListField(StringField())
    written_at = DateTimeField()
    consent = EmbeddedDocumentField(Agreed)
    published = EmbeddedDocumentField(Published)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "stories", "auto_create_index": False,
        "indexes": [
            {"fields": ["house_id"], "unique": True},
            ("campaign", "-published.published_at", "-id"),
        ],
    }


class StoryConsent(Document):
    """A consent given or withdrawn: what, on which paper, who took it down and when.  Never changed or deleted."""

    house_id = StringField(required=True)
    number = IntField(required=True)
    what = StringField(required=True)
    tells_text = BooleanField(default=False)
    tells_photos = BooleanField(default=False)
    name_display = StringField(default="")
    paper = StringField(default="")
    note = StringField(default="")
    on = DateField(required=True)
    taken_by = StringField(required=True)
    taken_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "story_consents", "auto_create_index": False,
        "indexes": [{"fields": ["house_id", "-number"], "unique": True}],
    }


class StoryStep(Document):
    """Who wrote, published or took down, and when; nothing of what was told.  Never changed or deleted."""

    house_id = StringField(required=True)
    what = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)
    note = StringField(default="")

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "story_steps", "auto_create_index": False,
        "indexes": [("house_id", "-id")],
    }


class StoryPicture(Document):
    """A photo of a house made small, with nothing but its pixels: ``<house id>:<sha256 of what came>:<size>``."""

    id = StringField(primary_key=True)
    data = BinaryField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "story_pictures", "auto_create_index": False,
    }


DOCUMENTS = [Story, StoryConsent, StoryStep, StoryPicture]

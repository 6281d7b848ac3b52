"""What the API tells of stories of houses, at the desk and to everybody."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.donations import stories as asked
from contracts.fields import LocalDay, entry_mark_field, unit_field


class Agreed(Schema):
    """What the household agrees to now."""

    number = fields.Integer(required=True)
    tells_text = fields.Boolean(required=True)
    tells_photos = fields.Boolean(required=True)
    name_display = fields.String(required=True)


class ConsentKept(Agreed):
    """A consent given or withdrawn."""

    what = fields.String(required=True)
    paper = fields.String(required=True)
    note = fields.String(required=True)
    on = LocalDay(required=True)
    taken_by = fields.String(required=True)
    taken_at = fields.String(required=True)


class StepTaken(Schema):
    """Who wrote, published or took down."""

    what = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)
    note = fields.String(required=True)


class PhotoChosen(asked.ChosenPhoto):
    """A photo that the draft shows."""

    step = fields.String(required=True)


class PublicNow(Schema):
    """That the story is public; ``is_draft``: it is the draft as it stands."""

    published_by = fields.String(required=True)
    published_at = fields.String(required=True)
    is_draft = fields.Boolean(required=True)
    name_display = fields.String(required=True)


class HouseStory(Schema):
    """The story of a house, without the household's name."""

    house_id = fields.String(required=True)
    story_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    waits = fields.Boolean(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    photos = fields.List(fields.Nested(PhotoChosen), required=True)
    written_by = fields.List(fields.String(), required=True)
    written_at = fields.String(required=True, allow_none=True)
    consent = fields.Nested(Agreed, required=True, allow_none=True)
    published = fields.Nested(PublicNow, required=True, allow_none=True)


class WholeStory(HouseStory):
    """All of it: the name as it would be told, the history of consent and of the steps, newest first."""

    told_name = fields.String(required=True)
    consents = fields.List(fields.Nested(ConsentKept), required=True)
    steps = fields.List(fields.Nested(StepTaken), required=True)


class StoryLine(Schema):
    """A house and how far its story is."""

    house_id = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    handed_over_on = LocalDay(required=True, allow_none=True)
    photos = fields.Integer(required=True)
    state = fields.String(required=True)
    waits = fields.Boolean(required=True)
    title = fields.String(required=True)
    agreed = fields.Boolean(required=True)


class PageOfHouses(Schema):
    """A page; ``next`` is null on the last."""

    houses = fields.List(fields.Nested(StoryLine), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichHouses(asked.ListStoryHouses):
    """Which houses; ``unit`` with all below."""

    class Meta:
        exclude = ("units",)
        unknown = RAISE

    unit = unit_field(load_default=None, allow_none=True)
    after = entry_mark_field()


class StoryPhoto(Schema):
    """A photo and where it is."""

    photo = fields.String(required=True)
    step = fields.String(required=True)
    alt = fields.String(required=True)
    small = fields.String(required=True)
    large = fields.String(required=True)


class StoryMoney(Schema):
    """Paid out of whose Fund."""

    fund = fields.String(required=True)
    amount_vnd = fields.Integer(required=True)


class ToldStory(Schema):
    """A story as everybody may read it.  ``told_name``: the head's name as far as the household wishes, or empty."""

    story_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    told_name = fields.String(required=True)
    published_on = LocalDay(required=True)
    photos = fields.List(fields.Nested(StoryPhoto), required=True)
    kind = fields.String(required=True, allow_none=True)
    handed_over_on = LocalDay(required=True, allow_none=True)
    cost_vnd = fields.Integer(required=True, allow_none=True)
    payments = fields.List(fields.Nested(StoryMoney), required=True)


class PageOfStories(Schema):
    """A page, newest first; ``next`` is null on the last."""

    stories = fields.List(fields.Nested(ToldStory), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichStories(asked.ListPublicStories):
    """Which stories; ``unit`` with all below."""

    class Meta:
        exclude = ("units",)
        unknown = RAISE

    unit = unit_field(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=8, validate=validate.Range(1, asked.MOST_IN_A_PAGE))

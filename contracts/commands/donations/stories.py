"""Commands about stories of houses: told to everybody only as far as the household consented."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, LocalDay, Text, WholeNumber, choice_field, code_field, entry_mark_field, unit_field

NAME_DISPLAYS = ["shown", "masked", "anonymous"]
PICTURE_SIZES = ["small", "large"]
STORY_STATES = ["none", "draft", "published", "taken_down", "withdrawn"]

LONGEST_TITLE = 120
LONGEST_STORY = 4000
LONGEST_ALT = 200
MOST_PHOTOS_TOLD = 6
MOST_IN_A_PAGE = 50


def _sha256() -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Mã ảnh chưa đúng."))


class OfHouse(Command):
    """The house that the story is of."""

    house_id = fields.String(required=True, validate=validate.Length(1, 40))


class RecordStoryConsent(OfHouse):
    """What the household agreed may be told, as its signed paper says; it takes the place of what it agreed before.

    name_display: the head's name whole, as initials, or not at all; paper: where the paper is found."""

    tells_text = fields.Boolean(required=True)
    tells_photos = fields.Boolean(required=True)
    name_display = choice_field(NAME_DISPLAYS, required=True)
    paper = Text(required=True, longest=200, shortest=3)
    given_on = LocalDay(required=True)


class WithdrawStoryConsent(OfHouse):
    """The household takes its consent back, at any time and for any reason or none."""

    withdrawn_on = LocalDay(required=True)
    note = Text(longest=500, load_default="", shortest=0)


class ChosenPhoto(Command):
    """A photo of the house that the story shows.  ``alt``: what is seen on it, for whoever can't see it."""

    sha256 = _sha256()
    alt = Text(required=True, longest=LONGEST_ALT, shortest=5)


class WriteStory(OfHouse):
    """Draft the story, or change the draft; what is public stays as it is.

    seen_version: the version that whoever writes has seen; left out, the newest."""

    title = Text(longest=LONGEST_TITLE, load_default="", shortest=0)
    text = Text(longest=LONGEST_STORY, load_default="", shortest=0)
    photos = fields.List(
        fields.Nested(ChosenPhoto), load_default=list,
        validate=validate.Length(max=MOST_PHOTOS_TOLD, error=f"Chọn nhiều nhất {MOST_PHOTOS_TOLD} ảnh."),
    )
    seen_version = WholeNumber(lowest=0, highest=10**9, load_default=None, allow_none=True)


class PublishStory(OfHouse):
    """Make the draft public, as whoever publishes it has seen it."""

    seen_version = WholeNumber(lowest=1, highest=10**9, required=True)


class TakeDownStory(OfHouse):
    """Take the story off the public page; it may be published again."""

    reason = Text(required=True, longest=500)


class StoryPicture(OfHouse):
    """A photo of the house, as it would be shown."""

    sha256 = _sha256()
    size = choice_field(PICTURE_SIZES, required=True)


class ListStoryHouses(Command):
    """A page of houses with the state of their stories.  ``state``: a state of a story, or ``waiting``: a draft that
    waits to be published; null: houses that are handed over, or have a story."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    state = fields.String(
        load_default=None, allow_none=True,
        validate=validate.OneOf(["waiting", *STORY_STATES], error="Phải là một trong: {choices}."),
    )
    after = entry_mark_field()
    limit = fields.Integer(load_default=30, validate=validate.Range(1, MOST_IN_A_PAGE))


class ListPublicStories(Command):
    """A page of what is public, the newest first.  ``units``: of these alone, null for all."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=8, validate=validate.Range(1, MOST_IN_A_PAGE))


class PublicStory(Command):
    """One story that is public."""

    story_id = fields.String(required=True, validate=validate.Length(1, 40))


class PublicStoryPicture(PublicStory):
    """A photo of a story that is public."""

    photo = fields.String(required=True, validate=validate.Length(1, 40))
    size = choice_field(PICTURE_SIZES, required=True)

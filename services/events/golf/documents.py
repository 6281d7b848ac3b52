"""A tournament, its players and what they promise, as kept in MongoDB.  Names and phones stay here."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    LongField,
    StringField,
)


class GolfTournament(Document):
    """The tournament of an activity, whose code is its id.

    ``touched`` grows with each change of anything of the tournament: two changes at once meet a write conflict here,
    and the second sees what the first did.  ``playing`` counts players registered and not withdrawn; numbers are
    given to players, lots and bidders in order and never twice."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    touched = IntField(default=0)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    course_name = StringField(required=True)
    holes = ListField(DictField())
    tees = ListField(DictField())
    fee_vnd = LongField(required=True)
    most_players = IntField(required=True)
    flight_size = IntField(required=True)
    mulligan_vnd = LongField(required=True)
    most_mulligans = IntField(required=True)
    hole_sponsor_vnd = LongField(required=True)
    packages = ListField(DictField())
    contests = ListField(DictField())
    teams = ListField(DictField())
    most_per_team = IntField()
    playing = IntField(default=0)
    last_player_number = IntField(default=0)
    last_lot_number = IntField(default=0)
    last_bidder_number = IntField(default=0)
    draw_number = IntField(default=0)
    draw_locked = BooleanField(default=False)
    saved_by = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_tournaments", "auto_create_index": False,
    }


class GolfPlayer(Document):
    """A player; never deleted, one who does not play is withdrawn.  ``sponsor_id``: on whose package; ``forgotten_on``:
    when the name was cut down to what the player wants shown, and the phone blanked."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    number = IntField(required=True)
    player_name = StringField(required=True)
    name_display = StringField(required=True)
    handicap_index = StringField()
    tee = StringField(required=True)
    team = StringField()
    club = StringField(default="")
    phone = StringField(default="")
    sponsor_id = StringField()
    homonym_key = StringField(required=True)
    mulligans = IntField(default=0)
    status = StringField(required=True)
    registered_on = DateField(required=True)
    registered_by = StringField(required=True)
    withdrawn_reason = StringField()
    forgotten_on = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_players", "auto_create_index": False,
        "indexes": [{"fields": ["tournament", "number"], "unique": True}, ["tournament", "homonym_key"], "sponsor_id"],
    }


class GolfPromise(Document):
    """Money promised to the Fund; its amount never changes: what is wrong is withdrawn and promised anew.

    The pledge that donations keeps for it has the same id.  ``pledge_version``: the newest that was heard of it."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    source = StringField(required=True)
    reference = StringField(required=True)
    amount_vnd = LongField(required=True)
    payer_name = StringField(required=True)
    name_display = StringField(required=True)
    donor_kind = StringField()
    golf_player_id = StringField()
    sponsor_id = StringField()
    lot_id = StringField()
    bidder = IntField()
    pieces = IntField(default=1)
    status = StringField(required=True)
    promised_on = DateField(required=True)
    promised_by = StringField(required=True)
    withdrawn_on = DateField()
    withdrawn_reason = StringField()
    pledge_version = IntField(default=0)
    pledge_status = StringField()
    memo_code = StringField()
    paid_vnd = LongField(default=0)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_promises", "auto_create_index": False,
        "indexes": [["tournament", "source"], "golf_player_id", "sponsor_id", "lot_id"],
    }


class GolfSponsor(Document):
    """A sponsor.  ``holes_taken`` and ``players``: how many holes and places for players come with what was taken, as
    it was then; ``holes``: those that bear the name."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    sponsor_name = StringField(required=True)
    name_display = StringField(required=True)
    donor_kind = StringField(required=True)
    phone = StringField(default="")
    package = StringField()
    package_name = StringField()
    holes = ListField(IntField())
    holes_taken = IntField(required=True)
    players = IntField(required=True)
    promise_id = StringField(required=True)
    status = StringField(required=True)
    promised_on = DateField(required=True)
    added_by = StringField(required=True)
    withdrawn_reason = StringField()
    forgotten_on = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_sponsors", "auto_create_index": False, "indexes": ["tournament"],
    }


class GolfBidder(Document):
    """Who bids under a number; the id is the tournament's and the number."""

    id = StringField(primary_key=True)
    tournament = StringField(required=True)
    number = IntField(required=True)
    bidder_name = StringField(required=True)
    name_display = StringField(required=True)
    donor_kind = StringField(required=True)
    phone = StringField(default="")
    registered_by = StringField(required=True)
    forgotten_on = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_bidders", "auto_create_index": False,
        "indexes": [["tournament", "number"]],
    }


class GolfBid(EmbeddedDocument):
    """A bid; one that is withdrawn stays written down and does not stand."""

    bidder = IntField(required=True)
    amount_vnd = LongField(required=True)
    bid_at = DateTimeField(required=True)
    taken_by = StringField(required=True)
    stands = BooleanField(required=True)
    withdrawn_reason = StringField()


class GolfLot(Document):
    """A lot of the auction.  ``promise_id``: what the bidder who won it promised."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    number = IntField(required=True)
    title = StringField(required=True)
    description = StringField(default="")
    opening_vnd = LongField(required=True)
    increment_vnd = LongField(required=True)
    status = StringField(required=True)
    bids = EmbeddedDocumentListField(GolfBid)
    promise_id = StringField()
    listed_on = DateField(required=True)
    listed_by = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "golf_lots", "auto_create_index": False}


class GolfDraw(Document):
    """The flights as they stood from one moment on: never changed, the next state is a draw of the next number.

    ``flights``: name, hole and time of each start, with ids of its players; ``cause``: drawn, moved, restored or
    withdrawn (a player left)."""

    id = StringField(primary_key=True)
    tournament = StringField(required=True)
    number = IntField(required=True)
    cause = StringField(required=True)
    start = StringField(required=True)
    order = StringField(required=True)
    starts_at = StringField(required=True)
    interval_minutes = IntField(required=True)
    start_holes = ListField(IntField())
    flights = ListField(DictField())
    seed = StringField(required=True)
    made_by = StringField(required=True)
    made_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "golf_draws", "auto_create_index": False}


class GolfLook(Document):
    """That somebody saw names and phones of a tournament; ids grow with time."""

    tournament = StringField(required=True)
    what = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "golf_looks", "auto_create_index": False,
        "indexes": [["tournament", "-id"]],
    }

    @classmethod
    def remember(cls, tournament: str, what: str, looked_by: str, looked_at: dt.datetime) -> None:
        """Keep who saw names and phones of this tournament, and when."""
        cls(tournament=tournament, what=what, looked_by=looked_by, looked_at=looked_at).save(force_insert=True)


DOCUMENTS = [
    GolfTournament, GolfPlayer, GolfPromise, GolfSponsor, GolfBidder, GolfLot, GolfDraw, GolfLook,
]

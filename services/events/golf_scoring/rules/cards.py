"""A card: entries hole by hole from several devices, two signatures that lock it, corrections, withdrawal."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.refusals import NotFound, Refusal
from services.events.golf_scoring.rules.course import HOLES, Scores

OPEN, SIGNED, WITHDRAWN = "open", "signed", "withdrawn"

Signer = Literal["player", "marker"]
SIGNERS: tuple[Signer, ...] = ("player", "marker")

SIGNER_NAMES: dict[str, str] = {"player": "người chơi", "marker": "người ghi điểm"}

MOST_ENTRIES = 400
"""Entries of one card, corrected ones and all; a device in a loop must not fill the database."""

MOST_CORRECTIONS = 50


class GolfCardNotFound(NotFound):
    """No card has this id."""


class GolfCardSigned(Refusal):
    """Both have signed: the card is locked."""

    kind = "conflict"


class GolfCardNotSigned(Refusal):
    """Only a signed card is corrected; another one is simply entered anew."""

    kind = "conflict"


class GolfCardWithdrawn(Refusal):
    """The player has withdrawn or was disqualified."""

    kind = "conflict"


class GolfCardInPlay(Refusal):
    """Holes are entered already, so who plays and with what handicap stays."""

    kind = "conflict"


class GolfCardChangedSinceSeen(Refusal):
    """What is signed is not what the card says now."""

    kind = "conflict"


class SignedByTheWrongPlayer(Refusal):
    """A player signs the own card, a marker another's."""


class GolfEntryIdReused(Refusal):
    """The device's entry id stands for another entry."""

    kind = "conflict"


class TooManyGolfEntries(Refusal):
    """The card's history is full."""

    kind = "conflict"


class NothingCorrected(Refusal):
    """The correction changes no hole."""


class GolfCardNotWithdrawn(Refusal):
    """The card is in play."""

    kind = "conflict"


@dataclass(frozen=True)
class Entry:
    """One entry of a device.  ``strokes`` None: picked up; ``at``: when the device says it was entered, and never later
    than when it came in, so that a clock that is ahead can't lock a hole."""

    entry_id: str
    hole: int
    strokes: int | None
    at: dt.datetime

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """The later entry counts; entries of one instant are told apart by their ids, the same on every server."""
        return self.at, self.entry_id


def scores_of(entries: Iterable[Entry], corrections: Iterable[Mapping[int, int | None]] = ()) -> dict[int, int | None]:
    """What stands on the card: on each hole the newest entry, whatever the order in which they came, and then the
    corrections."""
    newest: dict[int, Entry] = {}
    for entry in entries:
        known = newest.get(entry.hole)
        if known is None or known.order < entry.order:
            newest[entry.hole] = entry
    scores = {hole: newest[hole].strokes for hole in sorted(newest)}
    for correction in corrections:
        scores.update(correction)
    return scores


def check_entry(status: str, entries: Sequence[Entry], new: Entry) -> bool:
    """Whether ``new`` is new; False for one that is known.

    Raises GolfEntryIdReused, GolfCardSigned, GolfCardWithdrawn, TooManyGolfEntries."""
    for known in entries:
        if known.entry_id == new.entry_id:
            if (known.hole, known.strokes) == (new.hole, new.strokes):
                return False
            raise GolfEntryIdReused(
                "Mã lần nhập này đã dùng cho một lần nhập khác.", field="entry_id", remedy="Máy nhập đặt mã mới.",
            )
    check_not_withdrawn(status)
    if status == SIGNED:
        raise GolfCardSigned(
            "Thẻ điểm đã có đủ hai chữ ký nên đã khóa.", field="golf_card_id",
            remedy="Trọng tài sửa thẻ bằng biên bản đính chính, có lý do.",
        )
    if len(entries) >= MOST_ENTRIES:
        raise TooManyGolfEntries(
            f"Thẻ này đã có {MOST_ENTRIES} lần nhập.", field="golf_card_id", remedy="Kiểm tra máy nhập điểm.",
        )
    return True


def digest(card_id: str, scores: Scores) -> str:
    """What a signer has seen, as SHA-256 of ``<card>|<hole>:<strokes>,…`` (``x``: picked up)."""
    holes = ",".join(f"{hole}:{'x' if scores[hole] is None else scores[hole]}" for hole in sorted(scores))
    return hashlib.sha256(f"{card_id}|{holes}".encode()).hexdigest()


def check_signature(
    status: str, signer: Signer, by: str, players: Sequence[str], marker: str | None, seen: str, now: str
) -> None:
    """Raises GolfCardSigned, GolfCardWithdrawn, SignedByTheWrongPlayer, GolfCardChangedSinceSeen."""
    check_not_withdrawn(status)
    if status == SIGNED:
        raise GolfCardSigned("Thẻ điểm đã có đủ hai chữ ký.", field="golf_card_id", remedy="Không cần ký lại.")
    is_player = by in players
    is_right = is_player if signer == "player" else not is_player and marker in (None, by)
    if not is_right:
        raise SignedByTheWrongPlayer(
            f"Người này không phải {SIGNER_NAMES[signer]} của thẻ.", field="signed_by",
            remedy="Người chơi ký thẻ của mình; người ghi điểm đã phân công ký thẻ của người mình ghi.",
        )
    if seen != now:
        raise GolfCardChangedSinceSeen(
            "Thẻ điểm đã đổi sau khi người ký xem.", field="seen_sha256", remedy="Mở lại thẻ, xem lại rồi ký.",
        )


def check_correction(
    status: str, scores: Scores, holes: Mapping[int, int | None], corrections: int
) -> None:
    """Raises GolfCardWithdrawn, GolfCardNotSigned, NothingCorrected, TooManyGolfEntries."""
    check_not_withdrawn(status)
    if status != SIGNED:
        raise GolfCardNotSigned(
            "Thẻ chưa ký đủ nên chưa cần đính chính.", field="golf_card_id", remedy="Nhập lại điểm của hố sai.",
        )
    if corrections >= MOST_CORRECTIONS:
        raise TooManyGolfEntries(
            f"Thẻ này đã đính chính {MOST_CORRECTIONS} lần.", field="golf_card_id", remedy="Kiểm tra lại thẻ giấy.",
        )
    if all(scores[hole] == strokes for hole, strokes in holes.items()):
        raise NothingCorrected("Đính chính này không đổi hố nào.", field="holes", remedy="Nêu hố sai và số gậy đúng.")


def check_not_withdrawn(status: str) -> None:
    """Raises GolfCardWithdrawn."""
    if status == WITHDRAWN:
        raise GolfCardWithdrawn(
            "Người chơi này đã bỏ cuộc hoặc bị loại.", field="golf_card_id", remedy="Ghi cho chơi lại, nếu ghi nhầm.",
        )


def holes_done(scores: Scores) -> int:
    """Holes with a score or picked up."""
    return sum(1 for hole in range(1, HOLES + 1) if hole in scores)

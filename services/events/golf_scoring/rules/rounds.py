"""A round: planned → open → closed; its hidden holes committed to before, revealed after."""

from __future__ import annotations

from contracts.refusals import NotFound, Refusal

PLANNED, OPEN, CLOSED = "planned", "open", "closed"

_NAMES = {PLANNED: "chưa bắt đầu", OPEN: "đang đánh", CLOSED: "đã kết thúc"}


class GolfRoundNotFound(NotFound):
    """No round has this id."""


class GolfRuleSetNotFound(NotFound):
    """The tournament has no such rules, or not this version."""


class GolfRoundNumberTaken(Refusal):
    """The tournament has a round of this number."""

    kind = "conflict"


class GolfRoundNotAtThisStep(Refusal):
    """The round has not begun, or is over."""

    kind = "conflict"


class RoundHidesNoHoles(Refusal):
    """The rules of this round have no hidden holes."""


class HiddenHolesNotCommitted(Refusal):
    """Play can't begin before the commitment is published."""

    kind = "conflict"


class HiddenHolesRevealed(Refusal):
    """The hidden holes are known, so nothing may be entered any more."""

    kind = "conflict"


class HiddenHolesNotRevealed(Refusal):
    """Without the hidden holes there is no result yet."""

    kind = "conflict"


class GolfResultKnown(Refusal):
    """The round has a result, so it can't be scored by other regulations any more."""

    kind = "conflict"


class NoCardsDealt(Refusal):
    """Nobody has a card."""

    kind = "conflict"


class GolfIndexMissing(Refusal):
    """These rules need a handicap index of every player."""


class WrongNumberOnCard(Refusal):
    """Two play on a card of foursomes, one on any other."""


class PlayerOnTwoCards(Refusal):
    """A player has a card in this round already."""

    kind = "conflict"


class PlayerNotInTournament(Refusal):
    """The player belongs to another tournament, or has withdrawn from it."""


class PrizeNamedTwice(Refusal):
    """Two prizes have one code, or are for one place."""


class PrizeWithoutBoard(Refusal):
    """The rules have no such ranking."""


def check_step(status: str, *allowed: str) -> None:
    """Raises GolfRoundNotAtThisStep."""
    if status not in allowed:
        raise GolfRoundNotAtThisStep(
            f"Vòng đấu {_NAMES[status]}.", field="golf_round_id",
            remedy=f"Việc này chỉ làm khi vòng đấu {' hoặc '.join(_NAMES[one] for one in allowed)}.", status=status,
        )


def check_opening(status: str, hidden_holes: int, committed: str | None, cards: int) -> None:
    """Raises GolfRoundNotAtThisStep, HiddenHolesNotCommitted, NoCardsDealt."""
    check_step(status, PLANNED)
    if hidden_holes and committed is None:
        raise HiddenHolesNotCommitted(
            f"Thể lệ có {hidden_holes} hố ẩn mà chưa công bố mã niêm phong.", field="commitment",
            remedy="Bốc hố ẩn, công bố mã niêm phong rồi mới cho đánh.",
        )
    if cards == 0:
        raise NoCardsDealt("Chưa phát thẻ điểm nào.", field="golf_round_id", remedy="Phát thẻ điểm cho người chơi.")


def check_rules_change(status: str, waits_for_hidden: bool, new_hidden: int) -> None:
    """Raises GolfResultKnown, HiddenHolesNotCommitted.  ``waits_for_hidden``: its hidden holes are not revealed yet."""
    if status == CLOSED and not waits_for_hidden:
        raise GolfResultKnown(
            "Vòng này đã có kết quả nên không đổi thể lệ được nữa.", field="golf_round_id",
            remedy="Thẻ sai thì đính chính; thể lệ sai thì lập vòng khác.",
        )
    if status != PLANNED and new_hidden:
        raise HiddenHolesNotCommitted(
            "Đã bắt đầu đánh nên không chuyển sang thể lệ có hố ẩn được.", field="rule_set",
            remedy="Chọn thể lệ không có hố ẩn.",
        )


def check_commitment(status: str, hidden_holes: int) -> None:
    """Raises RoundHidesNoHoles, GolfRoundNotAtThisStep."""
    if not hidden_holes:
        raise RoundHidesNoHoles(
            "Thể lệ vòng này không có hố ẩn.", field="commitment", remedy="Chọn thể lệ Peoria nếu muốn có hố ẩn."
        )
    check_step(status, PLANNED)


def check_reveal(status: str, committed: str | None) -> str:
    """The commitment to hold the reveal against.  Raises GolfRoundNotAtThisStep, RoundHidesNoHoles."""
    if committed is None:
        raise RoundHidesNoHoles("Vòng này không niêm phong hố ẩn nào.", field="golf_round_id", remedy="Không cần mở.")
    check_step(status, CLOSED)
    return committed


def check_reopening(status: str, revealed: bool) -> None:
    """Raises GolfRoundNotAtThisStep, HiddenHolesRevealed."""
    check_step(status, CLOSED)
    if revealed:
        raise HiddenHolesRevealed(
            "Hố ẩn đã mở nên không nhập thêm điểm được nữa.", field="golf_round_id",
            remedy="Thẻ đã ký mà sai thì đính chính, có lý do.",
        )


def check_prizes(prizes: list[dict[str, object]], boards: tuple[str, ...]) -> None:
    """Raises PrizeNamedTwice, PrizeWithoutBoard."""
    codes = [prize["code"] for prize in prizes]
    places = [(prize["basis"], prize["group"], prize["place"]) for prize in prizes]
    for number, prize in enumerate(prizes):
        if codes.count(codes[number]) > 1 or places.count(places[number]) > 1:
            raise PrizeNamedTwice(
                f"Giải “{prize['name']}” trùng mã hoặc trùng hạng với giải khác.", field=f"prizes.{number}",
                remedy="Mỗi giải một mã, mỗi hạng một giải.",
            )
        if prize["basis"] not in boards:
            raise PrizeWithoutBoard(
                f"Thể lệ không có bảng xếp hạng {prize['basis']} cho giải “{prize['name']}”.",
                field=f"prizes.{number}.basis", remedy=f"Chọn trong: {', '.join(boards)}.",
            )

"""What of a house may be told to everybody (reporting.md: masked by the consent state; donations.md: beneficiaries
never by default).  Without the household's consent nothing is public but the counted figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.refusals import NotFound, Refusal
from runtime.text import fold

MOST_PIXELS = {"image/jpeg": 50_000_000, "image/png": 16_000_000}
"""Of a photo that is made small.  A JPEG is read at an eighth of its size; of a PNG each pixel takes 4 bytes of
memory, and a file of some kilobytes may hold billions."""

_REACH = {"anonymous": 0, "masked": 1, "shown": 2}
_PHONE = re.compile(r"(?<![\d.])(?:\+?84|0)(?:[ .-]?\d){8,11}(?!\d)")
_SHORTEST_ADDRESS = 8


class StoryNotFound(NotFound):
    """No story that is public has this id, or no such photo."""

    def __init__(self) -> None:
        super().__init__(
            "Không có chuyện này, hoặc hộ không muốn kể nữa.", field="story_id", remedy="Xem danh sách các chuyện."
        )


class NoConsent(Refusal):
    """The household has not agreed, or does so no more."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Hộ chưa đồng ý cho kể chuyện, hoặc đã rút sự đồng ý.", field="house_id",
            remedy="Hỏi hộ và ghi phiếu đồng ý trước.",
        )


class BeyondConsent(Refusal):
    """The story tells more than the household agreed to."""


class PrivateInText(Refusal):
    """The story names somebody, a telephone number or an address that nobody agreed to tell."""


class StoryEmpty(Refusal):
    """There is nothing to tell: no text and no photo, or a text without a title."""


class SameHands(Refusal):
    """Whoever wrote the draft publishes it."""

    kind = "conflict"


class HouseNotToBeTold(Refusal):
    """The house is not handed over, or findings of monitoring are open against it."""

    kind = "conflict"


class StoryChangedMeanwhile(Refusal):
    """Somebody changed the story since it was read."""

    kind = "conflict"


class StoryNotPublished(Refusal):
    """What is not public can't be taken down."""

    kind = "conflict"


class PictureTooLarge(Refusal):
    """More pixels than :data:`MOST_PIXELS`."""


class PictureUnreadable(Refusal):
    """The photo is cut off or broken."""


@dataclass(frozen=True)
class Consent:
    """What the household agreed to.  ``name_display``: ``shown``, ``masked`` or ``anonymous``."""

    tells_text: bool
    tells_photos: bool
    name_display: str


@dataclass(frozen=True)
class Draft:
    """What a story tells.  ``alts``: what is seen on each of its photos."""

    title: str = ""
    text: str = ""
    alts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it tells nothing."""
        return not (self.title or self.text or self.alts)


@dataclass(frozen=True)
class House:
    """What the rules need to know of the house."""

    status: str
    open_findings: int = 0


@dataclass(frozen=True)
class Private:
    """What the register knows of the household, none of which a story may let slip."""

    head_name: str = ""
    members: tuple[str, ...] = ()
    address: str = ""


def check_publishable(
    draft: Draft, consent: Consent | None, house: House, written_by: Iterable[str], by: str, private: Private
) -> None:
    """Whether this draft may be made public by this account.

    Raises NoConsent, HouseNotToBeTold, StoryEmpty, BeyondConsent, PrivateInText, SameHands."""
    if consent is None:
        raise NoConsent
    _check_house(house)
    _check_whole(draft)
    if (draft.title or draft.text) and not consent.tells_text:
        raise BeyondConsent(
            "Hộ không đồng ý kể bằng lời.", field="text", remedy="Bỏ tiêu đề và bài, chỉ để ảnh; hoặc hỏi lại hộ."
        )
    if draft.alts and not consent.tells_photos:
        raise BeyondConsent("Hộ không đồng ý đăng ảnh.", field="photos", remedy="Bỏ ảnh khỏi bài; hoặc hỏi lại hộ.")
    texts = {"title": draft.title, "text": draft.text, **{f"photos.{n}.alt": alt for n, alt in enumerate(draft.alts)}}
    _check_lets_nothing_slip(texts, private, consent.name_display)
    if by in written_by:
        raise SameHands(
            "Người soạn bài không tự đăng bài của mình.", field="house_id",
            remedy="Nhờ người khác có quyền đăng xem lại và đăng.",
        )


def covers(consent: Consent | None, told: Draft, name_display: str) -> bool:
    """Whether what is public already is still agreed to."""
    if consent is None or _REACH[name_display] > _REACH[consent.name_display]:
        return False
    return (consent.tells_text or not (told.title or told.text)) and (consent.tells_photos or not told.alts)


def check_agrees_to_something(consent: Consent) -> None:
    """Raises StoryEmpty: a paper that agrees to nothing is none."""
    if not consent.tells_text and not consent.tells_photos:
        raise StoryEmpty(
            "Phiếu đồng ý phải cho kể bằng lời hoặc bằng ảnh.", field="tells_text",
            remedy="Chọn ít nhất một; nếu hộ không đồng ý thì không cần ghi phiếu.",
        )


def check_seen(version: int, seen_version: int | None) -> None:
    """Raises StoryChangedMeanwhile."""
    if seen_version is not None and seen_version != version:
        raise StoryChangedMeanwhile(
            "Có người vừa sửa chuyện này.", field="seen_version", remedy="Mở lại, xem thay đổi rồi làm tiếp.",
            version=version,
        )


def check_pixels(kind: str, width: int, height: int) -> None:
    """Raises PictureTooLarge."""
    if width * height > MOST_PIXELS[kind]:
        raise picture_too_large()


def picture_too_large() -> PictureTooLarge:
    """The refusal of a photo that unfolds to more than is bearable."""
    return PictureTooLarge(
        "Ảnh lớn quá để thu nhỏ.", field="photos", remedy="Chọn ảnh khác, hoặc chụp lại cỡ nhỏ hơn."
    )


def picture_unreadable() -> PictureUnreadable:
    """The refusal of a broken photo."""
    return PictureUnreadable("Tệp ảnh bị hỏng, không mở được.", field="photos", remedy="Chọn ảnh khác.")


def _check_house(house: House) -> None:
    if house.status != "handed_over":
        raise HouseNotToBeTold(
            "Nhà chưa bàn giao.", field="house_id", remedy="Ghi bàn giao nhà rồi mới đăng chuyện.", status=house.status
        )
    if house.open_findings:
        raise HouseNotToBeTold(
            "Nhà đang có phát hiện giám sát chưa kết thúc.", field="house_id", remedy="Chờ kết thúc các phát hiện đó.",
        )


def _check_whole(draft: Draft) -> None:
    if draft.empty:
        raise StoryEmpty("Chuyện chưa có bài, chưa có ảnh.", field="text", remedy="Soạn bài hoặc chọn ảnh.")
    if draft.text and not draft.title:
        raise StoryEmpty("Bài chưa có tiêu đề.", field="title", remedy="Đặt một tiêu đề ngắn.")
    if draft.title and not draft.text:
        raise StoryEmpty("Có tiêu đề mà chưa có bài.", field="text", remedy="Viết vài câu, hoặc bỏ tiêu đề.")


def _check_lets_nothing_slip(texts: Mapping[str, str], private: Private, name_display: str) -> None:
    hidden = [*private.members, *([] if name_display == "shown" else [private.head_name])]
    shown = fold(private.head_name) if name_display == "shown" else ""
    # One word alone is as often no name: "An" is in every "bình an".
    names = [fold(name) for name in hidden if len(name.split()) > 1 and fold(name) != shown]
    address = fold(private.address)
    for field, text in texts.items():
        folded = fold(text)
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in names):
            raise PrivateInText(
                "Bài nêu tên người trong hộ mà hộ không đồng ý công khai.", field=field,
                remedy="Bỏ tên, viết “chủ hộ”, “bác”, “cháu”; hoặc hỏi lại hộ và ghi phiếu mới.",
            )
        if len(address) >= _SHORTEST_ADDRESS and address in folded:
            raise PrivateInText("Bài nêu địa chỉ của hộ.", field=field, remedy="Chỉ nêu tên xã.")
        if _PHONE.search(text):
            raise PrivateInText(
                "Bài có số điện thoại hoặc số giấy tờ.", field=field, remedy="Bỏ số ấy khỏi bài."
            )

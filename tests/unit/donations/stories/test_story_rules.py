"""What of a household may be told: nothing without its consent, and never more than it agreed to."""

from dataclasses import replace

import pytest

from contracts.refusals import Refusal
from services.donations.stories import rules
from services.donations.stories.rules import Consent, Draft, House, Private

AGREED = Consent(tells_text=True, tells_photos=True, name_display="masked")
DRAFT = Draft("Mái nhà mới", "Nhà cũ dột nát; nay gia đình đã có nhà mới.", ("Nhà trước khi sửa",))
BUILT = House("handed_over")
REGISTER = Private("Đặng Thị Ánh Mẫu", ("Đặng Văn Bé",), "Thôn Mẫu 1, xã Lợi Hải")


def publish(
    draft: Draft = DRAFT, consent: Consent | None = AGREED, house: House = BUILT, written_by: tuple[str, ...] = ("a",),
    by: str = "b",
) -> None:
    rules.check_publishable(draft, consent, house, written_by, by, REGISTER)


def refused(**changes: object) -> str:
    with pytest.raises(Refusal) as refusal:
        publish(**changes)  # type: ignore[arg-type]
    assert refusal.value.message and refusal.value.field
    return f"{refusal.value.code} {refusal.value.field}"


def test_a_story_within_the_consent_is_published_by_somebody_else() -> None:
    publish()


def test_without_consent_nothing_is_published() -> None:
    assert refused(consent=None) == "no_consent house_id"


def test_whoever_wrote_it_does_not_publish_it() -> None:
    assert refused(by="a", written_by=("c", "a")) == "same_hands house_id"


def test_text_and_photos_are_told_only_where_each_was_agreed_to() -> None:
    assert refused(consent=replace(AGREED, tells_text=False)) == "beyond_consent text"
    assert refused(consent=replace(AGREED, tells_photos=False)) == "beyond_consent photos"
    publish(Draft(alts=("Nhà mới",)), replace(AGREED, tells_text=False))
    publish(replace(DRAFT, alts=()), replace(AGREED, tells_photos=False))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Bà Đặng Thị Ánh Mẫu vui mừng", "text"), ("ba DANG  THI ANH MAU vui", "text"),
        ("cháu Đặng Văn Bé đi học", "text"), ("ở thôn mẫu 1, xã lợi hải", "text"), ("gọi 0912 345 678", "text"),
    ],
)
def test_a_name_an_address_or_a_telephone_number_does_not_slip_in_by_the_text(text: str, field: str) -> None:
    assert refused(draft=replace(DRAFT, text=text)) == f"private_in_text {field}"
    assert refused(draft=replace(DRAFT, alts=("Nhà mới", text))) == "private_in_text photos.1.alt"


def test_the_heads_name_may_stand_in_the_text_once_it_is_agreed_to_and_a_childs_still_not() -> None:
    shown = replace(AGREED, name_display="shown")
    publish(replace(DRAFT, text="Bà Đặng Thị Ánh Mẫu vui mừng"), shown)
    assert refused(draft=replace(DRAFT, text="cháu Đặng Văn Bé đi học"), consent=shown) == "private_in_text text"


def test_amounts_and_words_that_look_alike_are_no_telephone_and_no_name() -> None:
    publish(replace(DRAFT, text="Nhà hết 1.100.000.000 đồng, 60.000.000 đồng của Quỹ, năm 2024; Đặng Thị Ánh Mẫuu."))


def test_a_house_that_is_not_handed_over_or_has_an_open_finding_has_no_public_story() -> None:
    assert refused(house=House("accepted")) == "house_not_to_be_told house_id"
    assert refused(house=House("handed_over", 1)) == "house_not_to_be_told house_id"


def test_there_is_something_to_tell_and_a_text_has_its_title() -> None:
    assert refused(draft=Draft()) == "story_empty text"
    assert refused(draft=replace(DRAFT, title="")) == "story_empty title"
    assert refused(draft=replace(DRAFT, text="")) == "story_empty text"
    with pytest.raises(rules.StoryEmpty):
        rules.check_agrees_to_something(Consent(False, False, "shown"))


def test_a_narrower_consent_no_longer_covers_what_is_public() -> None:
    assert rules.covers(AGREED, DRAFT, "masked")
    assert rules.covers(replace(AGREED, name_display="shown"), DRAFT, "masked")
    assert not rules.covers(None, DRAFT, "anonymous")
    assert not rules.covers(replace(AGREED, name_display="anonymous"), DRAFT, "masked")
    assert not rules.covers(replace(AGREED, tells_photos=False), DRAFT, "masked")
    assert not rules.covers(replace(AGREED, tells_text=False), DRAFT, "masked")
    assert rules.covers(replace(AGREED, tells_photos=False), replace(DRAFT, alts=()), "anonymous")


def test_somebody_elses_change_is_not_published_unseen() -> None:
    rules.check_seen(4, 4)
    rules.check_seen(4, None)
    with pytest.raises(rules.StoryChangedMeanwhile):
        rules.check_seen(5, 4)

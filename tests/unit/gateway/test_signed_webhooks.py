"""Signatures of deliveries."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access.signed_webhooks import TOLERANCE_SECONDS, is_signed, signature

# The example of the Standard Webhooks specification's own libraries.
SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def headers(signed: str = SIGNED, at: object = AT, id: str = ID) -> dict[str, str]:
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": signed}


def test_the_published_example_is_signed() -> None:
    assert signature(SECRET, ID, str(AT), BODY) == SIGNED
    assert is_signed(SECRET, headers(), BODY, AT)


@pytest.mark.parametrize("late", [-TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1])
def test_a_delivery_is_good_for_five_minutes(late: int) -> None:
    assert is_signed(SECRET, headers(), BODY, AT + TOLERANCE_SECONDS)
    assert not is_signed(SECRET, headers(), BODY, AT + late)


@pytest.mark.parametrize(
    "changed",
    [
        headers(at=AT + 1), headers(id="msg_other"), headers(id=""), headers(at=""), headers(at="1e9"), headers(""),
        headers(at="٣"), headers("v1,"), headers(SIGNED.removeprefix("v1,")), headers("v1,ế"),
    ],
)
def test_a_changed_header_is_not_signed(changed: dict[str, str]) -> None:
    assert not is_signed(SECRET, changed, BODY, AT)


@given(st.binary(max_size=40))
def test_another_body_or_secret_is_not_signed(other: bytes) -> None:
    assert is_signed(SECRET, headers(), other, AT) == (other == BODY)
    assert is_signed(other, headers(), BODY, AT) == (other == SECRET)


def test_an_old_and_a_new_secret_may_sign_side_by_side() -> None:
    new = signature(b"new" * 10, ID, str(AT), BODY)
    assert is_signed(SECRET, headers(f"{new} {SIGNED}"), BODY, AT)
    assert not is_signed(SECRET, headers(" ".join([new] * 5 + [SIGNED])), BODY, AT), "at most five are looked at"

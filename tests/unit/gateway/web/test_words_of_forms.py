"""Words between programs don't reach somebody who fills in a form."""

import pytest

from contracts.refusals import Refusal, RemoteRefusal
from gateway.service_client.client import IdempotencyKeyInFlight
from gateway.web.forms import problem_of
from messaging.idempotency import IdempotencyKeyReused


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (RemoteRefusal(IdempotencyKeyReused().to_wire()), "Phiếu này đã được gửi với nội dung khác."),
        (IdempotencyKeyInFlight(), "Phiếu này đã gửi và đang được xử lý."),
    ],
)
def test_a_form_sent_twice_is_told_without_a_word_about_keys(refusal: Refusal, words: str) -> None:
    [problem] = problem_of(refusal)
    assert (problem.field, problem.message) == ("", words)
    assert problem.remedy
    assert "Idempotency" not in f"{problem.message} {problem.remedy}" and "khóa" not in problem.message.lower()

"""Words between programs don't reach somebody who fills in a form."""

import pytest

from contracts.refusals import Refusal, RemoteRefusal
from gateway.service_client.client import IdempotencyKeyInFlight
from gateway.web.forms import money_typed, problem_of
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


@pytest.mark.parametrize("typed", ["1500000", "1.500.000", "1,500,000", "1 500 000 đ", "1.500.000\u00a0đ"])
def test_money_is_read_as_people_type_it(typed: str) -> None:
    assert money_typed(typed) == 1_500_000


@pytest.mark.parametrize("typed", ["", "1.5", "1,5", "1.500,000", "1 triệu", "-5", "1.500.00", "١٥", "9" * 16])
def test_what_is_no_whole_number_of_dong_is_left_for_the_contract_to_refuse(typed: str) -> None:
    assert money_typed(typed) == typed

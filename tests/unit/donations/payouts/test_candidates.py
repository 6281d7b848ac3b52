"""Which paid batch or payment a bank debit may be."""

import datetime as dt

from services.donations.payouts import rules

DAY = dt.date(2024, 11, 10)


def batch(id: str, *amounts: int, account: str = "001", days: int = 0) -> rules.PaidBatch:
    payments = {f"{id}-{place}": vnd for place, vnd in enumerate(amounts)}
    return rules.PaidBatch(id, account, DAY + dt.timedelta(days), payments)


def found(amount_vnd: int, *batches: rules.PaidBatch) -> list[tuple[str, list[str]]]:
    debit = rules.OpenDebit("001", amount_vnd, DAY)
    return [(one["reason"], one["payment_ids"]) for one in rules.candidates(debit, batches)]


def test_a_debit_is_the_whole_of_a_batch_or_one_payment_of_it_to_the_dong() -> None:
    paid = batch("b", 3, 4)
    assert found(7, paid) == [("batch", ["b-0", "b-1"])]
    assert found(4, paid) == [("payment", ["b-1"])]
    assert found(6, paid) == found(8, paid) == []
    assert found(5, batch("b", 5)) == [("payment", ["b-0"])], "a batch of one is told once"


def test_another_account_or_a_day_too_far_away_is_no_candidate() -> None:
    assert found(7, batch("b", 3, 4, account="002")) == []
    assert found(7, batch("b", 3, 4, days=rules.DAYS_APART + 1)) == []
    assert found(7, batch("b", 3, 4, days=-rules.DAYS_APART)) != []


def test_the_nearest_day_comes_first_and_only_a_few_are_told() -> None:
    many = [batch(f"b{days}", 7, days=days) for days in (9, 1, 5, 3, 7, 2, 8)]
    assert [ids for _, ids in found(7, *many)] == [[f"b{days}-0"] for days in (1, 2, 3, 5, 7)]
    assert len(found(7, batch("b", *[7] * 100))) == rules.MOST_CANDIDATES

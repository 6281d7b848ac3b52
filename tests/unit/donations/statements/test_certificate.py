from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.donations.statements.certificate import MOST_REFUSED_LISTED, Certificate
from services.donations.statements.reading.lines import RefusedLine, StatementLineFact


def fact(
    amount: int, balance: int | None = None, *, row: int = 1, day: int = 17, occurrence: int = 1
) -> StatementLineFact:
    return StatementLineFact(
        line_no=row + 1, posted_on=date(2024, 10, day), posted_at_time=None, reference="",
        debit_vnd=max(-amount, 0), credit_vnd=max(amount, 0), balance_vnd=balance, memo="", counter_account="",
        line_id=f"{row}", occurrence=occurrence,
    )  # fmt: skip


def certified(*rows: tuple[int, int | None]) -> dict[str, object]:
    certificate = Certificate()
    for number, (amount, balance) in enumerate(rows, start=1):
        certificate.add(fact(amount, balance, row=number), posted=True)
    return certificate.to_json()


def test_every_row_is_accounted_for_as_posted_known_or_refused() -> None:
    certificate = Certificate()
    certificate.add(fact(100), posted=True)
    certificate.add(fact(100, occurrence=2, day=18), posted=True)
    certificate.add(fact(-30), posted=True)
    certificate.add(fact(70), posted=False)
    certificate.refuse(RefusedLine(6, "day_unreadable", "Ngày sai.", "Sửa ngày."))
    made = certificate.to_json()
    assert (made["rows_read"], made["rows_posted"], made["rows_already_known"], made["rows_refused"]) == (5, 3, 1, 1)
    assert (made["credit_rows"], made["credit_vnd"], made["debit_rows"], made["debit_vnd"]) == (3, 270, 1, 30)
    assert made["posted"] == {"credit_rows": 2, "credit_vnd": 200, "debit_rows": 1, "debit_vnd": 30}
    assert made["already_known"]["credit_vnd"] == 70
    assert made["identical_twins"] == 1
    assert made["refused"] == [
        {"line_no": 6, "reason_code": "day_unreadable", "message": "Ngày sai.", "remedy": "Sửa ngày."}
    ]
    assert (made["first_day"], made["last_day"]) == ("2024-10-17", "2024-10-18")


def test_without_a_printed_balance_nothing_is_proven() -> None:
    made = certified((100, None), (200, None))
    assert made["balance_chain"] == "unproven"
    assert made["opening_vnd"] is made["closing_vnd"] is made["unexplained_vnd"] is None


def test_a_certificate_of_no_row_is_unproven_too() -> None:
    assert certified()["balance_chain"] == "unproven"


def test_a_chain_is_complete_when_every_row_prints_a_balance_that_follows() -> None:
    made = certified((100, 1100), (-50, 1050), (200, 1250))
    assert made["balance_chain"] == "complete"
    assert (made["opening_vnd"], made["closing_vnd"], made["unexplained_vnd"]) == (1000, 1250, 0)


def test_a_chain_is_partial_when_only_some_balances_are_printed_and_they_hold() -> None:
    made = certified((100, None), (200, 1300), (-50, None), (10, 1260), (5, None))
    assert made["balance_chain"] == "partial"
    assert (made["opening_vnd"], made["closing_vnd"], made["balances_printed_rows"]) == (1000, 1265, 2)


def test_a_break_is_named_by_row_and_line_with_the_money_that_is_missing() -> None:
    made = certified((100, 1100), (100, 1200), (100, 1800), (100, 1900))
    assert made["balance_chain"] == "broken"
    assert (made["broken_after_row"], made["broken_after_line"], made["broken_at_line"]) == (2, 3, 4)
    assert (made["opening_vnd"], made["closing_vnd"], made["unexplained_vnd"]) == (1000, 1900, 500)


def test_only_the_first_break_is_named_and_later_rows_do_not_mend_it() -> None:
    made = certified((100, 1100), (100, 1800), (100, 1300), (100, 1400))
    assert made["balance_chain"] == "broken"
    assert made["broken_after_row"] == 1


def test_a_file_from_newest_to_oldest_holds_as_well() -> None:
    made = certified((200, 1250), (-50, 1050), (100, 1100))
    assert made["balance_chain"] == "complete"
    assert (made["opening_vnd"], made["closing_vnd"]) == (1000, 1250)


def test_one_balance_in_a_file_from_newest_to_oldest_gives_the_right_ends() -> None:
    certificate = Certificate()
    certificate.add(fact(200, None, row=1, day=19), posted=True)
    certificate.add(fact(-50, 1050, row=2, day=18), posted=True)
    certificate.add(fact(100, None, row=3, day=17), posted=True)
    made = certificate.to_json()
    assert (made["balance_chain"], made["opening_vnd"], made["closing_vnd"]) == ("partial", 1000, 1250)


def test_a_refused_row_is_never_part_of_a_complete_chain() -> None:
    certificate = Certificate()
    certificate.add(fact(100, 1100), posted=True)
    certificate.refuse(RefusedLine(3, "amount_missing", "", ""))
    assert certificate.to_json()["balance_chain"] == "partial"
    certificate.add(fact(100, 1500, row=3), posted=True)
    made = certificate.to_json()
    assert (made["balance_chain"], made["broken_after_row"], made["unexplained_vnd"]) == ("broken", 1, 300)


def test_beyond_a_thousand_refused_rows_they_are_counted_by_reason() -> None:
    certificate = Certificate()
    for line_no in range(2, MOST_REFUSED_LISTED + 52):
        certificate.refuse(RefusedLine(line_no, "column_count", "", ""))
    made = certificate.to_json()
    assert len(made["refused"]) == MOST_REFUSED_LISTED
    assert (made["rows_refused"], made["refused_unlisted_rows"]) == (MOST_REFUSED_LISTED + 50, 50)
    assert made["refused_by_reason"] == {"column_count": MOST_REFUSED_LISTED + 50}


amounts = st.integers(-10**6, 10**6).filter(bool)


@given(st.lists(st.tuples(amounts, st.booleans()), max_size=30), st.integers(-10**9, 10**9), st.booleans())
def test_true_balances_never_break_and_give_the_true_ends(
    rows: list[tuple[int, bool]], opening: int, newest_first: bool
) -> None:
    balance, printed = opening, []
    for number, (amount, is_printed) in enumerate(rows):
        balance += amount
        printed.append((amount, balance if is_printed else None, number + 1))
    certificate = Certificate()
    for place, (amount, shown, day) in enumerate(reversed(printed) if newest_first else printed, start=1):
        certificate.add(fact(amount, shown, row=place, day=min(day, 31)), posted=True)
    made = certificate.to_json()
    if not any(is_printed for _, is_printed in rows):
        assert made["balance_chain"] == "unproven"
    else:
        assert made["balance_chain"] == ("complete" if all(shown for _, shown in rows) else "partial")
        assert (made["opening_vnd"], made["closing_vnd"], made["unexplained_vnd"]) == (opening, balance, 0)


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=30), st.data())
def test_a_row_missing_from_a_complete_chain_is_always_found(rows: list[int], data: st.DataObject) -> None:
    missing = data.draw(st.integers(1, len(rows) - 2))
    printed = [(amount, sum(rows[:number])) for number, amount in enumerate(rows, start=1)]
    made = certified(*printed[:missing], *printed[missing + 1 :])
    assert made["balance_chain"] == "broken"
    assert (made["broken_after_row"], made["unexplained_vnd"]) == (missing, rows[missing])

"""The identity of rows against a naive model: a set of (what the row says, how many like it came before that day)."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.donations.statements.identity import identify, line_id, row_key
from services.donations.statements.reading.lines import BankLine, RefusedLine, StatementLineFact

ACCOUNT = "0011000000000"


def bank_line(
    day: int = 17, reference: str = "", amount: int = 100_000, memo: str = "ung ho", line_no: int = 2
) -> BankLine:
    return BankLine(
        line_no=line_no, posted_on=date(2024, 10, day), posted_at_time=None, reference=reference,
        debit_vnd=max(-amount, 0), credit_vnd=max(amount, 0), balance_vnd=None, memo=memo, counter_account="",
    )  # fmt: skip


# Few values, so that twins, shared references and missing references are the rule, not the exception.
lines = st.builds(
    bank_line,
    day=st.integers(17, 19),
    reference=st.sampled_from(["", "5384.10905", "5000.1"]),
    amount=st.sampled_from([50_000, 100_000, -50_000]),
    memo=st.sampled_from(["", "ung ho", "UNG HO"]),
)
files = st.lists(lines, max_size=40)


def ids(file: list[BankLine], account: str = ACCOUNT) -> list[str]:
    return [row.line_id for row in identify(account, file) if isinstance(row, StatementLineFact)]


def naive(file: list[BankLine]) -> set[tuple[object, ...]]:
    seen: Counter[tuple[object, ...]] = Counter()
    found = set()
    for line in file:
        key = (line.posted_on, line.reference, line.amount_vnd, line.memo)
        seen[key] += 1
        found.add((*key, seen[key]))
    return found


@given(files)
def test_every_row_of_a_file_has_an_identity_of_its_own(file: list[BankLine]) -> None:
    assert len(set(ids(file))) == len(file) == len(naive(file))


@given(files, st.randoms())
def test_rows_in_another_order_are_the_same_rows(file: list[BankLine], random: object) -> None:
    shuffled = list(file)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert set(ids(shuffled)) == set(ids(file))


@given(files, files)
def test_two_files_share_the_rows_that_the_naive_model_says(first: list[BankLine], second: list[BankLine]) -> None:
    assert len(set(ids(first)) & set(ids(second))) == len(naive(first) & naive(second))


@given(files, st.data())
def test_a_file_that_overlaps_by_whole_days_adds_only_what_is_new(file: list[BankLine], data: st.DataObject) -> None:
    by_day = sorted(file, key=lambda line: line.posted_on)
    first_day_of_second = data.draw(st.sampled_from([date(2024, 10, day) for day in (17, 18, 19, 20)]))
    last_day_of_first = data.draw(st.sampled_from([date(2024, 10, day) for day in (17, 18, 19)]))
    first = [line for line in by_day if line.posted_on <= last_day_of_first]
    second = [line for line in by_day if line.posted_on >= first_day_of_second]
    covered = [line for line in by_day if line in first or line in second]
    ledger = set(ids(first)) | set(ids(second))
    assert ledger == set(ids(covered))


def test_twins_stay_two_and_are_numbered() -> None:
    rows = list(identify(ACCOUNT, [bank_line(), bank_line(), bank_line(day=18)]))
    assert [row.occurrence for row in rows if isinstance(row, StatementLineFact)] == [1, 2, 1]


def test_each_part_of_the_identity_counts() -> None:
    base = row_key(ACCOUNT, bank_line())
    others = [
        row_key("0011000000001", bank_line()),
        row_key(ACCOUNT, bank_line(day=18)),
        row_key(ACCOUNT, bank_line(reference="5")),
        row_key(ACCOUNT, bank_line(amount=100_001)),
        row_key(ACCOUNT, bank_line(amount=-100_000)),
        row_key(ACCOUNT, bank_line(memo="ung ho 2")),
        row_key(ACCOUNT, bank_line(reference="ung ho", memo="")),
    ]
    assert len({base, *others}) == len(others) + 1


def test_line_breaks_and_unicode_forms_of_a_memo_do_not_make_another_row() -> None:
    assert row_key(ACCOUNT, bank_line(memo="chuyen\n tien ủng")) == row_key(ACCOUNT, bank_line(memo="chuyen tien ủng"))


def test_the_identity_never_changes_between_releases() -> None:
    """A change of the recipe would make every known row new: this value is kept for good."""
    key = row_key(ACCOUNT, bank_line(reference="5384.10905"))
    assert line_id(key, 1) == "51e5636d1512c8405eca456a8c9e2d1b"
    assert line_id(key, 2) == "9864e43b316a0c5118b5a605bdd57529"


def test_refused_rows_pass_through_and_take_no_number() -> None:
    refused = RefusedLine(3, "day_unreadable", "", "")
    rows = list(identify(ACCOUNT, [bank_line(), refused, bank_line()]))
    assert rows[1] is refused
    assert isinstance(rows[2], StatementLineFact) and rows[2].occurrence == 2

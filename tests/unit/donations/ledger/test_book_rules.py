"""Rows of the books."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contracts.commands.donations.ledger import ACCOUNT_KINDS
from services.donations.ledger import book_rules, rules

AMOUNTS = st.integers(0, 10**15)
NAMES = st.sampled_from(["cash:1", "cash:2", "fund:c:1", "support:c:1:health", "bank:7"])


@given(st.lists(st.tuples(NAMES, NAMES, AMOUNTS.filter(bool)), max_size=40), st.integers(0, 40))
def test_of_balanced_entries_every_column_of_the_trial_balance_balances(moves, before):
    """Any entries, any of them before the period: opening, turnover and closing each sum to a difference of zero."""
    sums = {name: [0, 0, 0] for name in {name for move in moves for name in move[:2]}}
    for number, (debited, credited, vnd) in enumerate(moves):
        if number < before:
            sums[debited][0] += vnd
            sums[credited][0] -= vnd
        else:
            sums[debited][1] += vnd
            sums[credited][2] += vnd
    rows = [book_rules.trial_row(name, *of) for name, of in sums.items()]
    total = book_rules.total_of(rows)
    assert total["opening_debit_vnd"] == total["opening_credit_vnd"]
    assert total["debit_vnd"] == total["credit_vnd"]
    assert total["closing_debit_vnd"] == total["closing_credit_vnd"]
    for row in rows:
        opening = row["opening_debit_vnd"] - row["opening_credit_vnd"]
        closing = row["closing_debit_vnd"] - row["closing_credit_vnd"]
        assert opening + row["debit_vnd"] - row["credit_vnd"] == closing
        assert 0 in (row["closing_debit_vnd"], row["closing_credit_vnd"])


def test_every_kind_of_account_that_the_journal_uses_can_be_asked_for():
    used = set(re.findall(r'f"([a-z_]+):\{', Path(rules.__file__).read_text()))
    assert {"cash", "bank", "fund"} < used
    assert used <= set(ACCOUNT_KINDS)


def test_a_line_names_the_other_accounts_and_the_balance_after_it():
    entry = {
        "id": "donation-1", "booked_on": "2024-10-18", "unit": "582", "about_kind": "donation", "about_id": "1",
        "postings": [
            {"account": "cash:582", "debit_vnd": 7, "credit_vnd": 0},
            {"account": "fund:c:582", "debit_vnd": 0, "credit_vnd": 7},
        ],
    }
    assert book_rules.book_line(entry, "fund:c:582", 5)["balance_vnd"] == 12
    line = book_rules.book_line(entry, "cash:582", 5)
    assert (line["balance_vnd"], line["against"], line["reverses"]) == (12, ["fund:c:582"], None)

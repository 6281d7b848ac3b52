"""The hash of a journal entry, as the sealer takes it and as the rule defines it."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.donations.ledger import leaves
from services.donations.ledger import sealing_rules as rules

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VND = st.integers(0, 2**63 - 1)
INSTANT = st.datetimes(timezones=st.just(dt.UTC))

ENTRIES = st.fixed_dictionaries(
    {
        "_id": TEXT, "campaign": TEXT, "booked_on": INSTANT, "posted_at": INSTANT,
        "postings": st.lists(st.fixed_dictionaries({"account": TEXT, "debit_vnd": VND, "credit_vnd": VND}), max_size=3),
    },
    optional={"reverses": st.none() | TEXT, "cause": TEXT, "đồng": TEXT, "Z": st.booleans(), "\x7f": TEXT},
)


@given(ENTRIES)
def test_an_entry_is_hashed_as_the_rule_says_whatever_its_texts_hold(entry):
    assert leaves.leaf_of(entry) == rules.leaf_hash(leaves.facts_of(entry))


def test_control_characters_quotes_and_letters_beyond_ascii_are_written_alike():
    entry = {"_id": "".join(map(chr, range(0x300))) + "\u2028\U0001f600", "campaign": '"\\/'}
    assert leaves.leaf_of(entry) == rules.leaf_hash(leaves.facts_of(entry))

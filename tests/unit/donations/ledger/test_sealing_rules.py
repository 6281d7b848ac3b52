"""The tree of RFC 6962 and the proofs in it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.ledger import sealing_rules as rules

LEAVES = [hashlib.sha256(bytes([n])).digest() for n in range(40)]


def by_definition(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, 2.1 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    joined = by_definition(leaves[:middle]) + by_definition(leaves[middle:])
    return hashlib.sha256(b"\x01" + joined).digest()


def test_the_root_is_that_of_the_standards_own_example():
    # The test vectors of the certificate transparency project: an empty leaf, then a leaf of one zero byte.
    leaves = [hashlib.sha256(b"\x00" + data).digest() for data in (b"", b"\x00")]
    assert rules.root_of(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert rules.root_of(leaves).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


@given(st.integers(1, 40))
def test_a_root_grown_leaf_by_leaf_is_the_one_of_the_definition(size):
    assert rules.root_of(LEAVES[:size]) == by_definition(LEAVES[:size])


@given(st.integers(1, 40), st.data())
def test_every_leaf_leads_to_the_root_and_no_other_leaf_or_place_does(size, data):
    place = data.draw(st.integers(0, size - 1))
    path = rules.path_to(LEAVES[:size], place)
    root = rules.root_of(LEAVES[:size])
    assert rules.root_by_path(LEAVES[place], place, size, path) == root
    for other in range(size):
        if other != place:
            assert rules.root_by_path(LEAVES[other], place, size, path) != root


@pytest.mark.parametrize(("place", "size", "path"), [(2, 2, []), (-1, 1, []), (0, 1, [LEAVES[0]]), (0, 2, [])])
def test_a_path_of_the_wrong_length_or_place_is_no_proof(place, size, path):
    with pytest.raises(rules.BrokenProof):
        rules.root_by_path(LEAVES[1], place, size, path)


def test_the_order_of_fields_changes_no_hash_and_any_value_does():
    entry = {"id": "donation-1", "unit": "582", "postings": [{"account": "cash:582", "debit_vnd": 5}]}
    assert rules.leaf_hash(entry) == rules.leaf_hash(dict(reversed(entry.items())))
    assert rules.leaf_hash(entry) != rules.leaf_hash({**entry, "unit": "583"})


def test_a_leaf_a_node_a_block_and_a_day_of_the_same_content_have_hashes_of_their_own():
    facts = {"a": 1}
    found = {rules.leaf_hash(facts).hex(), rules.block_hash(facts), rules.day_hash(facts)}
    assert len(found) == 3

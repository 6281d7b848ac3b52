"""What of a bank line anybody may see: the bank's own number and our memo code always, the memo only when the donor
wants the name shown, and then without the numbers of accounts and telephones that stand in it."""

from __future__ import annotations

import re

from services.donations.statements.memo_codes import find_codes

SHOWN = "shown"

HIDDEN = "•••"

_MAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?[0-9](?:[ .\-]?[0-9]){5,}(?![0-9A-Za-z])|[0-9]{9,}")
"""Six digits or more that stand for themselves, also with blanks, dots and dashes between; in a word, nine."""
_BARE_ACCOUNT = re.compile(r"[0-9][0-9 \-]{8,}|[+0][0-9 .\-]{8,}")
"""A reference that is nothing but so many digits may be an account or a telephone that a mapped column holds."""


def public_marks(reference: str, memo: str, display: str) -> dict[str, str]:
    """What goes out with the gift of a bank line, as far as there is any.

    ``reference``, ``memo``: as the bank printed them.  ``display``: how the donor's name may be shown."""
    told = {"bank_reference": public_reference(reference)}
    if codes := find_codes(memo):
        told["memo_code"] = codes[0]
    if display == SHOWN:
        told["public_memo"] = public_memo(memo)
    return {name: value for name, value in told.items() if value}


def public_reference(reference: str) -> str:
    """The bank's number of the line; empty when it might be somebody's account."""
    bare = " ".join(reference.split())
    return "" if _BARE_ACCOUNT.fullmatch(bare) else bare


def public_memo(memo: str) -> str:
    """The memo without accounts, telephones and addresses; our own code in it stays."""
    bare = " ".join(memo.split())
    return _NUMBER.sub(HIDDEN, _MAIL.sub(HIDDEN, bare))

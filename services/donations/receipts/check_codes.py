"""The code by which anybody checks a receipt."""

from __future__ import annotations

from services.donations.statements.memo_codes import BODY_ALPHABET, check_characters

PREFIX = "BN"
BODY_LENGTH = 16
"""80 bits: nobody finds a receipt by trying."""

CODE_SPACE = len(BODY_ALPHABET) ** BODY_LENGTH


def check_code(number: int) -> str:
    """The check code of a random number below :data:`CODE_SPACE`.

    The two characters at its end are of the same kind as a memo code's: they find every slip of one character."""
    body = ""
    for _ in range(BODY_LENGTH):
        number, digit = divmod(number, len(BODY_ALPHABET))
        body = BODY_ALPHABET[digit] + body
    return PREFIX + body + check_characters(PREFIX + body)


def read_check_code(typed: str) -> str | None:
    """The code in what somebody typed or scanned, blanks and dashes aside; None when it can't be one."""
    code = "".join(sign for sign in typed.upper() if sign not in " -.")
    length = len(PREFIX) + BODY_LENGTH + 2
    if len(code) != length or not code.isascii() or not code.isalnum() or not code.startswith(PREFIX):
        return None
    return code if check_characters(code[:-2]) == code[-2:] else None

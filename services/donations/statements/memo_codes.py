"""The code a pledger writes in the transfer memo, so that the bank line finds its pledge by itself.

`CT` + 8 characters + 2 check characters = 12, within the 19 that a VietQR memo leaves free. The check is
ISO/IEC 7064 MOD 1271-36 (pure system, two alphanumeric check characters) over the whole code: it detects
every single wrong character and every swap of two neighbours, and lets a random near-miss through once in
1,271, which then still has to meet one of 32^8 numbers. Letters that people and scanners mistake for digits
(I, L, O, U) are not used in the body.
"""

import re

PREFIX = "CT"
BODY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 8
CODE_LENGTH = len(PREFIX) + BODY_LENGTH + 2
CODE_SPACE = len(BODY_ALPHABET) ** BODY_LENGTH
"""Numbers below this can be made into codes."""

_MODULUS, _RADIX = 1271, 36
_FULL_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_FULL_ALPHABET)}

# Banks put spaces and dots anywhere into a memo and glue other text to both ends of it.
_NOISE = r"[\s.\-_,;:/]{0,3}"
_CANDIDATE = re.compile(
    "(?=("
    + _NOISE.join([*PREFIX, *[f"[{BODY_ALPHABET}]"] * BODY_LENGTH, *[f"[{_FULL_ALPHABET}]"] * 2])
    + "))"
)
_NOT_CODE = re.compile(r"[^0-9A-Z]")


def code_from_number(number: int) -> str:
    """The memo code of a number (0 ≤ number < CODE_SPACE); different numbers have different codes.

    Take the number at random, so that one code does not give away the next. Raises ValueError outside the
    range.
    """
    if not 0 <= number < CODE_SPACE:
        raise ValueError(f"a memo code needs 0 <= number < {CODE_SPACE}, not {number}")
    body = ""
    for _ in range(BODY_LENGTH):
        number, digit = divmod(number, len(BODY_ALPHABET))
        body = BODY_ALPHABET[digit] + body
    return PREFIX + body + check_characters(PREFIX + body)


def is_code(text: str) -> bool:
    """Whether `text` is exactly one code, as `code_from_number` writes it."""
    if len(text) != CODE_LENGTH or not text.startswith(PREFIX):
        return False
    if any(character not in BODY_ALPHABET for character in text[len(PREFIX) : -2]):
        return False
    return text[-2:] == check_characters(text[:-2])


def find_codes(memo: str) -> list[str]:
    """Every valid code in a bank memo, each once, in order of appearance; small letters count as capitals."""
    found: list[str] = []
    taken_to = 0
    for match in _CANDIDATE.finditer(memo.upper()):
        code = _NOT_CODE.sub("", match[1])
        if match.start() >= taken_to and is_code(code):
            taken_to = match.end(1)
            if code not in found:
                found.append(code)
    return found


def check_characters(text: str) -> str:
    """The two characters that, put behind `text` (digits and capitals), let a slip of one character be noticed."""
    remainder = 0
    for character in text:
        remainder = (remainder + _VALUES[character]) * _RADIX % _MODULUS
    # The two check characters take two more places of the number, which must leave the remainder 1.
    check = (1 - remainder * _RADIX) % _MODULUS
    return _FULL_ALPHABET[check // _RADIX] + _FULL_ALPHABET[check % _RADIX]

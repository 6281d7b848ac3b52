"""What a memo claims: a name, a unit, a phrase of the campaign, something that would be a memo code.

A claim is not a donor. It is read afresh from the bank line whenever somebody at the desk needs it, helps to find the
pledge, and is published nowhere: anybody can write any name into a transfer (donations.md, Bank statements, rule 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from runtime.text import fold
from services.donations.statements.memo_codes import CODE_LENGTH

MOST_WORDS = 80
"""No bank prints a memo of more words; what comes after is not read."""

MOST_CODES = 4
"""Places of one memo where a mistyped code may begin."""

_NAME_WORDS = range(2, 9)

_TIME_OF_TRANSFER = re.compile(r"thoi gian gd.*$")
_ROUTE = re.compile(r"\bct tu (?P<from>\d+) (?P<name>.+?) toi (?P<to>\d+)\b.*$")
_QUICK = re.compile(r"\bct nhanh 247 den (?P<name>.+?) chuyen tien\b")
_MACHINE = re.compile(r"\b(?:mbvcb|vcb ctdk|partner direct debits vcb mse|shgd|ibft|napas|ft)\b")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_UNIT = re.compile(r"\b(?:xa|phuong|huyen|thi tran|thanh pho|tp|thon|khu pho)(?: [a-z]+){1,3}")
_CODE_BEGINS = re.compile(r"(?<![A-Z])C[\s.]?[T7]")
_CODE_LENGTHS = range(CODE_LENGTH - 2, CODE_LENGTH + 2)

# Where the purpose begins, what stands before it is the name.
_PURPOSE = re.compile(
    r"\b(?:ung ho|uh|tang|gop|dong gop|quyen gop|xin cam on|chuyen tien|ck|chuyen khoan|tai tro|quy vi|cam on|"
    r"chuc|giup do|nguoi ngheo|vnn)\b"
)
_PHRASES = re.compile(
    r"quy (?:vi )?(?:nguoi ngheo|vnn)|vi nguoi ngheo|(?:ho|nguoi) ngheo(?: [a-z]+ [a-z]+| an tet)?|thang cao diem|"
    r"uh quy vnn|chut long thanh|golf|an tet"
)

_SHORT = {
    "cty": "cong ty", "cti": "cong ty", "ctcp": "cong ty co phan", "cp": "co phan", "tm": "thuong mai",
    "dv": "dich vu", "xd": "xay dung", "sx": "san xuat", "dntn": "doanh nghiep tu nhan", "th": "tieu hoc",
    "thcs": "trung hoc co so", "thpt": "trung hoc pho thong", "ubnd": "uy ban nhan dan",
}
_FORMS = re.compile(
    r"^(?:cong ty co phan|cong ty tnhh|cong ty|doanh nghiep tu nhan|hop tac xa)"
    r"(?: thuong mai| dich vu| xay dung| san xuat)*\s+"
)
_TITLED = re.compile(r"^(?:(?:ong|ba|anh|chi|em|co|chu|bac|gia dinh|gd)\s+)+(?=\w+\s+\w+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """name, unit, phrase: folded, "" where the memo has none. words: the memo, folded, word by word, without what
    the bank's own machines wrote. like_codes: what has the shape of a memo code, capitals without separators."""

    name: str
    unit: str
    phrase: str
    words: tuple[str, ...]
    like_codes: tuple[str, ...]


def plain_name(name: str) -> str:
    """A name to compare by: folded, letters and digits only, without titles, with the usual short forms written
    out."""
    words = _NOT_WORD.sub(" ", fold(name)).split()
    text = " ".join(_SHORT.get(word, word) for word in words)
    return _TITLED.sub("", text)


def without_form(name: str) -> str:
    """A plain name without the legal form of a company."""
    return _FORMS.sub("", name)


def read_claim(memo: str, counter_account: str = "") -> Claim:
    """The claim of a bank line. counter_account: the other side, as some banks print it: a name counts, a number
    does not."""
    text = _NOT_WORD.sub(" ", fold(_joined(memo)))
    text = _TIME_OF_TRANSFER.sub("", text)
    payer = plain_name(counter_account) if _is_name(counter_account) else ""
    route = _ROUTE.search(text)
    quick = _QUICK.search(text)
    if route:
        text = text[: route.start()] + " " + route["name"]
    free = _MACHINE.sub(" ", text)
    name = payer or (route["name"] if route else quick["name"] if quick else _name_before_purpose(free))
    words = tuple(_SHORT.get(word, word) for word in free.split() if not (word.isdigit() and len(word) > 3))
    words = tuple(" ".join(words).split()[:MOST_WORDS])
    if payer and payer not in " ".join(words):
        words = (*words, *payer.split())
    unit = next(filter(None, (_UNIT.search(part) for part in _PURPOSE.split(free))), None)
    phrase = _PHRASES.search(free)
    return Claim(
        plain_name(name), unit[0] if unit else "", phrase[0] if phrase else "", words,
        tuple(_like_codes(memo.upper())),
    )


def _like_codes(memo: str) -> Iterator[str]:
    """What begins like a code, with separators taken out, up to each word's end at about a code's length; of text
    without such an end, a code's length."""
    for begin in list(_CODE_BEGINS.finditer(memo))[:MOST_CODES]:
        text, ended = "", False
        for sign in memo[begin.start() : begin.start() + 3 * CODE_LENGTH] + " ":
            if "0" <= sign <= "9" or "A" <= sign <= "Z":
                text += sign
            elif len(text) in _CODE_LENGTHS:
                yield text
                ended = True
            if len(text) > _CODE_LENGTHS[-1]:
                break
        if not ended and len(text) > _CODE_LENGTHS[-1]:
            yield text[:CODE_LENGTH]


def _joined(memo: str) -> str:
    # Banks break a long memo anywhere between two words.
    return memo.replace("\n", " ").replace("\r", " ")


def _is_name(counter_account: str) -> bool:
    return bool(counter_account) and not any(sign.isdigit() for sign in counter_account)


def _name_before_purpose(text: str) -> str:
    """The words before the purpose, where they could be a name: no digits, two words at least."""
    words = text.split()
    while words and any(sign.isdigit() for sign in words[0]):
        words.pop(0)
    rest = " ".join(words)
    purpose = _PURPOSE.search(rest)
    before = rest[: purpose.start()].split() if purpose else words
    if purpose and purpose[0] == "quyen gop" and len(before) < 3:
        before.append("quyen")  # "Ngo Kim Quyen gop": Quyên is her name
    fits = len(before) in _NAME_WORDS and not any(sign.isdigit() for word in before for sign in word)
    return " ".join(before) if fits else ""

"""One thing that `chungtay doctor` has looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing looked at: `says` how it is; `remedy` is empty when all is well."""

    what: str
    says: str
    remedy: str = ""

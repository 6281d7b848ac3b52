"""What the clients were told: every acknowledged write, and everything that should not have happened."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

MOST_IDS = 10
MOST_VIOLATIONS = 50


@dataclass(frozen=True)
class Violation:
    """A broken law: what should be, what is, and up to ten of the things concerned."""

    law: str
    expected: str
    found: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        ids = f"\n      which: {', '.join(self.ids[:MOST_IDS])}" if self.ids else ""
        return f"{self.law}\n      expected: {self.expected}\n      found:    {self.found}{ids}"


@dataclass(frozen=True)
class Statement:
    """An acknowledged statement file: how much its lines bring, in đồng, and how many they are."""

    credit_vnd: int
    credits: int
    debit_vnd: int
    debits: int


@dataclass
class Book:
    """Thread-safe.  Ids as the API gave them; amounts in đồng."""

    donations: dict[str, int] = field(default_factory=dict)
    probes: dict[str, int] = field(default_factory=dict)
    pledges: dict[str, int] = field(default_factory=dict)
    unit_of_pledge: dict[str, str] = field(default_factory=dict)
    registrations: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    payments: dict[str, int] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    findings: dict[str, str] = field(default_factory=dict)
    imports: dict[str, Statement] = field(default_factory=dict)
    poison: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._guard = threading.Lock()
        self._violations: list[Violation] = []
        self._answers: Counter[str] = Counter()
        self._slowest = (0.0, "")

    def asked(self, what: str, status: int, code: str, seconds: float) -> None:
        """Note one answer."""
        with self._guard:
            self._answers[str(status or "no answer")] += 1
            if seconds > self._slowest[0]:
                self._slowest = (seconds, f"{what}: HTTP {status} {code}")

    def violated(self, law: str, expected: str, found: str, ids: list[str] | None = None) -> None:
        """Note that a law was broken."""
        with self._guard:
            if len(self._violations) < MOST_VIOLATIONS:
                self._violations.append(Violation(law, expected, found, tuple((ids or [])[:MOST_IDS])))

    def take_violations(self) -> list[Violation]:
        """What was noted since the last call."""
        with self._guard:
            taken, self._violations = self._violations, []
            return taken

    def take_answers(self) -> tuple[dict[str, int], float, str]:
        """How many answers of each status came since the last call, how long the slowest took and what it was."""
        with self._guard:
            taken, self._answers = dict(self._answers), Counter()
            (seconds, what), self._slowest = self._slowest, (0.0, "")
            return taken, seconds, what

    def refused_for_now(self) -> int:
        """How many answers 503 came since the answers were last taken."""
        with self._guard:
            return self._answers["503"]

    def acknowledged(self) -> int:
        """How many writes were acknowledged so far."""
        return (len(self.donations) + len(self.probes) + len(self.pledges) + len(self.registrations)
                + len(self.cancelled) + len(self.payments) + len(self.paid) + len(self.findings) + len(self.imports))

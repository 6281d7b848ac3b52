"""The clients that go on writing: each a thread that does one deed after the other and writes down what it was told."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable
from typing import Any

from bench.chaos.asking import Asker, Interrupted
from bench.chaos.book import Book, Statement
from bench.chaos.world import FORUM, MAIN, QUOTAS, World

UNITS = ("58", "582", "584", "585", "588")
DAYS = tuple(f"2024-10-{day}" for day in range(17, 32))
HELD = ("payment_on_hold", "fund_short")
"""Refusals that a payment with an open finding, or of an empty fund, may meet."""

LINES_PER_STATEMENT = 60
ASKED_TWICE = 0.05
"""How often a client asks again for a write that it has the answer to: it must get that answer once more."""

Deed = Callable[["Client", int], None]


class Clients:
    """All clients of a run.  They stop at a gate after their deed, so that everything asked for is decided."""

    def __init__(self, world: World, seed: int) -> None:
        self._gate = Gate()
        self._clients = [
            Client(world, name, account, deed, pause, self._gate, f"{seed}-{name}")
            for name, account, deed, pause in _CAST
        ]

    def start(self) -> None:
        """Start all of them, at work."""
        self._gate.open()
        for client in self._clients:
            client.start()

    def go_on(self) -> None:
        """Open the gate."""
        self._gate.open()

    def pause(self, within_seconds: float) -> list[str]:
        """Close the gate and wait until each has finished its deed; the names of those who have not."""
        self._gate.close()
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            if all(client.waits or not client.is_alive() for client in self._clients):
                break
            time.sleep(0.02)
        return [client.name for client in self._clients if not client.waits]

    def join(self) -> None:
        """Wait for their end, after the world is over."""
        self._gate.open()
        for client in self._clients:
            if client.is_alive():
                client.join(timeout=30)


class Gate:
    """Where clients wait while everything is counted.  Who rests between two deeds is woken when it closes, so that
    nobody waits for a client that has nothing to do."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._closed = threading.Event()
        self._closed.set()

    def open(self) -> None:
        """Let all go on."""
        self._closed.clear()
        self._open.set()

    def close(self) -> None:
        """Stop all after their deed."""
        self._open.clear()
        self._closed.set()

    def wait_until_open(self, seconds: float) -> bool:
        """Wait; False when it is still closed."""
        return self._open.wait(seconds)

    def rest(self, seconds: float) -> None:
        """Do nothing for so long, or until the gate closes."""
        self._closed.wait(seconds)


class Client(threading.Thread):
    """One client.  ``deed`` is called with ever higher numbers."""

    def __init__(
        self, world: World, name: str, account: str, deed: Deed, pause_seconds: float, gate: Gate, seed: str
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.world = world
        self.book: Book = world.book
        self.random = random.Random(seed)
        self.waits = False
        self._deed = deed
        self._pause_seconds = pause_seconds
        self._gate = gate
        self._askers: dict[str, Asker] = {}
        self.account = account

    def run(self) -> None:
        """Until the world is over."""
        try:
            for number in itertools.count(1):
                while not self._gate.wait_until_open(0.2):
                    self.waits = True  # said here, not before: the gate may close between a look at it and the wait
                    if self.world.over.is_set():
                        return
                self.waits = False
                if self.world.over.is_set():
                    return
                self._deed(self, number)
                self._gate.rest(self._pause_seconds * self.random.uniform(0.5, 1.5))
        except Interrupted:
            pass
        except Exception as error:  # a client that dies unseen would make every check pass
            self.book.violated("the clients work", "no error in a client", repr(error), [self.name])
        finally:
            for asker in self._askers.values():
                asker.close()

    def asker(self, account: str = "") -> Asker:
        """The connection of an account of this client."""
        username = account or self.account
        if username not in self._askers:
            token = self.world.tokens[username]
            self._askers[username] = Asker(
                self.world.address, token, self.book, self.world.over, f"{self.name}-{username}"
            )
        return self._askers[username]

    def again(self, path: str, body: Any, key: str, first: dict[str, Any], id_field: str) -> None:
        """Now and then ask for the same again: the first answer must come, and nothing be booked."""
        if self.random.random() < ASKED_TWICE:
            second = self.asker().write(path, body, key)
            if second.done and second.body.get(id_field) != first[id_field]:
                self.book.violated("the same key gives the first answer", first[id_field],
                                   str(second.body.get(id_field)), [key])


def give(client: Client, number: int) -> None:
    """A gift at the desk; every tenth fulfils a pledge."""
    key = f"{client.name}-{number}"
    pledge, unit = None, client.random.choice(UNITS)
    if number % 10 == 0 and client.book.unit_of_pledge:
        pledge, unit = client.random.choice(list(client.book.unit_of_pledge.items()))
    amount_vnd = client.random.randint(1, 9_999_999)
    body = {
        "campaign": MAIN, "unit": unit, "amount_vnd": amount_vnd,
        "channel": client.random.choice(("cash", "card", "wallet")), "received_on": client.random.choice(DAYS),
        "donor_name": "Người tặng mẫu", "pledge_id": pledge,
    }
    answer = client.asker().write("/donations", body, key)
    if answer.done:
        client.book.donations[answer.body["donation_id"]] = amount_vnd
        client.again("/donations", body, key, answer.body, "donation_id")


def promise(client: Client, number: int) -> None:
    """A pledge."""
    amount_vnd, unit = client.random.randint(1, 50_000_000), client.random.choice(UNITS)
    body = {"campaign": MAIN, "unit": unit, "amount_vnd": amount_vnd,
            "pledger_name": "Nhà tài trợ mẫu", "pledged_on": client.random.choice(DAYS)}
    key = f"{client.name}-{number}"
    answer = client.asker().write("/pledges", body, key)
    if answer.done:
        client.book.pledges[answer.body["pledge_id"]] = amount_vnd
        client.book.unit_of_pledge[answer.body["pledge_id"]] = unit
        client.again("/pledges", body, key, answer.body, "pledge_id")


def register(client: Client, number: int) -> None:
    """A guest, more than there are places; now and then one cancels, and the next in the line moves up."""
    body = {"quota": client.random.choice(list(QUOTAS)), "guest_name": f"Khách mẫu {client.name} {number}"}
    key = f"{client.name}-{number}"
    path = f"/activities/{FORUM}/registrations"
    answer = client.asker().write(path, body, key)
    if not answer.done:
        return
    client.book.registrations.add(answer.body["registration_id"])
    client.again(path, body, key, answer.body, "registration_id")
    if number % 4 == 0:
        leaves = client.random.choice(sorted(client.book.registrations - client.book.cancelled))
        if client.asker().write(f"/registrations/{leaves}/cancellation", {}, f"{key}-cancel").done:
            client.book.cancelled.add(leaves)


def support(client: Client, number: int) -> None:
    """A payment from proposal to payout; supervision files a finding about every third before it is paid."""
    key = f"{client.name}-{number}"
    amount_vnd = client.random.randint(1, 300_000)
    body = {"campaign": MAIN, "unit": "582", "kind": "house_repair", "household_code": f"ho-{key}",
            "amount_vnd": amount_vnd, "reason": "Nhà dột nát", "proposed_on": "2024-11-04"}
    proposed = client.asker().write("/payments", body, key)
    if not proposed.done:
        return
    payment = proposed.body["payment_id"]
    client.book.payments[payment] = amount_vnd
    steps = [("duyet-1", "verification"), ("duyet-1", "approvals"), ("duyet-2", "approvals")]
    for step, (account, action) in enumerate(steps):
        path = f"/payments/{payment}/{action}"
        if not client.asker(account).write(path, None, f"{key}-{step}", refusals=HELD).done:
            return
    if number % 3 == 0:
        _find_fault(client, payment, f"{key}-finding")
    payout = client.asker("ke-toan").write(
        f"/payments/{payment}/payout", {"paid_on": "2024-11-12"}, f"{key}-pay", refusals=HELD
    )
    if payout.done:
        client.book.paid.add(payment)


def _find_fault(client: Client, payment: str, key: str) -> None:
    body = {"campaign": MAIN, "unit": "582", "about": {"kind": "payment", "id": payment}, "severity": "serious",
            "found_on": "2024-11-10", "summary": "Hồ sơ khác với thực tế"}
    answer = client.asker("giam-sat").write("/findings", body, key)
    if answer.done:
        client.book.findings[answer.body["finding_id"]] = payment


def bring_statement(client: Client, number: int) -> None:
    """A bank statement: credit lines are gifts, debit lines bank charges; every line is unlike all others."""
    key = f"{client.name}-{number}"
    lines = ["PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails"]
    credits: list[int] = []
    debits: list[int] = []
    for line in range(LINES_PER_STATEMENT):
        amount, day = client.random.randint(1_000, 9_999_999), client.random.choice(DAYS)
        (debits if line % 20 == 19 else credits).append(amount)
        printed = f"{amount:,}".replace(",", ".")
        columns = f"{printed}," if line % 20 == 19 else f",{printed}"
        date = f"{day[8:]}/{day[5:7]}/{day[:4]}"
        lines.append(f"1,{date},5900.{number:05d}{line:03d},{columns},,ung ho {key} {line}")
    answer = client.asker().write(
        "/statement-imports", None, key, data={"campaign": MAIN, "account_number": "00110000000000"},
        files={"file": ("sao_ke.csv", "\n".join(lines).encode() + b"\n", "text/csv")},
    )
    if answer.done:
        client.book.imports[answer.body["import_id"]] = Statement(sum(credits), len(credits), sum(debits), len(debits))


_CAST: list[tuple[str, str, Deed, float]] = [
    # name, account, deed, seconds between two deeds
    ("desk-1", "tinh", give, 0.04),
    ("desk-2", "tinh", give, 0.04),
    ("desk-3", "tinh", give, 0.08),
    ("desk-4", "tinh", give, 0.2),
    ("pledger", "tinh", promise, 0.3),
    ("organiser", "to-chuc", register, 0.15),
    ("organiser-2", "to-chuc", register, 0.3),
    ("supporter", "tinh", support, 0.6),
    ("treasurer", "ke-toan", bring_statement, 3.0),
]

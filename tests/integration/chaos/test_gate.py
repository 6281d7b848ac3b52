"""The clients of `make chaos` stop at once when everything is to be counted, and go on afterwards."""

from __future__ import annotations

import threading
import time

from bench.chaos.clients import Gate


def test_who_rests_is_woken_when_the_gate_closes() -> None:
    gate = Gate()
    gate.open()
    rested: list[float] = []

    def rest() -> None:
        began = time.monotonic()
        gate.rest(30)
        rested.append(time.monotonic() - began)

    client = threading.Thread(target=rest)
    client.start()
    time.sleep(0.05)
    gate.close()
    client.join(timeout=5)
    assert rested and rested[0] < 5


def test_nobody_passes_a_closed_gate_and_all_pass_an_open_one() -> None:
    gate = Gate()
    assert not gate.wait_until_open(0.01)
    gate.open()
    assert gate.wait_until_open(0.01)
    gate.close()
    assert not gate.wait_until_open(0.01)

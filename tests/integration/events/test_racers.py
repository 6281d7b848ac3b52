"""Many at once for few places."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.integration


def outcome_of(answer: dict) -> str:
    return answer["ok"]["status"] if "ok" in answer else answer.get("refused", {}).get("code", "away")


def race(events, quota: str, racers: int, **more) -> Counter:
    """What became of ``racers`` registrations started together.

    Who is told to try again does so with the same key, as a browser or program does on 503.
    """

    def run(number: int) -> str:
        for _ in range(20):
            answer = events.ask(
                "register_guest",
                {"activity": "dien-dan", "quota": quota, "guest_name": f"Khách {number}", **more},
                key=f"racer-{quota}-{number}",
            )
            if "away" not in answer:
                break
        return outcome_of(answer)

    with ThreadPoolExecutor(racers) as pool:
        return Counter(pool.map(run, range(racers)))


@pytest.mark.parametrize("together", [1, 7, 200])
def test_a_batch_of_guests_never_gets_more_places_than_there_are(events, together):
    """eventyay 1359, Attendize 473, civicrm-core 36248: orders that came at one time were each let in."""
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 20}])
    entries = [
        {
            "guest": {"activity": "dien-dan", "quota": "khoi-1", "guest_name": f"Khách {number}"}, "actor": "clerk",
            "idempotency_key": f"k{number}", "correlation_id": f"c{number}",
        }
        for number in range(200)
    ]
    batches = [entries[at : at + together] for at in range(0, 200, together)]
    with ThreadPoolExecutor(8) as pool:
        answered = [one for found in pool.map(lambda b: _batch(events, b), batches) for one in found]
    assert Counter(one["ok"]["status"] for one in answered) == {"confirmed": 20, "waiting": 180}
    assert [one["ok"]["guest_name"] for one in answered] == [f"Khách {number}" for number in range(200)]
    assert _batch(events, entries) == answered  # the same keys again
    events.assert_counters_agree()


def _batch(events, entries: list[dict]) -> list[dict]:
    for _ in range(20):
        answers = events.ok("register_guests", {"entries": entries})["answers"]
        if all("away" not in one for one in answers):
            break
    return answers


def test_each_guest_of_a_batch_is_decided_on_their_own(events):
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 1}])
    events.save("khac", places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 5}])

    def entry(key: str, **guest: object) -> dict:
        told = {"activity": "dien-dan", "quota": "khoi-1", "guest_name": "Khách", **guest}
        return {"guest": told, "actor": "clerk", "idempotency_key": key, "correlation_id": key}

    answers = _batch(events, [
        entry("1"), entry("2", may_wait=False), entry("3", guest_name=" "), entry("4", activity="khac"),
        entry("5", activity="khong-co"), entry("6", quota="x"), entry("1"), entry("1", guest_name="Ai khác"),
        entry("7"),
    ])
    assert [one["ok"]["status"] if "ok" in one else one["refused"]["code"] for one in answers] == [
        "confirmed", "quota_full", "invalid_command", "confirmed", "unknown_activity", "unknown_quota", "confirmed",
        "idempotency_key_reused", "waiting",
    ]
    assert answers[0] == answers[6]
    assert answers[8]["ok"]["homonyms"] == [answers[0]["ok"]["registration_id"]]
    events.assert_counters_agree()
    events.assert_counters_agree("khac")


def test_what_a_batch_remembers_of_its_answers_holds_no_names(events):
    events.save()
    _batch(events, [{
        "guest": {"activity": "dien-dan", "quota": "khoi-1", "guest_name": "Trần Thị Bình"}, "actor": "clerk",
        "idempotency_key": "k", "correlation_id": "c",
    }])
    [kept] = events.store.db["idempotency_keys"].find({"_id": "register_guest:k"})
    assert "Bình" not in kept["answer"].decode()


def test_of_200_racers_for_20_places_20_are_confirmed_and_180_wait(events):
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 20}])
    outcomes = race(events, "khoi-1", 200)
    assert outcomes == {"confirmed": 20, "waiting": 180}
    numbers = [r["waiting_number"] for r in events.store.db["registrations"].find({"status": "waiting"})]
    assert sorted(numbers) == list(range(1, 181))
    events.assert_counters_agree()


def test_of_200_racers_who_do_not_wait_180_are_refused_and_leave_nothing_behind(events):
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 20}])
    outcomes = race(events, "khoi-1", 200, may_wait=False)
    assert outcomes == {"confirmed": 20, "quota_full": 180}
    assert events.store.db["registrations"].count_documents({}) == 20
    events.assert_counters_agree()


def test_without_turns_the_conditional_update_alone_does_not_oversell(events, monkeypatch):
    """As several processes of the service race that know nothing of one another's turns."""
    from contextlib import nullcontext

    from services.events import service

    class NoTurns:
        def of(self, *_):
            return nullcontext()

    monkeypatch.setattr(service, "turns", NoTurns())
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 5}])
    outcomes = race(events, "khoi-1", 24)
    assert outcomes == {"confirmed": 5, "waiting": 19}
    events.assert_counters_agree()


def test_a_crowd_in_the_shared_part_can_not_take_a_guaranteed_place(events):
    events.save(quotas=[
        {"code": "khoi-1", "name": "Khối 1", "places": 50},
        {"code": "khoi-7", "name": "Khối 7", "places": 20, "guaranteed": True},
        {"code": "ho", "name": "Hộ nghèo", "places": 10, "within": "khoi-7"},
        {"code": "hoc-sinh", "name": "Học sinh", "places": 10, "within": "khoi-7"},
    ])
    assert race(events, "khoi-1", 60) == {"confirmed": 6, "waiting": 54}
    assert race(events, "ho", 12, may_wait=False) == {"confirmed": 10, "quota_full": 2}
    assert race(events, "hoc-sinh", 10) == {"confirmed": 10}
    events.assert_counters_agree()

import pytest

pytestmark = pytest.mark.integration


def quotas(*sizes: tuple[str, int]) -> list[dict]:
    return [{"code": code, "name": code, "places": places} for code, places in sizes]


def test_a_saved_activity_is_answered_in_full_and_said_once(events):
    saved = events.save()
    assert (saved["version"], saved["taken"], saved["waiting"]) == (1, 0, 0)
    assert {q["code"]: q["left"] for q in saved["quotas"]} == {
        "khoi-1": 20, "doanh-nghiep": 2, "khoi-7": 4, "ho": 2, "hoc-sinh": 2,
    }
    assert events.ok("get_activity", {"id": "dien-dan"}) == saved
    [said] = events.said()
    assert (said.type, said.subject, said.aggregate_version) == ("events.activity_saved.v1", "dien-dan", 1)
    assert said.data["quotas"][2]["guaranteed"] is True


def test_saving_the_same_again_changes_nothing_and_says_nothing(events):
    first = events.save()
    events.register("khoi-1")
    again = events.save()
    assert again["version"] == first["version"]
    assert again["saved_at"] == first["saved_at"]
    assert again["taken"] == 1
    assert [e.type for e in events.said()] == ["events.activity_saved.v1", "events.registrations_changed.v1"]


def test_places_below_those_taken_are_refused_and_nothing_is_written(events):
    events.save(places=None, quotas=quotas(("a", 3)))
    events.ok("register_guest", {"activity": "dien-dan", "quota": "a", "guest_name": "Một"})
    events.ok("register_guest", {"activity": "dien-dan", "quota": "a", "guest_name": "Hai"})
    refused = events.refused("save_activity", {
        "code": "dien-dan", "campaign": "ninh-thuan-2024", "unit": "58", "kind": "forum", "name": "Khác",
        "quotas": quotas(("a", 1)),
    })
    assert (refused["code"], refused["kind"]) == ("quota_below_taken", "conflict")
    assert (refused["field"], refused["facts"]) == ("quotas.0.places", {"quota": "a", "taken": 2, "places": 1})
    assert events.ok("get_activity", {"id": "dien-dan"})["name"] == "Diễn đàn"
    assert events.save(places=None, quotas=quotas(("a", 2)))["quotas"][0]["left"] == 0


def test_a_quota_with_guests_can_not_be_dropped_not_even_with_waiting_ones(events):
    events.save(places=None, quotas=quotas(("a", 0), ("b", 5)))
    assert events.register("a")["status"] == "waiting"
    refused = events.refused("save_activity", {
        "code": "dien-dan", "campaign": "ninh-thuan-2024", "unit": "58", "kind": "forum", "name": "Diễn đàn",
        "quotas": quotas(("b", 5)),
    })
    assert refused["code"] == "quota_in_use"


def test_more_places_move_the_waiting_list_up_in_order(events):
    events.save(places=None, quotas=quotas(("a", 1)))
    ids = [events.register("a", f"Khách {n}")["registration_id"] for n in range(5)]
    events.save(places=None, quotas=quotas(("a", 3)))
    statuses = [events.ok("get_registration", {"id": i})["status"] for i in ids]
    assert statuses == ["confirmed"] * 3 + ["waiting"] * 2
    events.assert_counters_agree()


def test_more_waiting_than_one_transaction_moves_are_all_served(events, monkeypatch):
    monkeypatch.setattr("services.events.registration.waiting_list.MOST_AT_ONCE", 2)
    events.save(places=None, quotas=quotas(("a", 0)))
    for number in range(7):
        events.register("a", f"Khách {number}")
    events.save(places=None, quotas=quotas(("a", 6)))
    assert events.ok("get_activity", {"id": "dien-dan"})["waiting"] == 1
    events.assert_counters_agree()


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"places": 3}, "guaranteed_places_exceed_total", "places"),
    ({"ends_on": "2024-10-01"}, "activity_ends_before_it_starts", "ends_on"),
    ({"quotas": [{"code": "a", "name": "A", "places": 1, "within": "b"}]}, "unknown_parent_quota", "quotas.0.within"),
    ({"quotas": [{"code": "a", "name": "A", "places": 1, "within": "a"}]}, "quota_cycle", "quotas.0.within"),
    ({"quotas": [{"code": "a", "name": "A", "places": -1}]}, "invalid_command", "quotas.0.places"),
    ({"quotas": [{"code": "a", "name": "A"}]}, "invalid_command", "quotas.0.places"),
    ({"places": True}, "invalid_command", "places"),
    ({"places": "20"}, "invalid_command", "places"),
    ({"kind": "party"}, "invalid_command", "kind"),
    ({"programme": [{"order": 1, "title": "a"}, {"order": 1, "title": "b"}]}, "step_numbered_twice", None),
])
def test_bad_activities_are_refused_by_name_and_write_nothing(events, change, code, field):
    answer = events.ask("save_activity", {
        "code": "dien-dan", "campaign": "ninh-thuan-2024", "unit": "58", "kind": "forum", "name": "Diễn đàn",
        "starts_on": "2024-10-14", "places": 26,
        "quotas": [{"code": "khoi-7", "name": "Khối 7", "places": 4, "guaranteed": True}], **change,
    })
    assert answer["refused"]["code"] == code
    if field:
        assert answer["refused"]["field"] == field
    assert events.store.db["activities"].count_documents({}) == 0
    assert events.said() == []


def test_an_activity_without_days_or_quotas_is_possible(events):
    visit = events.save("tham-quan", kind="study_visit", starts_on=None, ends_on=None, places=None, quotas=[])
    assert visit["starts_on"] is None
    refused = events.refused("register_guest", {"activity": "tham-quan", "quota": "a", "guest_name": "A"})
    assert (refused["code"], refused["kind"]) == ("unknown_quota", "not_found")


def test_the_code_of_another_campaigns_activity_is_refused(events):
    events.save()
    refused = events.refused("save_activity", {
        "code": "dien-dan", "campaign": "khac-2025", "unit": "58", "kind": "forum", "name": "Diễn đàn",
    })
    assert refused["code"] == "activity_of_other_campaign"


def test_an_unknown_activity_is_refused_with_the_known_ones(events):
    events.save()
    refused = events.refused("get_activity", {"id": "khong-co"})
    assert (refused["code"], refused["kind"], refused["field"]) == ("unknown_activity", "not_found", "id")
    assert refused["facts"]["known"] == ["dien-dan"]


def test_a_newcomer_does_not_overtake_those_who_are_just_being_moved_up(events, monkeypatch):
    """As when the process dies between the transactions that move a long waiting list up."""
    monkeypatch.setattr("services.events.registration.waiting_list.MOST_AT_ONCE", 1)
    monkeypatch.setattr("services.events.service.EventsService._serve_the_rest", lambda *_: None)
    events.save(places=None, quotas=quotas(("a", 0)))
    for number in range(4):
        events.register("a", f"Khách {number}")
    events.save(places=None, quotas=quotas(("a", 5)))
    newcomer = events.register("a", "Khách mới")
    assert (newcomer["status"], newcomer["waiting_number"]) == ("waiting", 5)
    confirmed = events.ok("list_registrations", {"activity": "dien-dan", "status": "confirmed"})["registrations"]
    assert [r["guest_name"] for r in confirmed] == ["Khách 0", "Khách 1"]
    events.assert_counters_agree()

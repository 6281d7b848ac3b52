import pytest

pytestmark = pytest.mark.integration


def test_a_registration_is_answered_in_full_and_said_without_personal_data(events):
    events.save()
    made = events.register(
        "khoi-1", "Trần Thị Bình", commune="Phước Dinh", organisation="Hội Phụ nữ", phone="0912 345 678"
    )
    assert (made["status"], made["number"], made["version"], made["unit"]) == ("confirmed", 1, 1, "58")
    assert (made["guest_name"], made["homonyms"]) == ("Trần Thị Bình", [])
    assert made["registered_at"].endswith("Z")
    assert events.ok("get_registration", {"id": made["registration_id"]}) == made
    said = events.said()[-1]
    assert (said.type, said.subject) == ("events.registrations_changed.v1", "dien-dan")
    body = said.to_bytes().decode()
    assert all(private not in body for private in ("Bình", "Phước Dinh", "Phụ nữ", "0912345678", "0912 345 678"))


def test_the_same_key_gives_the_first_answer_again_and_takes_one_place(events):
    events.save()
    wanted = {"activity": "dien-dan", "quota": "khoi-1", "guest_name": "Lê Văn Chín"}
    first = events.ok("register_guest", wanted, key="k1")
    assert events.ok("register_guest", wanted, key="k1") == first
    assert events.ok("get_activity", {"id": "dien-dan"})["taken"] == 1
    refused = events.refused("register_guest", {**wanted, "guest_name": "Lê Văn Mười"}, key="k1")
    assert (refused["code"], refused["kind"]) == ("idempotency_key_reused", "invalid")
    events.assert_counters_agree()


def test_a_full_quota_puts_the_next_on_the_waiting_list_in_strict_order(events):
    events.save()
    made = [events.register("doanh-nghiep", f"Khách {n}") for n in range(4)]
    assert [m["status"] for m in made] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [m["waiting_number"] for m in made] == [None, None, 1, 2]


def test_who_does_not_wait_is_refused_by_name_and_nothing_is_written(events):
    events.save()
    for number in range(2):
        events.register("doanh-nghiep", f"Khách {number}")
    refused = events.refused("register_guest", {
        "activity": "dien-dan", "quota": "doanh-nghiep", "guest_name": "Ba", "may_wait": False,
    })
    assert (refused["code"], refused["kind"], refused["field"]) == ("quota_full", "conflict", "quota")
    assert refused["facts"] == {
        "quota": "doanh-nghiep", "full": "doanh-nghiep", "places": 2, "wanted": 1, "left": 0,
    }
    events.assert_counters_agree()


def test_an_activity_without_a_waiting_list_refuses_even_who_would_wait(events):
    events.save(waiting_list=False, places=None, quotas=[{"code": "a", "name": "A", "places": 0}])
    assert events.refused("register_guest", {"activity": "dien-dan", "quota": "a", "guest_name": "X"})["code"] == (
        "quota_full"
    )


def test_cancel_moves_the_next_up_in_the_same_transaction_and_says_both(events):
    events.save()
    first, _, third, fourth = (events.register("doanh-nghiep", f"Khách {n}") for n in range(4))
    cancelled = events.ok(
        "cancel_registration", {"registration_id": first["registration_id"], "reason": "Bận việc nhà"}
    )
    assert (cancelled["status"], cancelled["version"], cancelled["cancel_reason"]) == ("cancelled", 2, "Bận việc nhà")
    moved = events.ok("get_registration", {"id": third["registration_id"]})
    assert (moved["status"], moved["version"], moved["waiting_number"]) == ("confirmed", 2, None)
    assert events.ok("get_registration", {"id": fourth["registration_id"]})["status"] == "waiting"
    assert [(row["registration_id"], row["status"], row["version"]) for row in events.said()[-1].data["entries"]] == [
        (first["registration_id"], "cancelled", 2), (third["registration_id"], "confirmed", 2),
    ]
    events.assert_counters_agree()


def test_the_first_who_fits_is_moved_up_not_just_the_first(events):
    events.save(places=None, quotas=[
        {"code": "ngoai", "name": "Ngoài", "places": 2}, {"code": "trong", "name": "Trong", "places": 1,
                                                          "within": "ngoai"},
    ])
    inner = events.register("trong", "Một")
    outer = events.register("ngoai", "Hai")
    waits_inside = events.register("trong", "Ba")
    waits_outside = events.register("ngoai", "Bốn")
    events.ok("cancel_registration", {"registration_id": outer["registration_id"]})
    assert events.ok("get_registration", {"id": waits_inside["registration_id"]})["status"] == "waiting"
    assert events.ok("get_registration", {"id": waits_outside["registration_id"]})["status"] == "confirmed"
    events.ok("cancel_registration", {"registration_id": inner["registration_id"]})
    assert events.ok("get_registration", {"id": waits_inside["registration_id"]})["status"] == "confirmed"
    events.assert_counters_agree()


def test_cancelling_twice_frees_one_place_only(events):
    events.save()
    made = events.register("doanh-nghiep")
    first = events.ok("cancel_registration", {"registration_id": made["registration_id"]})
    assert events.ok("cancel_registration", {"registration_id": made["registration_id"]}) == first
    assert events.ok("get_activity", {"id": "dien-dan"})["quotas"][1]["left"] == 2
    events.assert_counters_agree()


def test_who_waits_and_cancels_leaves_the_list(events):
    events.save(places=None, quotas=[{"code": "a", "name": "A", "places": 1}])
    holder, gone, patient = (events.register("a", f"Khách {n}") for n in range(3))
    events.ok("cancel_registration", {"registration_id": gone["registration_id"]})
    events.ok("cancel_registration", {"registration_id": holder["registration_id"]})
    assert events.ok("get_registration", {"id": patient["registration_id"]})["status"] == "confirmed"
    assert events.ok("get_registration", {"id": gone["registration_id"]})["status"] == "cancelled"
    events.assert_counters_agree()


def test_a_guest_of_a_guaranteed_quota_takes_nothing_from_the_shared_part(events):
    events.save()
    events.register("ho")
    left = {q["code"]: q["left"] for q in events.ok("get_activity", {"id": "dien-dan"})["quotas"]}
    assert left == {"khoi-1": 20, "doanh-nghiep": 2, "khoi-7": 3, "ho": 1, "hoc-sinh": 2}


def test_homonyms_are_flagged_without_diacritics_and_never_merged(events):
    events.save()
    first = events.register("khoi-1", "Nguyễn Văn Đức", commune="Phước Dinh")
    other_commune = events.register("khoi-1", "Nguyễn Văn Đức", commune="Công Hải")
    second = events.register("khoi-1", "NGUYEN VAN DUC", commune="phuoc dinh")
    assert other_commune["homonyms"] == []
    assert second["homonyms"] == [first["registration_id"]]
    assert events.ok("get_activity", {"id": "dien-dan"})["taken"] == 3
    events.ok("cancel_registration", {"registration_id": first["registration_id"]})
    assert events.register("khoi-1", "Nguyễn văn đức", commune="Phước Dinh")["homonyms"] == [
        second["registration_id"]
    ]


def test_an_unknown_quota_is_refused_with_the_known_ones(events):
    events.save()
    refused = events.refused("register_guest", {"activity": "dien-dan", "quota": "khoi-9", "guest_name": "A"})
    assert (refused["code"], refused["kind"], refused["field"]) == ("unknown_quota", "not_found", "quota")
    assert "khoi-7" in refused["remedy"]


@pytest.mark.parametrize(("payload", "field"), [
    ({"quota": "khoi-1", "guest_name": "A"}, "activity"),
    ({"activity": "dien-dan", "quota": "khoi-1", "guest_name": "  "}, "guest_name"),
    ({"activity": "dien-dan", "quota": "khoi-1", "guest_name": "A", "phone": "gọi sau"}, "phone"),
    ({"activity": "dien-dan", "quota": "left.$inc", "guest_name": "A"}, "quota"),
    ({"activity": "dien-dan", "quota": "khoi-1", "guest_name": "A", "vip": True}, "vip"),
    ({"activity": "dien-dan", "quota": "khoi-1\n", "guest_name": "A"}, "quota"),
    ({"activity": "dien-dan", "quota": "khoi-1", "guest_name": "A", "phone": "0912345678\n"}, "phone"),
    ({"activity": "dien-dan", "quota": "khoi-1", "guest_name": "\ud800"}, "guest_name"),
    ({"activity": "dien-dan", "quota": 1, "guest_name": "A"}, "quota"),
])
def test_bad_registrations_name_the_field_and_write_nothing(events, payload, field):
    events.save()
    refused = events.refused("register_guest", payload)
    assert (refused["code"], refused["field"]) == ("invalid_command", field)
    assert events.store.db["registrations"].count_documents({}) == 0


def test_an_unknown_registration_is_not_found(events):
    assert events.refused("cancel_registration", {"registration_id": "x"})["code"] == "unknown_registration"
    assert events.refused("get_registration", {"id": "x"})["kind"] == "not_found"


def test_the_list_is_paged_and_a_block_shows_those_inside_it(events):
    events.save()
    for number in range(5):
        events.register("khoi-1", f"Khách {number}")
    events.register("ho", "Hộ Một")
    events.register("hoc-sinh", "Em Hai")
    first = events.ok("list_registrations", {"activity": "dien-dan", "quota": "khoi-1", "limit": 3})
    assert [r["number"] for r in first["registrations"]] == [1, 2, 3]
    rest = events.ok("list_registrations", {
        "activity": "dien-dan", "quota": "khoi-1", "limit": 3, "after": first["next_after"],
    })
    assert [r["number"] for r in rest["registrations"]] == [4, 5]
    assert rest["next_after"] is None
    block = events.ok("list_registrations", {"activity": "dien-dan", "quota": "khoi-7"})
    assert [r["guest_name"] for r in block["registrations"]] == ["H. M.", "E. H."]
    assert events.ok("list_registrations", {"activity": "dien-dan", "status": "waiting"})["registrations"] == []
    assert events.refused("list_registrations", {"activity": "dien-dan", "limit": 201})["field"] == "limit"


def test_a_command_whose_deadline_has_passed_is_not_begun(events):
    events.save()
    answer = events.ask(
        "register_guest", {"activity": "dien-dan", "quota": "khoi-1", "guest_name": "A"}, seconds=-1
    )
    assert answer == {"away": "deadline"}
    assert events.store.db["registrations"].count_documents({}) == 0


def test_who_can_not_get_a_turn_in_time_is_told_to_try_again(events):
    from runtime.clock import utc_now
    from services.events.service import turns

    events.save()
    now = utc_now()
    with turns.of("dien-dan", now, now.replace(year=now.year + 1)):
        answer = events.ask(
            "register_guest", {"activity": "dien-dan", "quota": "khoi-1", "guest_name": "A"}, seconds=0.2
        )
    assert answer == {"away": "store"}
    assert events.register("khoi-1")["status"] == "confirmed"

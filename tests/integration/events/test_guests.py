import datetime as dt

import pytest

from messaging.context import CommandContext
from runtime.clock import utc_now
from services.events.guests.commands import expire_guests, sweep

pytestmark = pytest.mark.integration

WHY = "In thẻ cho lễ phát động"


def everybody(events, **query):
    return events.ok("list_registrations", {"activity": "dien-dan", **query})["registrations"]


def test_needs_consent_and_why_staff_registered_somebody_are_kept(events):
    events.save()
    made = events.register(
        "khoi-1", "Chamaléa Thị Mai", needs=["transport", "diet"], needs_note="Ăn chay, đón ở Phước Bình",
        assisted=True, assisted_reason="no_phone", photo_consent=True, email="mai@vi-du.vn",
    )
    assert (made["needs"], made["needs_note"]) == (["transport", "diet"], "Ăn chay, đón ở Phước Bình")
    assert (made["assisted_reason"], made["registered_by"], made["photo_consent"]) == ("no_phone", "clerk", True)
    assert made["publication_consent"] is None  # not asked, which counts as no
    counts = events.ok("get_guest_needs", {"id": "dien-dan"})
    assert (counts["transport"], counts["diet"], counts["interpreter"], counts["assisted"]) == (1, 1, 0, 1)
    refused = events.refused("register_guest", {
        "activity": "dien-dan", "quota": "khoi-1", "guest_name": "A", "assisted_reason": "no_phone",
    })
    assert (refused["code"], refused["field"]) == ("assisted_without_saying_so", "assisted")


def test_every_guest_of_an_activity_has_a_code_of_their_own(events):
    events.save()
    codes = {events.register("khoi-1", f"Khách {n}")["code"] for n in range(20)}
    assert len(codes) == 20 and all(len(code) == 6 for code in codes)


def test_accents_do_not_break_search_indico_1496(events):
    events.save()
    for name in ("Đặng Thị Ánh", "Đặng Văn Ân", "Nguyễn Thị Ánh"):
        events.register("khoi-1", name, organisation="Sở Y tế")
    for typed in ("dang thi anh", "ĐẶNG THỊ ÁNH", "Đặng Thị A\u0301nh"):
        assert [r["guest_name"] for r in everybody(events, text=typed)] == ["Đặng Thị Ánh"], typed
    assert len(everybody(events, text="so y te")) == 3
    code = everybody(events)[1]["code"]
    assert [r["guest_name"] for r in everybody(events, text=code.lower())] == ["Đặng Văn Ân"]
    assert everybody(events, text=".*") == []


def test_homonyms_are_flagged_and_never_merged_alfio_196(events):
    events.save()
    first = events.register("khoi-1", "Nguyễn Văn Hoà", commune="Phước Dinh")
    second = events.register("khoi-1", "Nguyen Van Hoa", commune="phước dinh", organisation="Công ty Mẫu")
    assert second["homonyms"] == [first["registration_id"]]
    offices = ("Sở A", "Sở B", "SO A")
    officials = [events.register("khoi-1", "Nguyễn Văn Hoà", organisation=office) for office in offices]
    assert [len(one["homonyms"]) for one in officials] == [0, 0, 1]
    assert second["registration_id"] != first["registration_id"]
    assert events.ok("get_activity", {"id": "dien-dan"})["taken"] == 5


def test_households_and_pupils_are_hidden_until_somebody_says_why_and_that_is_kept(events):
    events.save()
    hidden = events.register("ho", "Katơr Thị Sáu", commune="Phước Bình", phone="0912345678")
    events.register("khoi-1", "Trần Văn Bảy", kind="pupil")
    events.register("khoi-1", "Lê Thị Tám")
    assert [(r["guest_name"], r["commune"], r["phone"]) for r in everybody(events)] == [
        ("K. T. S.", "", ""), ("T. V. B.", "", ""), ("Lê Thị Tám", "", ""),
    ]
    assert everybody(events, text="katơr") == []  # nor is a name found out by trying
    assert everybody(events, text="katơr", purpose=WHY)[0]["phone"] == "0912345678"
    one = events.ok("look_at_guest", {"registration_id": hidden["registration_id"], "purpose": WHY})
    assert one["guest_name"] == "Katơr Thị Sáu"
    looks = events.ok("list_guest_looks", {"activity": "dien-dan"})["looks"]
    assert [(look["what"], look["purpose"], look["guests"]) for look in looks] == [
        ("một khách", WHY, 1), ("danh sách", WHY, 1), ("danh sách", "", 3),
    ]
    assert all(look["looked_by"] == "clerk" for look in looks)


def test_who_is_hidden_follows_what_the_activity_says_also_for_guests_who_are_there(events):
    events.save()
    events.register("ho", "Hộ Một")
    events.register("doanh-nghiep", "Giám đốc Hai")
    rules = {"activity": "dien-dan", "keep_days": 30, "basis": "Quy chế số 01/QC-BVĐ"}
    assert events.ok("get_guest_rules", {"id": "dien-dan"})["hidden_quotas"] == ["ho", "hoc-sinh", "khoi-7"]
    said = events.ok("save_guest_rules", {**rules, "beneficiary_quotas": ["khoi-1"]})
    assert said["hidden_quotas"] == ["doanh-nghiep", "khoi-1"]
    assert [r["guest_name"] for r in everybody(events)] == ["Hộ Một", "G. Đ. H."]
    assert events.ok("save_guest_rules", {**rules, "beneficiary_quotas": []})["hidden_quotas"] == []
    refused = events.refused("save_guest_rules", {**rules, "beneficiary_quotas": ["khong-co"]})
    assert refused["code"] == "unknown_guest_rules_quota"
    assert refused["field"] == "beneficiary_quotas.0"


def test_a_correction_changes_the_guest_alone_and_says_nothing_on_the_bus(events):
    events.save()
    made = events.register("khoi-1", "Lê Thị Chính", commune="Mỹ Hải")
    said = len(events.said())
    changed = events.ok("change_guest", {
        "registration_id": made["registration_id"], "guest_name": "Lê Thị Chín", "publication_consent": True,
    }, key="k")
    assert (changed["guest_name"], changed["commune"]) == ("Lê Thị Chín", "Mỹ Hải")
    assert changed["publication_consent"] is True
    assert len(events.said()) == said
    assert everybody(events, text="chin my hai")
    assert [r["guest_name"] for r in everybody(events, publishable=True)] == ["Lê Thị Chín"]
    nothing = {"registration_id": made["registration_id"]}
    assert events.refused("change_guest", nothing)["code"] == "invalid_command"
    events.assert_counters_agree()


def test_guests_are_listed_by_consent_to_be_filmed_and_by_whether_staff_registered_them(events):
    events.save()
    events.register("khoi-1", "Lê Thị Tám", photo_consent=True)
    events.register("khoi-1", "Trần Văn Bảy", photo_consent=False, assisted=True, assisted_reason="no_phone")
    assert [r["guest_name"] for r in everybody(events, photographable=True)] == ["Lê Thị Tám"]
    assert [r["guest_name"] for r in everybody(events, assisted=True)] == ["Trần Văn Bảy"]
    assert everybody(events, assisted=True, photographable=True) == []


def at(events, days, activity="dien-dan"):
    """What is forgotten by a transaction some days later."""
    def run(uow):
        uow.now = uow.now + dt.timedelta(days=days)
        return expire_guests(uow, {"activity": activity})
    return events.store.transact(run)


def test_personal_data_are_forgotten_when_their_time_is_over_and_counts_and_codes_stay(events):
    events.save()
    events.save("tham-quan", starts_on=None, ends_on=None)  # its day is to be announced
    private = {"commune": "Phước Dinh", "phone": "0912345678", "email": "an@vi-du.vn", "needs": ["diet"],
               "needs_note": "Ăn chay", "organisation": "Hội Nông dân"}
    made = events.ok("register_guest", {
        "activity": "dien-dan", "quota": "khoi-1", "guest_name": "Phạm Văn An", **private,
    }, key="once")
    gone = events.register("khoi-1", "Vũ Thị Bông")
    events.ok("cancel_registration", {"registration_id": gone["registration_id"], "reason": "Bông ốm"}, key="c")
    events.ok("register_guest", {"activity": "tham-quan", "quota": "khoi-1", "guest_name": "Đỗ Văn Còn"})
    events.ok("save_guest_rules", {"activity": "dien-dan", "keep_days": 30, "basis": "Quy chế số 01"})

    assert at(events, 30) == {"forgotten": 0, "more": False}
    assert at(events, 31) == {"forgotten": 2, "more": False}
    assert at(events, 31) == {"forgotten": 0, "more": False}  # again it finds nobody
    assert at(events, 9_999, "tham-quan") == {"forgotten": 0, "more": False}

    kept = events.ok("get_registration", {"id": made["registration_id"]})
    assert (kept["guest_name"], kept["phone"], kept["needs"], kept["needs_note"]) == ("", "", [], "")
    assert (kept["code"], kept["status"], kept["number"]) == (made["code"], "confirmed", 1)
    everything = str([list(events.store.db[name].find()) for name in events.store.db.list_collection_names()])
    for name in ("Phạm", "Bông", "Phước Dinh", "0912345678", "vi-du", "chay", "pham van an", "Nông dân"):
        assert name not in everything, name
    assert "Đỗ Văn Còn" in everything
    # What was first answered under a key is answered again, without the names that are gone.
    again = events.ok("register_guest", {
        "activity": "dien-dan", "quota": "khoi-1", "guest_name": "Phạm Văn An", **private,
    }, key="once")
    assert (again["registration_id"], again["guest_name"]) == (made["registration_id"], "")
    refused = events.refused("change_guest", {"registration_id": made["registration_id"], "phone": "0999999999"})
    assert refused["code"] == "guest_forgotten"
    events.ok("cancel_registration", {"registration_id": made["registration_id"]})
    events.assert_counters_agree()


def test_guests_entered_from_paper_long_after_the_activity_are_not_forgotten_at_once(events):
    events.save(starts_on="2020-10-17", ends_on=None)
    events.register("khoi-1", "Khách Ghi Sau")
    sweep(events.store)
    assert everybody(events)[0]["guest_name"] == "Khách Ghi Sau"


def test_the_sweep_goes_through_all_activities_until_nobody_is_left(events):
    old = {"starts_on": "2020-10-17", "ends_on": None}
    for code in ("mot", "hai"):
        events.save(code, **old)
        for name in ("An", "Bình"):
            events.ok("register_guest", {"activity": code, "quota": "khoi-1", "guest_name": name})
    events.store.db["registrations"].update_many({}, {"$set": {"registered_on": "2020-10-17"}})
    sweep(events.store)
    assert events.store.db["registrations"].count_documents({"guest_name": ""}) == 4


def test_a_rehearsal_of_forgetting_forgets_nobody(events):
    events.save()
    events.register("khoi-1", "Khách Một")
    context = CommandContext(
        actor="clerk", correlation_id="c", deadline_at=utc_now() + dt.timedelta(seconds=9), rehearsal=True
    )
    answer = events.service.expire_guests({"activity": "dien-dan"}, context.to_wire())
    assert answer == {"ok": {"forgotten": 0, "more": False}}

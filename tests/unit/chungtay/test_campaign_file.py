import json
from pathlib import Path

import pytest

from chungtay import campaign_file
from chungtay.campaign_file import CampaignFileError
from contracts.commands.donations.campaigns import SaveCampaign
from contracts.commands.events.activities import SaveActivity

DEMO = Path(campaign_file.__file__).parent / "demo" / "ninh_thuan_2024.yaml"

SMALL = """\
code: thu-2025
name: Thử
starts_on: 2025-10-17
ends_on: 2025-11-18
target_vnd: 1000000
lead_unit: "56"
units:
  - {code: "56", name: Tỉnh Khánh Hòa, level: province}
activities:
  - code: dien-dan
    unit: "56"
    kind: forum
    name: Diễn đàn
    places: 20
    quotas:
      - {code: khoi-1, name: Khối 1, places: 10}
      - {code: khoi-2, name: Khối 2, places: 5, guaranteed: true}
"""


def load(tmp_path: Path, text: str | bytes) -> dict:
    path = tmp_path / "campaign.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return campaign_file.load(path)


def problems(tmp_path: Path, text: str | bytes) -> list[campaign_file.Problem]:
    with pytest.raises(CampaignFileError) as error:
        load(tmp_path, text)
    assert "campaign.yaml" in str(error.value)
    return error.value.problems


def test_the_demo_is_a_body_that_the_services_take():
    body = campaign_file.load(DEMO)
    SaveCampaign().load(body["campaign"])
    SaveActivity(many=True).load(body["activities"])
    assert json.loads(json.dumps(body)) == body


def test_the_demo_is_the_peak_month_of_the_plan():
    body = campaign_file.load(DEMO)
    campaign = body["campaign"]
    assert (campaign["starts_on"], campaign["ends_on"]) == ("2024-10-17", "2024-11-18")
    assert sum(unit["target_vnd"] for unit in campaign["units"]) == campaign["target_vnd"] == 12_000_000_000
    assert [unit["code"] for unit in body["units"]] == ["58", "582", "584", "585", "586", "587", "588", "589"]
    assert {unit["parent"] for unit in body["units"]} == {None, "58"}
    assert {account["bank"]: account["number"] for account in campaign["accounts"]}["vietcombank"] == "0011000000000"
    kinds = {activity["kind"]: activity for activity in body["activities"]}
    assert kinds["golf"]["unit"] == "588"
    assert (kinds["golf"]["starts_on"], kinds["golf"]["ends_on"]) == ("2024-11-01", "2024-11-30")
    assert kinds["study_visit"]["starts_on"] is None


def test_the_demo_forum_has_seven_blocks_eleven_steps_and_twenty_guaranteed_places():
    forum = next(a for a in campaign_file.load(DEMO)["activities"] if a["kind"] == "forum")
    blocks = [quota for quota in forum["quotas"] if quota["within"] is None]
    assert [block["protocol_order"] for block in blocks] == [1, 2, 3, 4, 5, 6, 7]
    assert sum(block["places"] for block in blocks) == forum["places"] == 400
    assert [(q["code"], q["places"]) for q in forum["quotas"] if q["guaranteed"]] == [("khoi-7", 20)]
    assert [q["places"] for q in forum["quotas"] if q["within"] == "khoi-7"] == [10, 10]
    assert [step["order"] for step in forum["programme"]] == list(range(1, 12))


def test_a_small_file_is_enough(tmp_path):
    body = load(tmp_path, SMALL)
    assert body["units"] == [{"code": "56", "name": "Tỉnh Khánh Hòa", "level": "province", "parent": None,
                              "valid_from": None, "valid_to": None, "successors": []}]
    assert body["activities"][0]["campaign"] == "thu-2025"


@pytest.mark.parametrize(("old", "new", "path", "line"), [
    ("name: Thử\n", "", "name", None),
    ("target_vnd: 1000000", "target_vnd: -5", "target_vnd", 5),
    ("target_vnd: 1000000", "target_vnd: 12.5", "target_vnd", 5),
    ("target_vnd: 1000000", "target_vnd: mười hai tỷ", "target_vnd", 5),
    ("starts_on: 2025-10-17", "starts_on: 17/10/2025", "starts_on", 3),
    ("ends_on: 2025-11-18", "ends_on: 2025-01-01", "ends_on", 4),
    ('lead_unit: "56"', 'lead_unit: "99"', "lead_unit", 6),
    ('lead_unit: "56"', "lead_unit: 56", "lead_unit", 6),
    ("level: province", "level: tỉnh", "units.0.level", 8),
    ("level: province", 'level: province, parent: "1"', "units.0.parent", 8),
    ("places: 10", "places: nhiều", "activities.0.quotas.0.places", 16),
    ("places: 10", "place: 10", "activities.0.quotas.0.place", 16),
    ("    places: 20", "    places: 4", "activities.0.places", 14),
    ("code: khoi-2", "code: khoi-1", "activities.0.quotas.1.code", 17),
    ("places: 10}", "places: 10, within: khoi-9}", "activities.0.quotas.0.within", 16),
    ('    unit: "56"', '    unit: "57"', "activities.0.unit", 11),
    ("activities:", "activites:", "activites", 9),
    ("    kind: forum", "    campaign: khac\n    kind: forum", "activities.0.campaign", 12),
])
def test_what_is_wrong_is_named_with_its_path_its_line_and_a_remedy(tmp_path, old, new, path, line):
    assert SMALL.count(old) >= 1
    found = {problem.path: problem for problem in problems(tmp_path, SMALL.replace(old, new, 1))}
    assert path in found
    assert found[path].line == line
    assert found[path].message
    assert found[path].remedy


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path):
    broken = SMALL.replace("2025-10-17", "hôm nay").replace("level: province", "level: x").replace("kind: forum", "")
    assert [p.path for p in problems(tmp_path, broken)] == ["starts_on", "units.0.level", "activities.0.kind"]


@pytest.mark.parametrize(("text", "line", "said"), [
    ("code: a\nname: [1, 2\n", 3, "YAML"),
    ("code: a\ncode: b\n", 2, "hai lần"),
    ("code: &x a\nname: *x\n", 2, "YAML"),
    ("name: a\ncode: !!python/object:os.system a\n", 2, "YAML"),
    ("target_vnd: !!int abc\n", None, "YAML"),
    ("? [a, b]\n: c\n", 1, "tên trường"),
    ("[" * 100_000, None, "YAML"),
    (b"name: \xff\xfe\n", None, "UTF-8"),
    ("name: \x07\n", None, "YAML"),
    ("", None, "Thiếu"),
    ("- 1\n- 2\n", None, "đối tượng"),
    ("chỉ là chữ", None, "đối tượng"),
])
def test_a_file_that_is_no_campaign_at_all_is_refused_in_words(tmp_path, text, line, said):
    found = problems(tmp_path, text)
    assert any(said in p.message for p in found)
    if line:
        assert found[0].line == line


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(CampaignFileError, match="Không mở được tệp"):
        campaign_file.load(tmp_path / "khong_co.yaml")


def test_a_file_far_too_large_is_not_read(tmp_path):
    assert "quá lớn" in problems(tmp_path, b"#" * (campaign_file.LARGEST_BYTES + 1))[0].message

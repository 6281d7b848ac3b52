"""The official units of before and since 2025-07-01, loaded by command."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from chungtay.campaign_file import load as read_campaign_file
from chungtay.cli import chungtay
from chungtay.demo.peak_month import CAMPAIGN_FILE
from gateway import units
from gateway.database import database
from gateway.units import official, tree
from gateway.units.official import UnexpectedUnits, read_official
from tests.integration.gateway.access.test_accounts_and_units import command_line  # noqa: F401

pytestmark = pytest.mark.integration


def test_all_units_are_loaded_by_one_command_and_a_second_run_changes_nothing(
    empty: Flask, command_line: CliRunner  # noqa: F811
) -> None:
    units.save_units(read_campaign_file(CAMPAIGN_FILE)["units"])
    missing = command_line.invoke(chungtay, ["units", "load", "--check"])
    assert (missing.exit_code, database()["units"].count_documents({})) == (1, 8)
    loaded = command_line.invoke(chungtay, ["units", "load"])
    assert loaded.exit_code == 0, loaded.output
    assert "10035 communes" in loaded.output
    assert database()["units"].count_documents({}) == 63 + 696 + 10_035 + 34 + 3_321

    assert "Added 0, changed 0" in command_line.invoke(chungtay, ["units", "load"]).output
    assert command_line.invoke(chungtay, ["units", "load", "--check"]).exit_code == 0
    # The campaign file of before, loaded again, neither doubles a unit nor takes anything back.
    units.save_units(read_campaign_file(CAMPAIGN_FILE)["units"])
    assert command_line.invoke(chungtay, ["units", "load", "--check"]).exit_code == 0
    _ninh_thuan_became_a_part_of_khanh_hoa(command_line)
    _a_split_is_stated(command_line)


def _ninh_thuan_became_a_part_of_khanh_hoa(command_line: CliRunner) -> None:  # noqa: F811
    province = units.all_units().of("58", "2024-10-17")
    assert province is not None
    assert (province.valid_from, province.valid_to) == ("1992-04-01", "2025-06-30")
    assert (units.name_of("22759", "2024-10-17"), units.name_of("22759")) == ("Phường Kinh Dinh", "Phường Phan Rang")
    then, today = units.tree_on("2024-10-17"), units.current_tree()
    assert len([one for one in then if one.level == "province" and one.stands_on("2024-10-17")]) == 63
    assert len([one for one in today if one.level == "province" and one.stands_on(today.on)]) == 34
    assert not then.contains("56", "582")
    assert today.contains("56", "582")
    told = command_line.invoke(chungtay, ["units", "became", "58"]).output
    assert "58 Tỉnh Ninh Thuận (province since 1992-04-01 until 2025-06-30)" in told
    assert "56 Tỉnh Khánh Hòa (province since 2025-07-01)" in told
    shown = command_line.invoke(chungtay, ["units", "show", "582", "--on", "2024-10-17"]).output
    assert "Phường Đô Vinh" in shown
    assert "in 58 Tỉnh Ninh Thuận" in shown
    assert "Thành phố Phan Rang - Tháp Chàm" in command_line.invoke(chungtay, ["units", "show", "phan rang"]).output


def _a_split_is_stated(command_line: CliRunner) -> None:  # noqa: F811
    split = next(one for one in units.all_units() if one.name == "Phường Đông Hải" and one.parent == "582")
    first, second = split.successors
    parts = [f"{first}=62", f"{second}=38"]
    command = ["units", "state-shares", split.code, *parts, "--whole", "100", "--reason", "QĐ 12"]
    assert "Stated for" in command_line.invoke(chungtay, command).output
    assert "already" in command_line.invoke(chungtay, command).output
    assert "(31/50 of it)" in command_line.invoke(chungtay, ["units", "became", split.code]).output
    wrong = command_line.invoke(chungtay, [*command[:-4], "--whole", "99", "--reason", "QĐ 13"])
    assert wrong.exit_code != 0
    not_split = ["units", "state-shares", "58", "56=1", "--whole", "1", "--reason", "QĐ 13"]
    assert command_line.invoke(chungtay, not_split).exit_code != 0


def test_a_file_that_does_not_hold_what_it_should_is_refused_and_nothing_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = official._data_folder()
    with pytest.raises(UnexpectedUnits):
        read_official(tmp_path)
    for name in ("dataset.db", "converter_2025.json"):
        shutil.copy(source / name, tmp_path / name)
    monkeypatch.setitem(official.EXPECTED, "communes_since", 3_320)
    with pytest.raises(UnexpectedUnits, match="3321"):
        read_official(tmp_path)
    (tmp_path / "converter_2025.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnexpectedUnits):
        read_official(tmp_path)


def test_another_process_s_units_are_seen_when_they_were_written_whole(empty: Flask) -> None:
    units.save_units([{"code": "58", "name": "Ninh Thuận", "level": "province"}])
    mark = units.units_mark()
    assert units.units_mark() == mark
    tree.merge([units.Unit("56", "Khánh Hòa", "province")], reorder=True)
    assert units.units_mark() != mark

"""Accounts and units as they are kept."""

import pytest
from click.testing import CliRunner
from flask import Flask

from chungtay.cli import chungtay
from gateway import units
from gateway.access import accounts
from gateway.access.account_rules import RoleNotUsable, UsernameNotUsable
from gateway.access.accounts import (
    Account,
    PasswordNotUsable,
    UnknownAccount,
    UsernameTaken,
)
from gateway.access.rules import Grant
from gateway.database import database
from gateway.units import UnknownLevel, UnknownParent
from runtime.settings import Settings
from tests.integration.gateway.access.conftest import PASSWORD

pytestmark = pytest.mark.integration

PROVINCE = {"code": "58", "name": "Ninh Thuận", "level": "province", "valid_to": "2025-06-30"}
DISTRICT = {"code": "584", "name": "Bác Ái", "level": "district", "parent": "58"}


def test_a_username_belongs_to_one_account_for_ever(treasurer: Account) -> None:
    with pytest.raises(UsernameTaken):
        accounts.create("ke-toan", "Người khác", PASSWORD, [Grant("province", "58")])
    accounts.disable("ke-toan")
    with pytest.raises(UsernameTaken):
        accounts.create("ke-toan", "Người khác", PASSWORD, [Grant("province", "58")])
    found = accounts.find("ke-toan")
    assert found and found.grants == (Grant("treasurer", "58"),)


@pytest.mark.parametrize("username", ["", "A", "Kế-toán", "a b", "$ne", "x" * 41, "1abc"])
def test_a_username_that_is_not_plain_is_refused(empty: Flask, username: str) -> None:
    with pytest.raises(UsernameNotUsable):
        accounts.create(username, "Ai đó", PASSWORD, [])
    assert accounts.all_accounts() == []


@pytest.mark.parametrize("password", ["", "ngắn quá", "x" * 201])
def test_a_password_that_is_too_short_or_too_long_is_refused(empty: Flask, password: str) -> None:
    with pytest.raises(PasswordNotUsable):
        accounts.create("ai-do", "Ai đó", password, [])
    assert accounts.all_accounts() == []


@pytest.mark.parametrize("grant", [Grant("king", "58"), Grant("public", "58"), Grant("province", "tỉnh")])
def test_a_role_that_does_not_exist_is_refused(empty: Flask, grant: Grant) -> None:
    with pytest.raises(RoleNotUsable):
        accounts.create("ai-do", "Ai đó", PASSWORD, [grant])
    assert accounts.all_accounts() == []


def test_changing_an_account_that_does_not_exist_is_refused(empty: Flask) -> None:
    for change in (lambda: accounts.disable("ai-do"), lambda: accounts.set_password("ai-do", PASSWORD)):
        with pytest.raises(UnknownAccount):
            change()


def test_saving_the_same_units_twice_changes_nothing(empty: Flask) -> None:
    assert units.save_units([PROVINCE, DISTRICT]) == 2
    first = list(database()["units"].find())
    units.save_units([PROVINCE, DISTRICT])
    assert list(database()["units"].find()) == first


def test_a_list_with_an_unknown_parent_or_level_saves_none_of_it(empty: Flask) -> None:
    with pytest.raises(UnknownParent):
        units.save_units([PROVINCE, {**DISTRICT, "parent": "99"}])
    with pytest.raises(UnknownLevel):
        units.save_units([PROVINCE, {**DISTRICT, "level": "planet"}])
    assert database()["units"].count_documents({}) == 0


def test_a_unit_that_another_process_saved_is_found_at_once(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units.tree, "RELOAD_AT_MOST_EVERY_SECONDS", 0.0)
    units.save_units([PROVINCE])
    assert not units.contains("58", "584")
    database()["units"].insert_one(
        {"_id": "584", "name": "Bác Ái", "level": "district", "parent": "58", "order": 1}
    )
    assert units.contains("58", "584")
    assert units.name_of("584") == "Bác Ái"


@pytest.fixture
def command_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in {
        "MONGO_URL": settings.mongo_url,
        "AMQP_URL": settings.amqp_url,
        "CHUNGTAY_DB_PREFIX": settings.db_prefix,
        "CHUNGTAY_HOME": str(settings.home),
    }.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def test_an_account_made_by_the_command_line_can_log_in(empty: Flask, command_line: CliRunner) -> None:
    command = ["accounts", "add", "thu-quy", "--role", "treasurer", "--unit", "584", "--generate"]
    made = command_line.invoke(chungtay, command)
    assert made.exit_code == 0, made.output
    password = made.output.split("shown this once: ")[1].split()[0]
    account = accounts.verified("thu-quy", password)
    assert account and account.grants == (Grant("treasurer", "584"),)
    assert "thu-quy" in command_line.invoke(chungtay, ["accounts", "list"]).output


def test_a_password_may_come_from_the_environment_and_never_from_the_code(
    empty: Flask, command_line: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUNGTAY_NEW_PASSWORD", PASSWORD)
    command_line.invoke(chungtay, ["accounts", "add", "ai-do", "--role", "auditor", "--unit", "58"])
    assert accounts.verified("ai-do", PASSWORD)
    monkeypatch.delenv("CHUNGTAY_NEW_PASSWORD")
    asked = command_line.invoke(chungtay, ["accounts", "add", "khac", "--role", "auditor", "--unit", "58"], input="")
    assert asked.exit_code != 0
    assert accounts.find("khac") is None

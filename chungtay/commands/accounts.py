"""`chungtay accounts`: who may log in, and as what."""

import os

import click
from mongoengine.connection import ConnectionFailure
from pymongo.errors import PyMongoError
from rich.table import Table

from chungtay import console
from chungtay.stack import StackError
from contracts.refusals import Refusal
from gateway import units
from gateway.access import accounts as kept
from gateway.access import passwords
from gateway.access.rules import PUBLIC, ROLES, Grant
from gateway.database import connect
from runtime import settings

PASSWORD_VARIABLE = "CHUNGTAY_NEW_PASSWORD"  # the name of a variable, not a password


class Told(click.Group):
    """A group whose commands tell refusals and an absent database in words."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise StackError(refusal.message, refusal.remedy) from refusal
        except (PyMongoError, ConnectionFailure) as error:
            raise StackError(f"MongoDB did not answer: {error}", "Run `chungtay doctor`, then this again.") from error


@click.group(cls=Told)
def accounts() -> None:
    """Accounts of people and programs."""
    connect(settings.load())
    kept.prepare()


@accounts.command()
@click.argument("username")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([r for r in ROLES if r != PUBLIC]))
@click.option("--unit", "codes", multiple=True, required=True, help="For which unit, and all below it; e.g. 58.")
@click.option("--name", "display_name", default="", help="The person's name, as pages show it.")
@click.option("--generate", is_flag=True, help="Make up a password and print it, once.")
def add(username: str, roles: tuple[str, ...], codes: tuple[str, ...], display_name: str, generate: bool) -> None:
    """Make an account that holds each ROLE for the unit given at the same place (or for the only one given).

    The password is asked for; or taken from CHUNGTAY_NEW_PASSWORD; or made up with --generate.
    """
    if len(codes) not in (1, len(roles)):
        raise click.UsageError("give one --unit for all roles, or one for each --role")
    of_each = codes if len(codes) == len(roles) else codes * len(roles)
    password = _password(generate)
    made = kept.create(
        username, display_name, password, [Grant(role, unit) for role, unit in zip(roles, of_each, strict=True)]
    )
    console.out.print(f"Made the account {made.username}: {_held(made)}.", markup=False)
    if generate:
        console.out.print(f"Its password, shown this once: {password}", markup=False)
    for unit in sorted(set(of_each)):
        if unit not in units.current_tree():
            console.out.print(f"Note: unit {unit} is not known yet; it will be when its campaign is loaded.")


@accounts.command(name="list")
def list_accounts() -> None:
    """Every account with its roles."""
    table = Table("account", "name", "roles", "", box=None)
    for account in kept.all_accounts():
        table.add_row(account.username, account.display_name, _held(account), "disabled" if account.disabled else "")
    console.out.print(table)


@accounts.command(name="set-password")
@click.argument("username")
@click.option("--generate", is_flag=True, help="Make up a password and print it, once.")
def set_password(username: str, generate: bool) -> None:
    """Change the password; whatever was logged in as this account is logged out."""
    password = _password(generate)
    kept.set_password(username, password)
    console.out.print(f"The password of {username} is changed.", markup=False)
    if generate:
        console.out.print(f"It is, shown this once: {password}", markup=False)


@accounts.command()
@click.argument("username")
def disable(username: str) -> None:
    """Close the account; whatever was logged in as it is logged out. Nothing that it did is touched."""
    kept.disable(username)
    console.out.print(f"The account {username} is disabled.", markup=False)


def _password(generate: bool) -> str:
    if generate:
        return passwords.made_up()
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _held(account: kept.Account) -> str:
    return ", ".join(f"{grant.role} of {units.name_of(grant.unit)}" for grant in account.grants) or "no role"

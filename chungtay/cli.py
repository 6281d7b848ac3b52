"""The table of commands. Each is imported only when it is called, so that none slows another down."""

import importlib
import os

import click

from chungtay.stack import environment

# command: (where it is, what the list of commands says about it)
COMMANDS = {
    "up": ("chungtay.commands.up:up", "Start everything, load the demo, print the address."),
    "down": ("chungtay.commands.down:down", "Stop everything; data stays."),
    "status": ("chungtay.commands.status:status", "The processes and how they are."),
    "logs": ("chungtay.commands.logs:logs", "Show log lines, of all processes or of some."),
    "doctor": ("chungtay.commands.doctor:doctor", "Say in words what is wrong, and what to do."),
    "demo": ("chungtay.commands.demo:demo", "Make the demo accounts and load the demo campaign."),
    "campaign": ("chungtay.commands.campaign:campaign", "Load a campaign file."),
    "ledger": ("chungtay.commands.ledger:ledger", "Export the sealed ledger of a campaign."),
    "verify-ledger": ("chungtay.commands.ledger:verify_ledger", "Check an exported ledger, offline."),
    "statement": ("chungtay.commands.statement:statement", "Import a bank statement, print its certificate."),
    "receipts": ("chungtay.commands.receipts:receipts", "Number receipts for cash gifts, and print many at once."),
    "appeals": ("chungtay.commands.appeals:appeals", "Letters to enterprises: list in, letters out, what came back."),
    "donations": ("chungtay.commands.lists:donations", "Import a list of gifts from a spreadsheet."),
    "pledges": ("chungtay.commands.lists:pledges", "Import a list of pledges from a spreadsheet."),
    "golf": ("chungtay.commands.golf:golf", "Seal the hidden holes of a round of golf, and reveal them."),
    "api": ("chungtay.commands.api:api", "Everything the API can do: find it, see what it takes, call it."),
    "matching": ("chungtay.commands.matching:matching", "How well bank lines find their pledges."),
    "dead-letters": ("chungtay.commands.dead_letters:dead_letters", "Messages that could not be handled."),
    "reminders": ("chungtay.commands.reminders:reminders", "Reminders of reports that are owed."),
    "webhooks": ("chungtay.commands.webhooks:webhooks", "Who is told what by webhook, and what was not taken."),
    "accounts": ("chungtay.commands.accounts:accounts", "Who may log in, and as what."),
    "keys": ("chungtay.commands.keys:keys", "API keys of programs: a part of an account's rights."),
    "units": ("chungtay.commands.units:units", "Administrative units: load them all, and what became of them."),
    "rebuild": ("chungtay.commands.rebuild:rebuild", "Make the report anew from the events, or check it (--check)."),
    "backup": ("chungtay.commands.backup:backup", "Copy everything into one file, while it runs."),
    "restore": ("chungtay.commands.backup:restore", "Load a backup, or verify one (--only-verify)."),
    "texts": ("chungtay.commands.texts:texts", "What the pages say, and what of it is not in English yet."),
    "duties": ("chungtay.commands.duties:duties", "The duties of the plans, and the tests that walk them."),
}

# These decide about the servers by what the user gives now, not by what was started last.
_BY_THE_USERS_SETTINGS_ALONE = ("up", "down", "duties", "texts", "verify-ledger")


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        # Written from the table: asking each command for its help would import them all.
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--cluster", is_flag=True,
    help="The installation on three RabbitMQ nodes and three MongoDB members, with a home and ports of its own.",
)
@click.pass_context
def chungtay(context: click.Context, cluster: bool) -> None:
    """Chung Tay: a province's For the Poor campaign, from gift to report."""
    if cluster:
        environment.mean_the_cluster(os.environ)
    if context.invoked_subcommand not in _BY_THE_USERS_SETTINGS_ALONE:
        environment.adopt(os.environ)

"""`chungtay status`: the processes and how they are."""

import os

import click
from rich.table import Table

from chungtay import console
from chungtay.stack import Stack


@click.command()
def status() -> None:
    """List the processes: state, process id, and whether each is ready. Exit code 1 unless all are ready."""
    stack = started_stack()
    table = Table("process", "state", "pid", "ready")
    rows = stack.status()
    for name, (state, pid, ready) in rows.items():
        table.add_row(name, state, str(pid or ""), "yes" if ready else "no")
    console.out.print(table)
    if not all(ready for _, _, ready in rows.values()):
        raise SystemExit(1)


def started_stack() -> Stack:
    """The stack as it was last started: the addresses that it made for itself are not the user's."""
    stack = Stack.from_environ(os.environ)
    given = {name: value for name, value in os.environ.items() if name not in ("MONGO_URL", "AMQP_URL")}
    bare = Stack.from_environ(given)
    if stack.layout.users_mongo_url and stack.layout.users_mongo_url != bare.layout.mongo_url:
        given["MONGO_URL"] = stack.layout.users_mongo_url
    if stack.layout.users_amqp_url and stack.layout.users_amqp_url != bare.layout.amqp_url:
        given["AMQP_URL"] = stack.layout.users_amqp_url
    return Stack.from_environ(given)

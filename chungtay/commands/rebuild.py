"""`chungtay rebuild`: the report's rows and sums made anew from the events, or checked against them."""

import click
from pymongo.errors import PyMongoError
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chungtay import console
from chungtay.stack import StackError
from gateway.database import connect
from gateway.projections.check import check
from gateway.projections.rebuild import RebuildUnderWay
from gateway.projections.rebuild import rebuild as rebuild_read_models
from gateway.projections.store import Db, NotPrepared
from runtime import settings


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing: compare, and say what differs.")
def rebuild(only_check: bool) -> None:
    """Make the report's rows and sums anew from the event log, while everything goes on running.

    With --check: compute them anew and compare them to the đồng with what the report shows. Exit code 1 if anything
    differs.
    """
    try:
        db = connect(settings.load())
        if only_check:
            _check(db)
        else:
            _rebuild(db)
    except RebuildUnderWay as error:
        raise StackError(f"Not rebuilt: {error}.", "Wait for the other one to end, then look again.") from error
    except NotPrepared as error:
        raise StackError(f"There is nothing to rebuild: {error}.", "Start the projector: chungtay up") from error
    except PyMongoError as error:
        raise StackError(
            f"MongoDB did not answer: {error}", "Run `chungtay doctor`, then this again; nothing was harmed."
        ) from error


def _rebuild(db: Db) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console.out) as bar:
        task = bar.add_task("events", total=None)
        done = rebuild_read_models(db, lambda taken, of: bar.update(task, completed=taken, total=of))
        bar.update(task, completed=done.events, total=done.events)
    console.out.print(f"Rebuilt from {done.events} events; generation {done.generation} is live now.")


def _check(db: Db) -> None:
    with console.out.status("Comparing events, rows and sums ..."):
        findings = check(db)
    for words in findings.differences:
        console.out.print(f"- {escape(words)}")
    looked_at = f"{findings.events} events, {findings.rows} rows, {findings.cells} cells"
    if findings.count:
        console.out.print(f"[bold red]{findings.count} difference(s)[/] in {looked_at}. Mend them: chungtay rebuild")
        raise SystemExit(1)
    console.out.print(f"[green]All agree to the đồng[/]: {looked_at}.")

"""`chungtay backup` and `chungtay restore`: a copy of everything, made while it runs, and the way back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pymongo.errors import PyMongoError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chungtay import backup as backups
from chungtay import console
from chungtay.commands.status import started_stack
from chungtay.stack import Stack, StackError
from chungtay.stack.processes import SERVERS
from gateway.database import connect
from gateway.projections.check import check
from gateway.projections.rebuild import is_due, rebuild
from messaging.publisher import BrokerAway
from runtime import settings

_NAME = "chungtay-%Y%m%d-%H%M%S.zip"


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Delete older backups in the same folder, all but so many.")
def backup(path: Path | None, keep: int | None) -> None:
    """Copy everything that is known into one file, while all goes on running.

    PATH is the file, or a folder for a file named by the time; by default `backups` in the home. The file holds
    people's names and the secrets: only its owner can read it, keep it so.
    """
    stack = started_stack()
    file = _file(path or stack.layout.home / "backups")
    with _said(), _bar() as bar:
        manifest = backups.take(settings.load(), stack.layout, file, bar)
    size = file.stat().st_size / 1_000_000
    console.out.print(
        f"[green]Backed up[/] {manifest.documents} documents and {manifest.messages} parked messages, "
        f"{size:.1f} MB, to {file}"
    )
    for old in sorted(file.parent.glob("chungtay-????????-??????.zip"))[:-keep] if keep else []:
        old.unlink()
        console.out.print(f"Deleted {old}", markup=False)


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move aside what is there now (embedded servers only).")
@click.option("--only-verify", is_flag=True, help="Change nothing: read the file and say whether it is whole.")
def restore(path: Path, replace: bool, only_verify: bool) -> None:
    """Load a backup. The product must be stopped, and there must be no data, unless --replace moves it aside.

    The file is read and compared with its sums before anything is touched. Then: chungtay up
    """
    with _said(), _bar() as bar:
        archive = backups.Archive(path)
        verified = 0
        for count in archive.verify():
            verified += count
            bar("comparing the file with its sums", verified, archive.manifest.documents)
    made = f"the backup of {archive.manifest.made_at}: {archive.manifest.documents} documents"
    console.out.print(f"[green]Whole[/]: {made}.")
    if not only_verify:
        _restore(started_stack(), archive, replace)


def _restore(stack: Stack, archive: backups.Archive, replace: bool) -> None:
    if any(state in ("RUNNING", "STARTING") for name, (state, _, _) in stack.status().items() if name not in SERVERS):
        raise StackError("Nothing was restored: the product is running.", "Run: chungtay down. Then this again.")
    if replace:
        _move_aside(stack)
    with console.progress("Starting the servers ...") as progress:
        stack.start_servers(progress)
    try:
        os.environ.update(stack.environ())
        with _said(), _bar() as bar:
            backups.restore(settings.load(), stack.layout, archive, bar)
            db = connect(settings.load())
            if is_due(db):  # made by another version
                rebuild(db, lambda done, of: bar("making the report anew from its events", done, of))
            findings = check(db)
    finally:
        stack.stop()
    if findings.count:
        raise StackError(
            f"Restored, but {findings.count} figures of the report differ from the events.",
            "Run: chungtay up, then chungtay rebuild",
        )
    console.out.print(
        f"[green]Restored[/]; the report agrees with {findings.events} events to the đồng. Go on with: chungtay up"
    )


def _move_aside(stack: Stack) -> None:
    if stack.layout.users_mongo_url or stack.layout.users_amqp_url:
        raise StackError(
            "Nothing was restored: --replace is for the embedded servers.",
            "Restore into empty databases (another CHUNGTAY_DB_PREFIX), or drop those that are there yourself.",
        )
    stack.stop()
    data = stack.layout.data
    if data.exists():
        aside = data.with_name(f"data-before-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}")
        data.rename(aside)
        console.out.print(f"What was there is now in {aside}; delete it when all is well.", markup=False)
    stack.layout.unfinished_restore.unlink(missing_ok=True)


def _file(path: Path) -> Path:
    if path.suffix != ".zip":
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path / f"{dt.datetime.now(dt.UTC):{_NAME}}"
    return path


@contextmanager
def _said() -> Iterator[None]:
    """What may go wrong, in words."""
    try:
        yield
    except backups.BrokenArchive as error:
        raise StackError(f"This file can't be used: {error}.", "Take another backup; nothing was changed.") from error
    except OSError as error:
        raise StackError(f"The file can't be written or read: {error}.", "Name another place for it.") from error
    except (PyMongoError, BrokerAway) as error:
        raise StackError(
            f"A server did not answer, or refused: {error}", "Run `chungtay doctor`, then this again."
        ) from error


@contextmanager
def _bar() -> Iterator[backups.Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console.out, transient=True, disable=not console.out.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda words, done, of: bar.update(task, description=words, completed=done, total=max(of, done))

"""`chungtay logs`: what the processes say."""

import os
import time
from pathlib import Path
from typing import BinaryIO

import click

from chungtay import following
from chungtay.stack import Stack
from chungtay.stack.supervisor import tail

_LOOK_EVERY_SECONDS = 0.3


@click.command()
@click.argument("processes", nargs=-1)
@click.option("--follow", "-f", is_flag=True, help="Go on showing new lines until interrupted.")
@click.option("--lines", "-n", default=20, show_default=True, help="How many of the last lines of each to begin with.")
@click.option("--about", metavar="ID", help="Follow one request through all processes, by its X-Correlation-Id.")
def logs(processes: tuple[str, ...], follow: bool, lines: int, about: str | None) -> None:
    """Show the last log lines of all processes, or of the named ones (see `chungtay status`)."""
    stack = Stack.from_environ(os.environ)
    if about:
        _tell_about(about, stack.layout.logs)
        return
    files = {path.stem: path for path in sorted(stack.layout.logs.glob("*.log"))}
    unknown = sorted(set(processes) - set(files))
    if unknown:
        raise click.BadParameter(f"no log of {', '.join(unknown)}; there are: {', '.join(files) or 'none yet'}")
    chosen = {name: files[name] for name in processes or files}
    for name, path in chosen.items():
        for line in tail(path, lines).splitlines():
            click.echo(f"{name:<18} {line}")
    if follow:
        try:
            _follow(chosen)
        except KeyboardInterrupt:
            click.echo()


def _tell_about(correlation_id: str, folder: Path) -> None:
    found = following.follow(folder, correlation_id)
    for line in found:
        click.echo(following.in_words(line, correlation_id))
    if not found:
        raise click.ClickException(f"no log line about {correlation_id}: is it right, or is it too long ago?")


def _follow(files: dict[str, Path]) -> None:
    opened = {name: _at_end(path) for name, path in files.items()}
    while True:
        for name, file in opened.items():
            for line in file:
                click.echo(f"{name:<18} {line.decode(errors='replace').rstrip()}")
            if _was_rotated(files[name], file):
                file.close()
                opened[name] = files[name].open("rb")
        time.sleep(_LOOK_EVERY_SECONDS)


def _at_end(path: Path) -> BinaryIO:
    file = path.open("rb")
    file.seek(0, os.SEEK_END)
    return file


def _was_rotated(path: Path, file: BinaryIO) -> bool:
    try:
        return path.stat().st_ino != os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False

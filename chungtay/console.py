"""How commands speak: colours and a live line on a terminal, plain lines everywhere else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from chungtay.stack.stack import Progress

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def show_error(problem: str, remedy: str, log_tail: str = "") -> None:
    """Say what went wrong and what to do, after the last log lines of the process at fault."""
    if log_tail:
        err.print("The last lines of its log:", style="dim")
        for line in log_tail.splitlines():
            err.print(f"  | {escape(line)}", style="dim")
    err.print(f"[bold red]Problem:[/] {escape(problem)}")
    err.print(f"[bold]What to do:[/] {escape(remedy)}")


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Report the states of processes: one live line on a terminal with the finished ones above, else plain lines."""
    begun = time.monotonic()
    said: set[tuple[str, str]] = set()

    def plain(process: str, state: str) -> None:
        if (process, state) not in said:
            said.add((process, state))
            out.print(f"- {process}: {state} ({time.monotonic() - begun:.1f} s)", markup=False)

    if not out.is_terminal:
        out.print(title)
        yield plain
        return
    with out.status(title) as live:

        def lively(process: str, state: str) -> None:
            live.update(f"{title} {process}: {state}")
            if state == "ready" and (process, state) not in said:
                said.add((process, state))
                out.print(f"[green]✓[/] {process} [dim]{time.monotonic() - begun:.1f} s[/]")

        yield lively


def box(title: str, lines: list[str]) -> None:
    """A framed message on a terminal, plain lines elsewhere. Lines may carry rich markup."""
    if out.is_terminal:
        out.print(Panel("\n".join(lines), title=title, expand=False))
    else:
        out.print(title)
        for line in lines:
            out.print(f"  {line}")

"""`chungtay down`: nothing of ours runs afterwards."""

import os

import click

from chungtay import console
from chungtay.stack import Stack


@click.command()
def down() -> None:
    """Stop everything, servers last. Data stays; `make up` goes on where this left off."""
    stack = Stack.from_environ(os.environ)
    with console.progress("Stopping Chung Tay ...") as progress:
        stack.stop(progress)
    console.out.print(f"Stopped. Data stays in {stack.layout.data}.", markup=False)

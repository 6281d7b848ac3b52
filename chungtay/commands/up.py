"""`chungtay up`: everything runs, the demo is loaded, the address is printed."""

import os
import subprocess
import sys

import click

from chungtay import console
from chungtay.cli import COMMANDS
from chungtay.stack import Stack, StackError
from chungtay.stack.layout import CHECKOUT

_DEMO_WITHIN_SECONDS = 300


@click.command()
@click.option("--no-demo", is_flag=True, help="Don't load the demo campaign.")
def up(no_demo: bool) -> None:
    """Start everything, wait until it truly works, load the demo campaign, print the address and the log-ins.

    Harmless when all runs already. MONGO_URL / AMQP_URL name servers of your own to use instead of the embedded
    ones; CHUNGTAY_HOST and CHUNGTAY_PORT say where the web pages are served; CHUNGTAY_PROCESSES="donations=2
    projector=4" how many of a process run. `chungtay --cluster up` starts three of each server.
    """
    stack = Stack.from_environ(os.environ)
    with console.progress("Starting Chung Tay ...") as progress:
        stack.start(progress=progress)
        stack.wait_ready(progress=progress)
    if not no_demo and "demo" in COMMANDS:
        _load_demo(stack)
    _greet(stack)


def _load_demo(stack: Stack) -> None:
    secret_key = {"CHUNGTAY_SECRET_KEY": os.environ.get("CHUNGTAY_SECRET_KEY") or stack.secrets.secret_key()}
    try:
        subprocess.run(
            [sys.executable, "-m", "chungtay", "demo"],
            cwd=CHECKOUT,
            env=os.environ | stack.environ() | secret_key,
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=_DEMO_WITHIN_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise StackError(
            "Everything runs, but the demo campaign could not be loaded (see above).",
            "Run: chungtay doctor. Then again: make up",
        ) from error


def _greet(stack: Stack) -> None:
    lines = [f"Web pages:  {stack.layout.web_address}", f"API:        {stack.layout.web_address}/api/v1"]
    logins = stack.secrets.demo_logins()
    if logins:
        widest = max(map(len, logins))
        lines += ["", "Demo log-ins (account, password):"]
        lines += [f"  {account:<{widest}}  {password}" for account, password in sorted(logins.items())]
    if stack.layout.members > 1:
        stop, on = "make cluster-down", " CLUSTER=1"
        lines[:0] = [f"A cluster:  {stack.layout.members} RabbitMQ nodes, {stack.layout.members} MongoDB members"]
    else:
        stop, on = "make down", ""
    lines += ["", f"Stop: {stop}    Look: make logs{on}    In trouble: make doctor{on}"]
    console.box("Chung Tay is ready", lines)

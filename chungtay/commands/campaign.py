"""`chungtay campaign`: load a campaign file."""

from __future__ import annotations

from pathlib import Path

import click

from chungtay.campaign_file import CampaignFileError, load
from chungtay.console import out
from chungtay.gateway_client import log_in


@click.group()
def campaign() -> None:
    """Campaigns, each described by one YAML file."""


@campaign.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", help="Account that may save campaigns (default: CHUNGTAY_USER, else the demo's).")
def load_file(file: Path, user: str | None) -> None:
    """Make the campaign of FILE, or bring it to what FILE says.  Loading the same file twice changes nothing."""
    try:
        body = load(file)
    except CampaignFileError as error:
        raise click.ClickException(str(error)) from error
    code = body["campaign"]["code"]
    loaded = log_in(user).put(f"/campaigns/{code}", body)
    out.print(f"{loaded['campaign']['name']} ({code}), version {loaded['campaign']['version']}", markup=False)
    out.print(f"  {len(body['units'])} units, {len(loaded['activities'])} activities", markup=False)

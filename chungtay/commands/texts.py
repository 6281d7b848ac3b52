"""`chungtay texts`: what the pages say, and what of it is not in English yet."""

import click

from chungtay import console
from gateway.web import texts as of_pages


@click.command()
def texts() -> None:
    """Bring the English catalogue up to date with the pages, and list what still lacks English."""
    missing, unused = of_pages.bring_up_to_date()
    for gone in unused:
        console.out.print(f"no longer shown: {gone}", markup=False)
    for text in missing:
        console.out.print(f"lacks English: {text}", markup=False)
    console.out.print(f"{len(of_pages.texts())} texts, {len(missing)} without English.")

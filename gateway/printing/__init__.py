"""Papers as PDF: a typst template per kind of paper, filled with JSON values.

``render("receipt", {...})`` compiles ``templates/receipt.typ``, which reads its data by
``json(bytes(sys.inputs.data))``: data never become markup.  ``letter.typ`` holds what official papers share.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

from runtime.clock import utc_now

CONTENT_TYPE = "application/pdf"
TEMPLATES = Path(__file__).with_name("templates")

FONTS = Path("/usr/share/fonts/truetype/liberation2")
"""Letters whose measures are those of Times New Roman; ``bin/setup`` has Debian's package installed.  Without it a
report is set in another serif face."""


def render(template: str, data: dict[str, Any]) -> bytes:
    """The paper as a PDF.  ``data``: JSON values; money in whole đồng, days as YYYY-MM-DD, QR codes by :func:`qr`."""
    source = TEMPLATES / f"{template}.typ"
    made: bytes = typst.compile(
        str(source), root=str(TEMPLATES), format="pdf", sys_inputs={"data": orjson.dumps(data).decode()},
        font_paths=[str(FONTS)] if FONTS.exists() else [], ignore_system_fonts=True,
        timestamp=int(utc_now().timestamp()),
    )
    return made


def qr(text: str) -> str:
    """A QR code (error correction M) as SVG, for a template to place by ``image(bytes(...))``."""
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="svg", border=2, xmldecl=False)
    return held.getvalue().decode()

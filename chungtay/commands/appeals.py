"""`chungtay appeals`: take a list of enterprises in, print the letters, see what came back."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from chungtay.console import out
from chungtay.gateway_client import log_in


@click.group()
def appeals() -> None:
    """Appeals to enterprises (thư kêu gọi)."""


@appeals.command("import")
@click.argument("appeal")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--user", help="Account (default: CHUNGTAY_USER, else the demo's provincial account).")
def import_list(appeal: str, file: Path, dry_run: bool, user: str | None) -> None:
    """Take the enterprises of FILE (CSV or XLSX) into APPEAL; the same file again adds none."""
    client = log_in(user)
    with file.open("rb") as stream:
        told = client.ask(
            "POST", f"/appeals/{appeal}/enterprises", data={"dry_run": str(dry_run).lower()},
            files={"file": (file.name, stream)}, headers={"Idempotency-Key": uuid.uuid4().hex},
        ).json()
    verb = "sẽ thêm" if dry_run else "đã thêm"
    out.print(
        f"Đọc {told['rows_read']} dòng: {verb} {told['added']}, đã có {len(told['known'])}, "
        f"từ chối {len(told['refused'])}.", markup=False,
    )
    for row in told["known"]:
        out.print(f"  dòng {row['line']}: {row['name']} đã có thư số {row['number']}", markup=False)
    for row in told["refused"]:
        out.print(f"  dòng {row['line']}: {row['message']}", markup=False)


@appeals.command("print")
@click.argument("appeal")
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--after", default=0, show_default=True, help="Begin after the letter of this number.")
@click.option("--limit", default=50, show_default=True, help="So many letters at the most.")
@click.option("--form", type=click.Choice(["pdf", "docx"]), default="pdf", help="Of the files in a ZIP.")
@click.option("--user", help="Account (default: CHUNGTAY_USER, else the demo's provincial account).")
def print_letters(appeal: str, to: Path, after: int, limit: int, form: str, user: str | None) -> None:
    """Write letters of APPEAL to a file: .pdf or .docx holds all of them, .zip a file for each enterprise."""
    ending = to.suffix.lstrip(".").lower()
    if ending not in ("pdf", "docx", "zip"):
        raise click.BadParameter("the file's name must end in .pdf, .docx or .zip", param_hint="to")
    asked: dict[str, int | str] = {"after": after, "limit": limit}
    if ending == "zip":
        asked["form"] = form
    log_in(user).download("GET", f"/appeals/{appeal}/letters.{ending}", to, params=asked)
    out.print(str(to), markup=False)


@appeals.command("status")
@click.argument("appeal")
@click.option("--user", help="Account (default: CHUNGTAY_USER, else the demo's provincial account).")
def status(appeal: str, user: str | None) -> None:
    """What came back of APPEAL, and whom to remind."""
    client = log_in(user)
    found = client.get(f"/appeals/{appeal}")
    came = found["came_back"]
    out.print(
        f"{found['title']}: {came['sent']} thư đã gửi, {came['answered']} trả lời, {came['pledges']} đăng ký "
        f"{came['pledged_vnd']:,} đồng, đã về {came['fulfilled_vnd']:,} đồng.", markup=False,
    )
    after: int | None = 0
    while after is not None:
        page = client.get(f"/appeals/{appeal}/letters", waiting="true", after=after, limit=500)
        for one in page["letters"]:
            out.print(f"  cần nhắc: thư {one['number']}, {one['name']}, gửi {one['sent_on']}", markup=False)
        after = page["next"]

"""`chungtay api`: everything the API can do, by hand or from a script, as the account that is logged in."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click
import orjson
from rich.table import Column, Table

from chungtay.console import err, out
from chungtay.gateway_client import GatewayClient, log_in
from runtime.text import fold

DEEPEST = 3
"""Objects within objects that are described."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_AS = click.option("--user", help="Account to ask as (default: CHUNGTAY_USER, else the demo's provincial account).")


@click.group()
def api() -> None:
    """Everything the API can do: find it, see what it takes, call it."""


@api.command("list")
@click.argument("words", nargs=-1)
@_AS
def list_operations(words: tuple[str, ...], user: str | None) -> None:
    """The operations whose address or description holds all WORDS (diacritics do not matter)."""
    # A path that is cut short is no use.
    table = Table("Method", Column("Path", overflow="fold", ratio=1), Column("What it does", ratio=1), box=None)
    for path, method, operation in _operations(log_in(user)):
        told = fold(f"{method} {path} {operation.get('summary', '')}")
        if all(fold(word) in told for word in words):
            table.add_row(method, path, operation.get("summary", ""))
    if not table.row_count:
        raise click.ClickException("No operation holds all these words. All of them: chungtay api list")
    out.print(table)


@api.command()
@click.argument("method", type=click.Choice(_METHODS, case_sensitive=False))
@click.argument("path")
@_AS
def show(method: str, path: str, user: str | None) -> None:
    """What METHOD PATH takes: its parameters and the fields of its body."""
    client = log_in(user)
    document = client.get("/openapi.json")
    for known, name, operation in _operations(client, document):
        if (known, name) == (path, method.upper()):
            out.print(f"{name} {known}: {operation.get('summary', '')}", markup=False)
            for field in _fields(document, operation):
                out.print(f"  {field}", markup=False)
            return
    raise click.ClickException(f"No operation {method.upper()} {path}. Look for it: chungtay api list WORD")


@api.command()
@click.argument("method", type=click.Choice(_METHODS, case_sensitive=False))
@click.argument("path")
@click.argument("fields", nargs=-1)
@click.option("--body", type=click.File("rb"), help="JSON file of the body ('-': standard input); FIELDS add to it.")
@click.option("--key", help="Idempotency key: with the same one a change is made once (default: a new one).")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Send this file.")
@click.option("--out", "to", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer to this file.")
@_AS
def call(
    method: str, path: str, fields: tuple[str, ...], body: Any, key: str | None, file: Path | None, to: Path | None,
    user: str | None,
) -> None:
    """Call METHOD PATH with FIELDS: name=text, or name:=JSON for numbers, lists and objects.

    \b
    chungtay api call GET /donations campaign=ninh-thuan-2024 limit=5
    chungtay api call GET /donations/export.xlsx campaign=ninh-thuan-2024 --out donations.xlsx
    chungtay api call POST /households/import campaign=ninh-thuan-2024 dry_run=true --file households.xlsx
    chungtay api call POST /houses --body house.json planned_vnd:=60000000
    """
    told = _body(body) | dict(_field(one) for one in fields)
    client = log_in(user)
    if method.upper() == "GET":
        parts: dict[str, Any] = {"params": told}
    elif file is not None:
        parts = {"data": told, "files": {"file": (file.name, file.read_bytes())}}
    else:
        key = key or uuid.uuid4().hex
        err.print(f"Idempotency-Key: {key}", style="dim", markup=False)
        parts = {"json": told, "headers": {"Idempotency-Key": key}}
    if to is not None:
        client.download(method.upper(), path, to, **parts)
        out.print(f"{to}: {to.stat().st_size:,} bytes", markup=False)
        return
    answer = client.ask(method.upper(), path, **parts)
    if "json" in answer.headers.get("Content-Type", ""):
        sys.stdout.write(json.dumps(answer.json(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.buffer.write(answer.content)


def _operations(
    client: GatewayClient, document: dict[str, Any] | None = None
) -> list[tuple[str, str, dict[str, Any]]]:
    document = document or client.get("/openapi.json")
    return [
        (path.removeprefix("/api/v1"), method.upper(), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method.upper() in _METHODS
    ]


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """A line per parameter and field: name, type, whether it must be given, choices."""
    lines = [
        _line(one["name"], one.get("schema", {}), one.get("required", False), f" ({one['in']})")
        for one in operation.get("parameters", [])
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        lines += _fields_of(document, content["schema"], "")
    return lines


def _fields_of(document: dict[str, Any], schema: dict[str, Any], within: str) -> list[str]:
    """The fields of an object and of what it holds: ``gifts[].donation_id``."""
    shape, lines = _resolved(document, schema), []
    for name, field in shape.get("properties", {}).items():
        told = _resolved(document, field)
        lines.append(_line(f"{within}{name}", told, name in shape.get("required", []), ""))
        if within.count(".") < DEEPEST:
            held, sign = (told.get("items", {}), "[].") if told.get("type") == "array" else (told, ".")
            lines += _fields_of(document, held, f"{within}{name}{sign}")
    return lines


def _line(name: str, shape: dict[str, Any], required: bool, where: str) -> str:
    kind = shape.get("type", "object")
    choices = f", one of: {', '.join(map(str, shape['enum']))}" if "enum" in shape else ""
    return f"{name}{where}: {kind}{', required' if required else ''}{choices}"


def _resolved(document: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref")
    return dict(document["components"]["schemas"][reference.rpartition("/")[2]]) if reference else shape


def _body(file: Any) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        told = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{file.name} is no JSON: {error}") from None
    if not isinstance(told, dict):
        raise click.ClickException(f"{file.name} holds no JSON object, as in {{\"campaign\": …}}")
    return told


def _field(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip(":"):
        raise click.ClickException(f"“{text}” is no field. Write name=text, or name:=JSON, as in amount_vnd:=50000")
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], orjson.loads(value)
    except orjson.JSONDecodeError:
        raise click.ClickException(f"“{value}” is no JSON. For a text write {name[:-1]}={value}") from None

"""Every text that pages show, found where it is written, and whether somebody has put it into English.

`chungtay texts` brings the English catalogue up to date by it, and a test holds that none is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from gateway.facts import FIGURES, SOURCE_NAMES
from gateway.printing.receipts import CHANNELS
from gateway.reports.complaints import STATUS_NAMES
from gateway.reports.run_sheets import CUE_REASONS, STEP_NAMES
from gateway.web.languages import ENGLISH, catalogue_path

WEB = Path(__file__).parent

Key = str | tuple[str, ...]


def texts() -> list[Key]:
    """Every text that a page may show: those that are marked, and names that pages take from elsewhere."""
    found = dict.fromkeys(marked())
    return [*found, *(name for name in names() if name not in found)]


def marked() -> list[Key]:
    """Every text that is marked in a template or in a page's code; a tuple where it has a plural."""
    found: dict[Key, None] = {}
    extracted = extract_from_dir(
        WEB,
        method_map=[("**.html", "jinja2"), ("**.py", "python")],
        options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "N_": None},
    )
    for *_, message, _, _ in extracted:
        found[tuple(message) if isinstance(message, list | tuple) else message] = None
    return list(found)


def names() -> list[str]:
    """Names of figures, sources and states that pages take from elsewhere.  One without English shows in Vietnamese."""
    found = [figure.name for figure in FIGURES.values()]
    for named in (SOURCE_NAMES, STATUS_NAMES, STEP_NAMES, CUE_REASONS, CHANNELS):
        found += named.values()
    return list(dict.fromkeys(found))


def read_english() -> Catalog:
    """The English catalogue as it is written."""
    with catalogue_path(ENGLISH).open("rb") as held:
        return read_po(held, locale=ENGLISH)


def without_english(among: Iterable[Key]) -> list[Key]:
    """Texts that nobody has put into English yet."""
    held = read_english()
    return [text for text in among if not _is_there(held, text)]


def bring_up_to_date() -> tuple[list[Key], list[str]]:
    """Write the catalogue anew: with an empty place for each new text, without those that nothing shows any more.

    Answers the texts that lack English, and those that were taken out.
    """
    held = read_english()
    made = Catalog(locale=ENGLISH)
    for text in texts():
        known = held.get(_singular(text))
        made.add(text, known.string if known is not None else "")
    unused = [_singular(one.id) for one in held if one.id and made.get(_singular(one.id)) is None]
    written = BytesIO()
    # No places and no dates: two who add a text each must not stand in each other's way.
    write_po(written, made, width=0, no_location=True, sort_output=True, omit_header=True)
    catalogue_path(ENGLISH).write_text(_HEADER + written.getvalue().decode("utf-8"), encoding="utf-8")
    return without_english(texts()), unused


_HEADER = r"""# The pages' English, in order of the Vietnamese. `chungtay texts` makes room for what is new.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def _singular(key: Any) -> str:
    return str(key[0] if isinstance(key, list | tuple) else key)


def _is_there(held: Catalog, text: Key) -> bool:
    known = held.get(_singular(text))
    if known is None or known.fuzzy:
        return False
    return all(known.string) if isinstance(known.string, tuple | list) else bool(known.string)


# What is written in a template, and not marked.

_LETTER = re.compile(r"[^\W\d_]")
_VIETNAMESE = re.compile(r"[À-ɏḀ-ỿ]")
_READ_ALOUD = {"aria-label", "alt", "title", "placeholder", "aria-description", "data-label"}
_AS_IT_IS = {"script", "style", "pre", "code", "kbd"}
_NAMES = re.compile(r"\b(?:Chung Tay|XLSX|JSON|CSV|PDF|SHA-256|đ|km)\b|\baria-[a-z]+=\"[^\"]*\"")
"""What is the same in every language; and attributes that a macro puts into somebody else's tag."""
_EXPRESSION = "\x00"
"""Stands where the template puts in a value."""


def unmarked(source: str) -> list[str]:
    """Texts of a template that a reader of English would see in Vietnamese."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    reader = _Reader()
    reader.feed("".join(_written(tree)))
    reader.close()
    return [*reader.found, *_bare_constants(tree, marked=False)]


def _written(node: nodes.Node) -> Iterator[str]:
    """The template as text, in order, with a sign for each value."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            yield _EXPRESSION if isinstance(node, nodes.Output) else ""
        else:
            yield from _written(child)


def _bare_constants(node: nodes.Node, marked: bool) -> Iterator[str]:
    """Vietnamese constants in expressions that do not pass through `_()`."""
    for child in node.iter_child_nodes():
        inside = marked or _is_mark(child)
        if isinstance(child, nodes.Const) and isinstance(child.value, str) and not marked:
            if _VIETNAMESE.search(child.value):
                yield child.value
        else:
            yield from _bare_constants(child, inside)


def _is_mark(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in (
        "_", "gettext", "ngettext"
    )


class _Reader(HTMLParser):
    """Finds letters between tags, and in attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._as_it_is: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.found += [value for name, value in attrs if name in _READ_ALOUD and value and _says_something(value)]
        if tag in _AS_IT_IS or (tag in ("span", "p") and "code" in (held.get("class") or "").split()):
            self._as_it_is.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._as_it_is and self._as_it_is[-1] == tag:
            self._as_it_is.pop()

    def handle_data(self, data: str) -> None:
        if not self._as_it_is and _says_something(data):
            self.found.append(" ".join(data.replace(_EXPRESSION, "…").split()))


def _says_something(text: str) -> bool:
    return bool(_LETTER.search(_NAMES.sub("", text)))

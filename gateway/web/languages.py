"""Vietnamese is what is written in the templates; English is looked up, and chosen by a link that stays on the page.

The catalogue is read from its `.po` file as the process starts: there is no step between mending a sentence and seeing
it, and no made file to forget.  What services say when they refuse stays Vietnamese.
"""

from __future__ import annotations

from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, gettext

SOURCE, ENGLISH = "vi", "en"
LANGUAGES = {SOURCE: "Tiếng Việt", ENGLISH: "English"}
LOCALES = {SOURCE: "vi_VN", ENGLISH: "en_GB"}
COOKIE, IN_ADDRESS = "chungtay_ngon_ngu", "ngon-ngu"
KEPT_SECONDS = 365 * 24 * 3600

CATALOGUES = Path(__file__).with_name("translations")


def catalogue_path(language: str) -> Path:
    """Where the texts of a language are written."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


@cache
def translations(language: str) -> NullTranslations:
    """The texts of a language; of Vietnamese none: the template says it already."""
    if language == SOURCE:
        return NullTranslations()
    with catalogue_path(language).open("rb") as held:
        catalogue = read_po(held, locale=language)
    made = BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return Translations(made)


class OurTexts(Domain):
    """Texts of the language that was chosen."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of this request."""
        return translations(language())


class OurBabel(Babel):
    """flask-babel, reading our catalogues."""

    @cached_property
    def domain_instance(self) -> Domain:
        """Where texts come from."""
        return OurTexts()


def language() -> str:
    """`vi` or `en`: by the cookie, Vietnamese when there is none or nobody asks."""
    if not has_request_context():
        return SOURCE
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = request.cookies.get(COOKIE, SOURCE)
        chosen = g.language = chosen if chosen in LANGUAGES and not request.path.startswith("/api/") else SOURCE
    return chosen


def locale() -> str:
    """How numbers and days are written just now."""
    return LOCALES[language()]


def init_app(app: Flask) -> None:
    """Make `_()` and `{% trans %}` known to templates, and let `?ngon-ngu=en` choose."""
    OurBabel(app, default_locale=SOURCE, locale_selector=language, default_timezone="Asia/Ho_Chi_Minh")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.before_request(choose)
    for one in LANGUAGES:
        translations(one)  # a broken catalogue stops the process at boot, not a reader


def choose() -> ResponseReturnValue | None:
    """Remember what the address chooses, and go on to the same page without it."""
    chosen = request.args.get(IN_ADDRESS)
    if chosen not in LANGUAGES or request.method != "GET" or request.path.startswith(("/api/", "/static/")):
        return None
    answer = redirect(_here({}), code=303)
    answer.set_cookie(
        COOKIE, chosen, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer


def switches() -> list[dict[str, str]]:
    """The other languages, each with the address of this page in it; none where the page is the answer to a form."""
    if not has_request_context() or request.method != "GET" or request.url_rule is None:
        return []
    return [
        {"language": code, "name": name, "href": _here({IN_ADDRESS: code})}
        for code, name in LANGUAGES.items()
        if code != language()
    ]


def _here(more: dict[str, str]) -> str:
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != IN_ADDRESS]
    query = urlencode([*asked, *more.items()])
    # A path that begins with two slashes would be somebody else's server.
    path = "/" + request.path.lstrip("/\\")
    return f"{path}?{query}" if query else path



def N_(text: str) -> str:
    """Marks a Vietnamese text in a table for the catalogue; it is looked up, by `said`, where it is shown."""
    return text


def said(text: str) -> str:
    """A Vietnamese text out of a table, or from a service, in the language of this request; as it is when nobody has
    put it into English."""
    return str(gettext(text)) if text else text

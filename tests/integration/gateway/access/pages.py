"""What a browser does with a form: read it with its secret, send it back."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def form_secret(browser: FlaskClient, path: str = "/dang-nhap") -> str:
    """The hidden CSRF token of the form at `path`."""
    page = browser.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def log_in(browser: FlaskClient, username: str, password: str, **more: str) -> TestResponse:
    """Fill in the log-in form and send it."""
    secret = form_secret(browser)
    return browser.post(
        "/dang-nhap", data={"csrf_token": secret, "username": username, "password": password, **more}
    )

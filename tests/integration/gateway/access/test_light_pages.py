"""What a weak line carries: squeezed, asked for once, and nothing from anywhere else."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.integration

SQUEEZED = {"Accept-Encoding": "gzip"}


def test_a_page_and_its_files_are_squeezed_for_whoever_can_open_them(browser: FlaskClient) -> None:
    for path in ("/dang-nhap", "/static/chungtay.css", "/static/vendor/htmx.org/htmx.min.js", "/khong-co"):
        plain, squeezed = browser.get(path), browser.get(path, headers=SQUEEZED)
        assert "Content-Encoding" not in plain.headers, path
        assert squeezed.headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in squeezed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"], path
        opened = gzip.decompress(squeezed.data)
        assert len(squeezed.data) < len(opened), path
        if path.startswith("/static/"):
            assert opened == plain.data, path
        assert int(squeezed.headers["Content-Length"]) == len(squeezed.data), path


def test_answers_of_the_api_are_not_squeezed(browser: FlaskClient) -> None:
    answer = browser.get("/api/v1/openapi.json", headers=SQUEEZED)
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_a_file_is_asked_for_once_and_anew_when_it_changed(browser: FlaskClient) -> None:
    page = browser.get("/dang-nhap").get_data(as_text=True)
    [address] = re.findall(r'href="(/static/chungtay\.css\?v=[0-9a-f]+)"', page)
    kept = browser.get(address, headers=SQUEEZED)
    assert "immutable" in kept.headers["Cache-Control"]
    unversioned = browser.get("/static/chungtay.css", headers=SQUEEZED)
    assert "immutable" not in unversioned.headers.get("Cache-Control", "")
    again = browser.get("/static/chungtay.css", headers={**SQUEEZED, "If-None-Match": unversioned.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_visitor_sees_what_is_open_to_all_and_nothing_of_the_desks(browser: FlaskClient) -> None:
    page = browser.get("/dang-nhap").get_data(as_text=True)
    assert "/phan-anh" in page and "/kiem-tra-bien-nhan" in page
    assert '"/sao-ke"' not in page and "/giam-sat" not in page

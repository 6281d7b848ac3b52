"""Down from the province to a unit and its rows, up again, and out as a file, with period and units in the address."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests import events_made as made

pytestmark = pytest.mark.integration

PERIOD = f"campaign={made.CAMPAIGN}&from=2024-10-01&to=2024-12-31"


def links(page: str) -> dict[str, str]:
    """Addresses by their words, the last of the same words."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([^<]+)', page)
    return {words.strip(): html.unescape(href) for href, words in found}


def test_a_unit_opens_from_the_province_and_its_rows_lead_back_and_out(api: FlaskClient) -> None:
    province = api.get(f"/tong-quan?{PERIOD}&units=today").get_data(as_text=True)
    address = links(province)["Huyện Bác Ái"]
    assert "unit=584" in address and "from=2024-10-01" in address and "units=today" in address
    of_unit = api.get(address).get_data(as_text=True)
    back = links(of_unit)["Toàn đợt vận động"]
    assert "unit=" not in back and "from=2024-10-01" in back and "units=today" in back
    assert "Huyện Ninh Sơn" not in links(of_unit), "only what lies below"

    figure = re.search(r'href="(/so-lieu/received[^"]+)"', of_unit)
    assert figure
    rows = api.get(html.unescape(figure.group(1))).get_data(as_text=True)
    assert "unit=584" in links(rows)["Huyện Bác Ái"] and "from=2024-10-01" in links(rows)["Huyện Bác Ái"]
    assert "unit=" not in links(rows)["Tổng quan"]
    shown = rows.count('data-label="Ngày"')
    whole = api.get(links(rows)["CSV"])
    assert whole.status_code == 200 and 0 < shown == len(whole.get_data(as_text=True).splitlines()) - 1
    november = links(of_unit)["tháng 11 năm 2024"]
    assert "unit=584" in november and "from=2024-11-01&to=2024-11-30" in november
    assert api.get(links(rows)["XLSX"]).data[:2] == b"PK"

"""Record a gift, page through the gifts, read the quarter's report: ``python -m examples.python_client.example``.

Settings: ``CHUNGTAY_URL``, and ``CHUNGTAY_TOKEN`` (a bearer token or an API key) or ``CHUNGTAY_USER`` and
``CHUNGTAY_PASSWORD``; ``CHUNGTAY_CAMPAIGN``.
"""

from __future__ import annotations

import os

from examples.python_client.client import Client, Refused


def main() -> None:
    """The example."""
    campaign = os.environ["CHUNGTAY_CAMPAIGN"]
    with Client(os.environ["CHUNGTAY_URL"], os.environ.get("CHUNGTAY_TOKEN", "")) as api:
        if not api.token:
            api.log_in(os.environ["CHUNGTAY_USER"], os.environ["CHUNGTAY_PASSWORD"])
        gift = {
            "campaign": campaign, "unit": "582", "amount_vnd": 500_000, "channel": "cash", "received_on": "2024-10-18",
            "donor_name": "Công ty Mẫu", "name_display": "shown",
        }
        # The page of the receipt book is the key: run this twice, and the gift is booked once.
        booked = api.call("POST", "/donations", body=gift, key=f"{campaign}-book-7-page-12")
        print(f"Gift {booked['donation_id']}: {booked['amount_vnd']:,} đồng")

        try:
            api.call("POST", "/donations", body=gift | {"amount_vnd": 0})
        except Refused as refused:
            print(f"Refused: {refused.code} ({refused.field})")

        gifts = list(api.rows("/donations", campaign=campaign, limit=2))
        print(f"{len(gifts)} gifts, {sum(one['amount_vnd'] for one in gifts):,} đồng")

        quarter = {"campaign": campaign, "from_on": "2024-10-01", "to_on": "2024-12-31"}
        report = api.call("GET", "/reports/provincial", query=quarter)
        received = report["total"]["received"]
        print(f"Quarter IV/2024: {received['count']} gifts, {received['amount_vnd']:,} đồng received")


if __name__ == "__main__":
    main()

"""The page of metrics and the code name the same ones, by Prometheus' conventions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEFINED = {
    (name, kind)
    for package in ("runtime", "messaging", "gateway", "services")
    for path in (ROOT / package).rglob("*.py")
    for kind, name in re.findall(
        r"\b(Counter|Gauge|GaugeMetricFamily|Histogram)\(\s*\"(chungtay_\w+)\"", path.read_text()
    )
}
ON_THE_PAGE = re.findall(r"^\| `(chungtay_\w+)` \|", (ROOT / "docs/observability.md").read_text(), re.MULTILINE)


def test_every_metric_is_on_the_page_once_and_no_other_is() -> None:
    assert len(DEFINED) > 20, "where have the metrics gone?"
    assert sorted(ON_THE_PAGE) == sorted(name for name, _ in DEFINED)


@pytest.mark.parametrize(("name", "kind"), sorted(DEFINED))
def test_a_name_says_its_kind_and_unit(name: str, kind: str) -> None:
    assert name.endswith("_total") == (kind == "Counter")
    if kind == "Histogram":
        assert name.endswith(("_seconds", "_events", "_gifts", "_guests"))

"""What the doctor reads out of the processes' numbers."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from chungtay.commands import measured
from chungtay.commands.check import Check
from messaging.dead_letters import Depth
from runtime.metrics import Reported

NOW = 1_000_000.0


def reported(process: str, *, age_seconds: float = 1.0, pid: int = 7, **gauges: float) -> Reported:
    registry = CollectorRegistry()
    for name, value in gauges.items():
        Gauge(f"chungtay_{name}", "…", registry=registry).set(value)
    return Reported(process, pid, age_seconds, list(text_string_to_metric_families(generate_latest(registry).decode())))


def gateway(answers: dict[str, int], last_fault_seconds_ago: float = 0.0) -> Reported:
    registry = CollectorRegistry()
    count = Gauge("chungtay_http_request_seconds_count", "…", ["status"], registry=registry)
    for status, answered in answers.items():
        count.labels(status).set(answered)
    Gauge("chungtay_http_last_5xx_timestamp_seconds", "…", registry=registry).set(NOW - last_fault_seconds_ago)
    Counter("other", "…", registry=registry).inc(5)
    return Reported("gateway", 8, 1.0, list(text_string_to_metric_families(generate_latest(registry).decode())))


def look(*reports: Reported, running: dict[str, int] | None = None) -> dict[str, Check]:
    return {check.what: check for check in measured.checks(reports, running or {}, NOW)}


def test_a_quiet_system_is_well() -> None:
    found = look(reported("projector", projector_lag_seconds=0.2), gateway({"200": 10, "404": 3}))
    assert [check for check in found.values() if check.remedy] == []
    assert found["answers"].says == "13 since the start, none with 5xx"


def test_figures_that_are_late_by_more_than_ten_seconds_are_wrong() -> None:
    assert not look(reported("projector", projector_lag_seconds=10))["figures"].remedy
    late = look(reported("projector", projector_lag_seconds=42))["figures"]
    assert "late by 42 s" in late.says and "chungtay logs projector" in late.remedy


def test_without_a_projectors_word_lateness_is_unknown_and_not_zero() -> None:
    assert "not known" in look()["figures"].says


def test_the_latest_of_several_projectors_counts_and_is_named() -> None:
    found = look(
        reported("projector", projector_lag_seconds=0), reported("projector-2", projector_lag_seconds=30, pid=9)
    )
    assert found["figures"].says == "late by 30 s: projector-2 has an event of that age in hand"
    assert found["figures"].remedy.endswith("chungtay logs projector-2")


def test_a_ledger_that_is_not_sealed_for_more_than_three_minutes_is_wrong() -> None:
    assert not look(reported("donations-sealer", unsealed_oldest_seconds=180))["ledger"].remedy
    late = look(reported("donations-sealer", unsealed_oldest_seconds=181))["ledger"]
    assert "for 181 s" in late.says and "chungtay logs donations-sealer" in late.remedy
    assert "not known" in look()["ledger"].says


def test_faults_of_the_last_minute_are_wrong_and_older_ones_are_only_told() -> None:
    recent = look(gateway({"200": 990, "500": 4, "503": 6}, last_fault_seconds_ago=5))["answers"]
    assert "10 of 1000 since the start with 5xx (1.0%), the last 5 s ago" in recent.says
    assert recent.remedy
    assert not look(gateway({"200": 990, "503": 10}, last_fault_seconds_ago=61))["answers"].remedy


def test_a_process_that_runs_and_says_nothing_hangs() -> None:
    hanging = look(reported("projector", age_seconds=45), running={"projector": 7, "donations": 8})
    assert hanging["processes that say nothing"].says == "projector for 45 s"
    assert "chungtay logs projector" in hanging["processes that say nothing"].remedy


def test_one_hanging_worker_of_two_is_noticed() -> None:
    found = look(reported("gateway"), reported("gateway", age_seconds=40, pid=9), running={"gateway": 5})
    assert "gateway for 40 s" in found["processes that say nothing"].says


def test_a_process_that_does_not_run_is_not_said_to_hang() -> None:
    assert "processes that say nothing" not in look(reported("projector", age_seconds=45))


def test_a_queue_is_too_deep_from_ten_thousand_on() -> None:
    [well] = measured.queue_checks({"gateway.projector.q1": Depth(10_000, 0, 0)})
    assert not well.remedy
    [deep] = measured.queue_checks({"gateway.projector.q1": Depth(10_001, 3, 0)})
    assert deep.says == "10001 wait, 3 wait for another try"
    assert "chungtay logs projector" in deep.remedy
    [service] = measured.queue_checks({"donations.payment_holds.q1": Depth(10_001, 0, 0)})
    assert "chungtay logs donations" in service.remedy

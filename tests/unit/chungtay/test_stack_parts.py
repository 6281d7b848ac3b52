"""The parts of the stack that need no server: secrets, ports, configuration, environment, marks on processes."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from chungtay.stack import Ports, Stack, StackError, cluster, environment, orphans, ports, servers
from chungtay.stack.layout import CHECKOUT, Layout
from chungtay.stack.ports import SETTINGS
from chungtay.stack.private_files import write_private
from chungtay.stack.processes import Process
from chungtay.stack.secrets import Secrets
from chungtay.stack.supervisor import configuration, programs, tail


def test_a_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    made = Secrets(tmp_path).secret_key()
    assert len(made) >= 48
    assert Secrets(tmp_path).secret_key() == made
    assert stat.S_IMODE(Secrets(tmp_path).path.stat().st_mode) == 0o600


def test_many_at_once_get_the_same_secret(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(Secrets(tmp_path).secret_key())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_demo_logins_are_kept_apart_from_the_key(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path)
    secrets.secret_key()
    password = secrets.demo_password("thu.quy@ninhthuan.example")
    assert secrets.demo_logins() == {"thu.quy@ninhthuan.example": password}


@pytest.mark.parametrize("text", ["0", "65536", "-1", "many", "5.5"])
def test_a_wrong_port_is_named_with_an_example(text: str) -> None:
    with pytest.raises(StackError, match=r"CHUNGTAY_MONGO_PORT") as caught:
        Ports.from_environ({"CHUNGTAY_MONGO_PORT": text})
    assert "CHUNGTAY_MONGO_PORT=27471" in caught.value.remedy


def test_tests_that_run_side_by_side_choose_no_port_that_another_has_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "FOR_TESTS", range(24_900, 24_950))  # so few that chance alone would choose twice
    choosing = "from chungtay.stack import ports; ports.FOR_TESTS = range(24_900, 24_950)\n"
    choosing += "print(*vars(ports.Ports.free()).values(), flush=True); input()"
    lanes = [
        subprocess.Popen([sys.executable, "-c", choosing], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    try:
        chosen = [port for lane in lanes if lane.stdout for port in lane.stdout.readline().split()]
        chosen += [str(port) for _ in range(2) for port in vars(Ports.free()).values()]
    finally:
        for lane in lanes:
            lane.communicate("\n", timeout=30)
    assert len(chosen) == len(set(chosen)) == 25


def test_the_users_own_servers_are_not_started_here(tmp_path: Path) -> None:
    ours = {process.name for process in Stack(tmp_path).processes()}
    theirs = {
        process.name
        for process in Stack(tmp_path, environ={"MONGO_URL": "mongodb://h/", "AMQP_URL": "amqp://h/"}).processes()
    }
    assert ours - theirs == {"mongod", "epmd", "rabbitmq"}


def test_several_of_a_kind_are_numbered_and_told_their_names(tmp_path: Path) -> None:
    asked = {"CHUNGTAY_PROCESSES": "donations=2, projector=3 gateway=4"}
    stack = Stack(tmp_path, environ=asked, environ_of={"donations": {"A": "all"}, "donations-2": {"B": "second"}})
    told = {process.name: environ for process, environ in stack._processes_and_environs()}
    assert {"donations", "donations-2", "projector", "projector-2", "projector-3", "events", "gateway"} <= set(told)
    assert not {"donations-3", "events-2", "gateway-2"} & set(told)
    assert told["donations-2"]["CHUNGTAY_PROCESS"] == "donations-2"
    assert told["gateway"]["CHUNGTAY_GATEWAY_WORKERS"] == "4"
    assert [told[name].get("A") for name in ("donations", "donations-2", "events")] == ["all", "all", None]
    assert [told[name].get("B") for name in ("donations", "donations-2")] == [None, "second"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("donation=2", "no process donation;"), ("mongod=3", "no process mongod"), ("donations", "donations must be"),
        ("donations=0", "donations=0"), ("donations=33", "from 1 to 32"), ("events=-1", "events=-1"),
        ("events=2 events=3", "events stands there twice"),
    ],
)
def test_a_wrong_number_of_processes_is_named_with_an_example(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(StackError, match=named) as caught:
        Stack(tmp_path, environ={"CHUNGTAY_PROCESSES": text})
    assert "CHUNGTAY_PROCESSES='donations=2" in caught.value.remedy


def test_a_cluster_has_three_of_each_server_and_tells_its_processes_of_all(tmp_path: Path) -> None:
    stack = Stack(tmp_path, Ports.free(3), {"CHUNGTAY_MEMBERS": "3"})
    names = [process.name for process in stack.processes()]
    assert names[:7] == ["mongod", "mongod-2", "mongod-3", "epmd", "rabbitmq", "rabbitmq-2", "rabbitmq-3"]
    chosen = stack.layout.ports
    assert [f":{chosen.mongo + n}" in stack.environ()["MONGO_URL"] for n in range(3)] == [True] * 3
    assert [f":{chosen.rabbit + n}/" in stack.environ()["AMQP_URL"] for n in range(3)] == [True] * 3
    with pytest.raises(StackError, match="CHUNGTAY_MEMBERS=2 must be 1 or 3"):
        Stack(tmp_path, environ={"CHUNGTAY_MEMBERS": "2"})


def test_the_cluster_collides_in_nothing_with_the_stack_of_make_up() -> None:
    environ: dict[str, str] = {}
    environment.mean_the_cluster(environ)
    one, other = Stack.from_environ({}).layout, Stack.from_environ(environ).layout
    assert one.home != other.home
    taken = [{port for name in SETTINGS for port in each.ports.taken_by(name, each.members)} for each in (one, other)]
    assert len(taken[1]) == 11
    assert not taken[0] & taken[1]


@pytest.mark.parametrize(("folders", "members", "words"), [
    (["mongodb"], 3, "made by one member"), (["mongodb", "mongodb-2", "mongodb-3"], 1, "made by a cluster"),
])
def test_data_of_another_number_of_members_are_refused(
    tmp_path: Path, folders: list[str], members: int, words: str
) -> None:
    for folder in folders:
        (tmp_path / "data" / folder).mkdir(parents=True)
    with pytest.raises(StackError, match=words) as caught:
        cluster.check_data_is_of(Layout(tmp_path, members=members))
    assert "make cluster" in caught.value.remedy


def test_only_who_signs_is_given_the_secret_key_and_only_the_gateway_whom_it_believes(tmp_path: Path) -> None:
    stack = Stack(tmp_path, environ={"CHUNGTAY_SECRET_KEY": "hidden" * 8, "CHUNGTAY_WEBHOOK_SECRETS": "momo=covert"})
    told = stack._processes_and_environs()
    assert [process.name for process, environ in told if "hidden" in str(environ)] == ["webhooks", "gateway"]
    assert [process.name for process, environ in told if "covert" in str(environ)] == ["gateway"]
    assert "hidden" not in configuration(stack.layout, [process for process, _ in told])


def test_any_value_reaches_a_process_as_it_is(tmp_path: Path) -> None:
    values = ["100%", "a,b=c", "it's", 'say "so"', "back\\slash", "p@ss;word #1", "", "dòng\nmới"]
    environ = {f"VALUE_{place}": value for place, value in enumerate(values)}
    print_them = f"import os, json; print(json.dumps([os.environ[n] for n in {list(environ)}]))"
    told = tmp_path / "programs.json"
    write_private(told, programs([(Process("one", (sys.executable, "-c", print_them)), environ)]))
    ran = subprocess.run(
        [sys.executable, "-m", "chungtay.launch", told, "one"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert json.loads(ran.stdout) == values
    assert stat.S_IMODE(told.stat().st_mode) == 0o600


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    assert len(bytes(Layout(deep).supervisor_socket)) < 100
    assert Layout(deep).supervisor_socket != Layout(deep.with_name("y" * 120)).supervisor_socket


def test_commands_find_the_servers_of_the_stack(tmp_path: Path) -> None:
    stack = Stack(tmp_path, environ={"CHUNGTAY_DB_PREFIX": "here"})
    stack.layout.make_folders()
    environment.keep_for_commands(stack.layout, stack.environ())
    environ = {"CHUNGTAY_HOME": str(tmp_path), "CHUNGTAY_PORT": "9999"}
    environment.adopt(environ)
    assert environ["MONGO_URL"] == stack.layout.mongo_url
    assert environ["CHUNGTAY_DB_PREFIX"] == "here"
    assert environ["CHUNGTAY_PORT"] == "9999", "what the user sets goes first"


def test_only_marked_processes_are_found_and_ended(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    marked = subprocess.Popen(sleeper, env=os.environ | {orphans.MARK: orphans.mark_of(tmp_path)})
    other = subprocess.Popen(sleeper, env=os.environ | {orphans.MARK: orphans.mark_of(tmp_path / "other")})
    try:
        assert servers.wait_for(lambda: orphans.marked_processes(tmp_path) == [marked.pid], seconds=5)
        orphans.end(orphans.marked_processes(tmp_path), within_seconds=5)
        assert marked.wait(5) < 0
        assert other.poll() is None
    finally:
        for process in (marked, other):
            process.kill()
            process.wait()


def test_one_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        orphans.end([deaf.pid], within_seconds=0.5)
        assert deaf.wait(5) == -9


def test_a_reused_process_id_is_not_the_same_process() -> None:
    mine = orphans.started_at(os.getpid())
    assert orphans.is_same_process(os.getpid(), mine)
    assert not orphans.is_same_process(os.getpid(), mine - 1)


def test_the_tail_of_a_log_survives_a_missing_file_and_broken_text(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    assert tail(log) == ""
    log.write_bytes(b"one\ntw\xffo\nthree\n")
    assert tail(log, 2) == "tw\ufffdo\nthree"

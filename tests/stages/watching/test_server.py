"""The server gives what the page needs, to this machine's browser, and nothing else to nobody."""

import json
import re
from http.client import HTTPConnection

import pytest

from genbench.runs.holding import hold, is_held, waiting
from genbench.stages.watching.watch import watch
from genbench.system.errors import InvalidInput
from genbench.system.files import locked
from tests.stages.watching.conftest import told


def key_of(server):
    return told(server.board.join())[1]["key"]


def test_it_listens_on_this_machine_alone(serve):
    assert serve().server_address[0] == "127.0.0.1"


def test_the_page_may_ask_its_own_server_alone(serve, ask):
    status, html = ask(serve(), "/")
    (policy,) = re.findall(r'Policy" content="([^"]*)"', html.decode())
    assert status == 200
    assert set(re.findall(r"([\w-]+)-src ([^;]*)", policy.replace("&#39;", "'"))) >= {
        ("default", "'none'"), ("img", "'self'"), ("connect", "'self'")
    }  # fmt: skip
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_snapshot_is_the_file_of_the_run(made, serve, ask):
    server = serve()
    status, picture = ask(server, f"/frames/{key_of(server)}/20.png")
    assert (status, picture) == (200, (made.run.snapshots_folder / "00000020.png").read_bytes())


@pytest.mark.parametrize(
    "path",
    [
        "/frames/{key}/30.png", "/frames/{key}0/20.png", "/frames/{key}/../20.png",
        "/frames/{key}/%2e%2e/config.json", "/../runs/a/config.json", "/runs/a/config.json",
        "/runs/a/snapshots/00000020.png", "//etc/passwd", "/frames/{key}/20.png?x", "/index.html",
        "/js/stream.js", "/steer",
    ],
)  # fmt: skip
def test_what_the_page_does_not_show_is_not_served(made, serve, ask, path):
    server = serve()
    assert ask(server, path.format(key=key_of(server)))[0] == 404


def test_a_link_among_the_snapshots_is_followed_to_pictures_alone(made, serve, ask):
    server = serve()
    key = key_of(server)
    path = made.run.snapshots_folder / "00000020.png"
    path.unlink()
    path.symlink_to(made.run.config_file.resolve())
    assert ask(server, f"/frames/{key}/20.png")[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/", "/events"])
def test_another_host_is_refused(serve, ask, host, path):
    assert ask(serve(), path, Host=host)[0] == 421


def test_localhost_is_this_machine_too(serve, ask):
    server = serve()
    assert ask(server, "/", Host=f"localhost:{server.server_port}")[0] == 200


def test_events_are_pushed(made, serve):
    server = serve()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("GET", "/events")
    stream = connection.getresponse()
    assert stream.headers["Content-Type"] == "text/event-stream"
    first = stream.readline()
    assert json.loads(first.removeprefix(b"data: "))[0] == {"what": "all"}
    assert stream.readline() == b"\n"
    made.grow(30)
    frames = json.loads(stream.readline().removeprefix(b"data: "))[0]
    assert (frames["what"], frames["steps"]) == ("frames", [30])
    connection.close()


def steer(ask, server, *, asked, **headers):
    """Asks as the page does, but for some headers; None leaves one out."""
    usual = {
        "Origin": f"http://127.0.0.1:{server.server_port}",
        "Content_Type": "application/json",
        "X_Word": server.link.partition("#")[2],
    }
    sent = {name: value for name, value in {**usual, **headers}.items() if value is not None}
    return ask(server, "/steer", method="POST", body=json.dumps(asked), **sent)


def test_nothing_is_steered_where_nobody_teaches(made, serve, ask):
    assert steer(ask, serve(), asked={"do": "pause", "run": "1"})[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": None},
        {"X_Word": "a" * 32}, {"X_Word": ""}, {"X_Word": None},
        {"Content_Type": "text/plain"}, {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)  # fmt: skip
def test_without_the_word_from_another_site_or_as_a_form_nothing_is_steered(
    made, serve, ask, headers
):
    server = serve(teach=True)
    asked = {"do": "pause", "run": key_of(server)}
    with locked(made.run.lock_file, "genbench train"):
        server.board.look()
        assert steer(ask, server, asked=asked, **headers)[0] == 403
    assert not made.run.hold_file.exists()


def test_the_word_stands_in_the_link_alone(serve, ask):
    server = serve(teach=True)
    word = server.link.partition("#")[2]
    assert len(word) >= 32
    assert word not in ask(server, "/")[1].decode()


@pytest.mark.parametrize(("do", "step"), [("pause", 0), ("chunk", 30)])
def test_a_training_is_held_at_once_or_at_the_next_line(made, serve, ask, do, step):
    server = serve(teach=True)
    asked = {"do": do, "run": key_of(server)}
    with locked(made.run.lock_file, "genbench train"):
        server.board.look()
        assert steer(ask, server, asked=asked)[0] == 200
        assert (is_held(made.run, step - 1), is_held(made.run, step)) == (False, True)
        assert steer(ask, server, asked={**asked, "do": "go"})[0] == 200
    assert not made.run.hold_file.exists()


def test_a_pause_of_a_training_that_waits_already_leaves_it_where_it_is(made, serve, ask):
    server = serve(teach=True)
    hold(made.run, 20)
    with locked(made.run.lock_file, "genbench train"), waiting(made.run, 20):
        server.board.look()
        assert steer(ask, server, asked={"do": "pause", "run": key_of(server)})[0] == 200
    assert is_held(made.run, 20)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"do": "pause"}, "a is not being trained now"),
        ({"do": "stop"}, "cannot be read"),
        ({"do": "pause", "run": "999"}, "The run is no longer there."),
        ({"do": "copy", "step": 20, "changes": {"dataset": "x"}}, "cannot have 'dataset'"),
        ({"do": "copy", "step": 20, "changes": {"beta": "1 --trust"}}, "cannot have '1 --trust'"),
        ({"do": "copy", "step": "20"}, "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(made, serve, ask, asked, said):
    server = serve(teach=True)
    status, answer = steer(ask, server, asked={"run": key_of(server), **asked})
    assert status == 400
    assert said in json.loads(answer)["said"]


def test_a_request_that_is_too_long_is_not_read(made, serve, ask):
    asked = {"do": "pause", "run": "1", "changes": {"beta": "1" * 5000}}
    assert steer(ask, serve(teach=True), asked=asked)[0] == 413


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_not_to_be_had_is_told(here, port):
    with pytest.raises(InvalidInput, match=f"port must be one that is free.* port={port}"):
        watch(port=port)


def test_a_port_that_is_taken_is_told(serve):
    with pytest.raises(InvalidInput, match="port must be one that is free"):
        watch(port=serve().server_port)


def test_an_unknown_run_is_told_with_the_nearest(made):
    with pytest.raises(FileNotFoundError, match="Did you mean 'a'"):
        watch(["aa"])

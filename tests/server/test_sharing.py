import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from vicious_cycle.server import sharing

NETWORKS = sharing.addresses()
in_a_network = pytest.mark.skipif(not NETWORKS, reason="this computer is in no network")


def ask(address, path="/", method="GET", body=None, **headers):
    """Status, headers and text of an answer; redirects are not followed."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def folder(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    kit.write_notebook(
        folder / "01_one.ipynb", ("prose", "# One"), ("notes", "whispered"), ("code", "print(6 * 7)")
    )
    kit.write_notebook(folder / "90_facilitator.ipynb", ("prose", "# Run it"), ("code", "print(6 * 7)"))
    return folder


@pytest.fixture(scope="module")
def shared(kit, folder):
    """(address for all, path of the secret link) of a server that others in the network can reach."""
    with kit.running("--share", "--notebooks", str(folder)) as (address, server):
        yield (
            address,
            next(urlsplit(line.split()[-1]).path for line in server.stdout if "/facilitator/" in line),
        )


def test_unless_it_is_shared_a_server_answers_this_computer_only(kit, folder):
    with kit.running("--notebooks", str(folder)) as (address, _):
        port = urlsplit(address).port
        for network in NETWORKS:
            with socket.socket() as probe:
                assert probe.connect_ex((network, port)) != 0
        assert "Run it" in ask(address)[2]  # it trusts its user


@in_a_network
def test_a_shared_server_answers_in_the_network_and_on_this_computer(shared):
    address, _ = shared
    assert urlsplit(address).hostname == NETWORKS[0]
    assert ask(address)[0] == 200
    assert ask(f"http://127.0.0.1:{urlsplit(address).port}")[0] == 200
    assert ask(address, Host="attacker.example")[0] == 403


@in_a_network
def test_what_is_for_the_facilitator_opens_with_the_secret_link_alone(shared):
    address, link = shared
    pages = "/voila/render/90_facilitator.ipynb", "/voila/render/01_one.ipynb?mode=notes"
    assert "Run it" not in ask(address)[2]
    for page in pages:
        status, _, words = ask(address, page)
        assert status == 403
        assert "for whoever leads the workshop" in words
        assert "whispered" not in words

    status, headers, _ = ask(address, link)
    assert (status, headers["Location"]) == (303, "/")
    (cookie,) = [one for one in headers.get_all("Set-Cookie") if "facilitator" in one]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    mine = cookie.partition(";")[0]
    assert "Run it" in ask(address, Cookie=mine)[2]
    assert [ask(address, page, Cookie=mine)[0] for page in pages] == [200, 200]
    assert "whispered" in ask(address, pages[1], Cookie=mine)[2]


@in_a_network
@pytest.mark.parametrize("secret", ["", "x", "%00", "%ed%a0%80", "ä" * 300])
def test_a_forged_link_or_cookie_opens_nothing(shared, secret):
    address, _ = shared
    status, headers, _ = ask(address, "/facilitator/" + (secret if secret.isascii() else "%c3%a4" * 300))
    assert status in (400, 404)
    assert "facilitator" not in str(headers)
    assert (
        "Run it"
        not in ask(address, Cookie=f"vicious-cycle-facilitator={secret.encode().decode('latin1')}")[2]
    )


def test_the_network_s_address_must_be_one_of_this_computer_s(kit):
    answer = kit.run_command("--no-browser", "--share", "--address", "203.0.113.9")
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1


def test_the_code_in_the_terminal_is_one_that_a_phone_can_read():
    rows = sharing.qr_code("http://192.168.1.23:8866/").splitlines()
    assert set("".join(rows)) == set(" ▀▄█")
    assert len({len(row) for row in rows}) == 1

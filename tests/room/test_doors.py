"""The doors of the room on the real server, as phones and strangers find them."""

import json
import os
import re
import sqlite3
from pathlib import Path

import httpx
import pytest

NUMBER = {
    "key": "01#guess",
    "kind": "number",
    "question": "How many <b>tasks</b>?",
    "unit": "of 15",
    "high": 15,
    "outcome": 4,
}
CHOICE = {
    "key": "03#ending",
    "kind": "choice",
    "question": "How does it end?",
    "options": [["a", "Alike"], ["b", "Split"]],
}
WORDS = {"key": "00#words", "kind": "text", "question": "In a word?"}


class Client(httpx.Client):
    """A browser without scripts: it keeps cookies and sends what pages would send."""

    def __init__(self, address):
        super().__init__(base_url=address, timeout=60)

    def send_json(self, path, body):
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return self.post(path, content=content, headers=headers)


class Hall:
    """A server with one room, opened by the command, and its facilitator."""

    def __init__(self, address, said, file):
        self.address, self.said, self.file = address, said, file
        self.link = re.search(r"(/room/(\w+)/lead/\S+)", said)
        self.code = self.link[2]
        self.facilitator = self.client()
        assert self.facilitator.get(self.link[1]).status_code == 303

    def client(self):
        return Client(self.address)

    def phone(self):
        phone = self.client()
        assert phone.post("/j", data={"code": self.code}).status_code == 303
        return phone

    def do(self, do, **what):
        answer = self.facilitator.send_json(f"/room/{self.code}", {"do": do} | what)
        assert answer.status_code == 200, answer.text
        return answer.json()["done"]

    def ask(self, spec):
        number = self.do("register", question=spec)
        self.do("move", key=spec["key"], action="open")
        return number

    def rows(self):
        with sqlite3.connect(self.file) as connection:
            return {
                name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
                for name in ("question", "participant", "answer")
            }


@pytest.fixture(scope="module")
def serve(kit, tmp_path_factory):
    """Makes halls; `serve()` is a context."""
    folder = tmp_path_factory.mktemp("hall")
    (folder / "notebooks").mkdir()
    kit.write_notebook(folder / "notebooks" / "01_sound.ipynb", ("prose", "# A sound one"))
    environment = {name: value for name, value in os.environ.items() if name != "VICIOUS_CYCLE_DATABASE_URL"}
    environment["XDG_DATA_HOME"] = str(folder / "data")
    with kit.running("--notebooks", str(folder / "notebooks"), "--room", env=environment) as (
        address,
        server,
    ):
        while not re.search(r"/room/\w+/lead/\S+", "".join(server.said)):
            server.said.append(server.stdout.readline())
        yield Hall(address, "".join(server.said), folder / "data" / "vicious-cycle" / "rooms.sqlite3")


@pytest.fixture
def hall(serve):
    """The hall, with all its questions put back."""
    for key in [spec["key"] for spec in (NUMBER, CHOICE)]:
        serve.facilitator.send_json(f"/room/{serve.code}", {"do": "move", "key": key, "action": "reset"})
    return serve


def answer_of(question, value, turn=1, sure=1, **more):
    return {"question": question, "round": 1, "turn": turn, "value": value, "sure": sure} | more


def test_the_command_prints_code_address_and_secret_link(hall):
    assert re.search(r"Room [A-Z]{4} \d\d: phones join at http://\S+/j/[A-Z]{4}\d\d", hall.said)
    assert "█" in hall.said


def test_the_store_is_in_the_users_data_directory_and_not_in_the_checkout(hall):
    assert hall.file.exists()
    assert not list(Path(__file__).parents[2].glob("**/*.sqlite3"))


def test_the_console_names_the_room_its_steps_and_its_notes(hall):
    page = hall.facilitator.get(f"/room/{hall.code}/console")
    assert page.status_code == 200
    assert f"Leading room {hall.code[:4]} {hall.code[4:]}" in page.text
    assert "<svg" in page.text


def test_a_phone_joins_by_typing_the_code_and_answers_without_a_script(hall):
    question = hall.ask(NUMBER)
    phone = hall.client()
    assert 'name="code"' in phone.get("/j").text
    typed = f" {hall.code[:4].lower()} {hall.code[4:]}"
    joined = phone.post("/j", data={"code": typed})
    assert (joined.status_code, joined.headers["Location"]) == (303, f"/j/{hall.code}")
    page = phone.get(f"/j/{hall.code}").text
    assert "How many &lt;b&gt;tasks&lt;/b&gt;?" in page
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))
    sent = phone.post(f"/j/{hall.code}", data=form | {"value": "11", "sure": "2"})
    assert sent.status_code == 303
    assert 'value="11"' in phone.get(f"/j/{hall.code}").text
    assert [row[4:] for row in hall.rows()["answer"] if row[1] == question] == [(1, 11, 2, 0)]


def test_join_page_and_phone_page_are_light(hall):
    hall.ask(NUMBER)
    for client in (hall.client(), hall.phone()):
        page = client.get(f"/j/{hall.code}")
        files = re.findall(r'(?:src|href)="(/room/[^"]+)"', page.text)
        assert len(files) + 2 <= 6  # the page itself, and the events
        assert len(page.content) + sum(len(client.get(file).content) for file in files) < 100_000


def test_the_join_page_says_what_is_kept_in_two_sentences(hall):
    page = hall.client().get(f"/j/{hall.code}").text
    assert "Nobody learns who you are: there are no names and no accounts" in page
    assert "Answers are shown only for the room as a whole, from five on" in page


def test_looking_at_the_join_page_does_not_join(hall):
    before = hall.rows()
    hall.client().get(f"/j/{hall.code}")
    assert hall.rows() == before


def test_joining_twice_with_one_phone_is_joining_once(hall):
    phone = hall.phone()
    before = hall.rows()
    assert phone.post("/j", data={"code": hall.code}).status_code == 303
    assert hall.rows() == before


def test_a_phone_learns_of_others_answers_only_after_the_reveal(hall):
    question = hall.ask(NUMBER)
    phones = [hall.phone() for _ in range(5)]
    for value, phone in zip((10, 11, 11, 12, 15), phones, strict=True):
        assert phone.send_json(f"/j/{hall.code}", answer_of(question, value)).json() == {"kept": 1}
    hall.do("move", key=NUMBER["key"], action="lock")
    assert "The room guessed" not in phones[0].get(f"/j/{hall.code}").text
    hall.do("move", key=NUMBER["key"], action="reveal")
    page = phones[0].get(f"/j/{hall.code}").text
    assert "The room guessed 11. In the simulation it is 4 of 15" in page
    assert "All 5 guesses were too high." in page
    assert "You said 10." in page


def events(client, path):
    """The first event of a stream."""
    with client.stream("GET", path) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        line = next(line for line in stream.iter_lines() if line.startswith("data: "))
    return json.loads(line.removeprefix("data: "))


def test_whoever_comes_back_is_told_the_present_state_at_once(hall):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    assert events(phone, f"/j/{hall.code}/live")["place"] == f"{question} 1 open"
    hall.do("move", key=NUMBER["key"], action="lock")
    assert events(phone, f"/j/{hall.code}/live")["place"] == f"{question} 1 locked"


def test_the_projector_is_told_counts_but_no_answers_before_the_reveal(hall):
    question = hall.ask(NUMBER)
    for value in (3, 3, 3, 3, 13):
        hall.phone().send_json(f"/j/{hall.code}", answer_of(question, value))
    told = events(hall.facilitator, f"/room/{hall.code}/live")
    (asked,) = [each for each in told["questions"] if each["id"] == question]
    assert asked["answered"] == [5, 0]
    assert asked["result"] is None
    hall.do("move", key=NUMBER["key"], action="reveal")
    (asked,) = [
        each
        for each in events(hall.facilitator, f"/room/{hall.code}/live")["questions"]
        if each["id"] == question
    ]
    assert asked["result"]["rounds"][0]["counts"] == [[3, 4], [13, 1]]


def test_fewer_than_five_answers_are_not_told_apart_anywhere(hall):
    question = hall.ask(NUMBER)
    phones = [hall.phone() for _ in range(4)]
    for phone in phones:
        phone.send_json(f"/j/{hall.code}", answer_of(question, 13))
    hall.do("move", key=NUMBER["key"], action="reveal")
    told = events(hall.facilitator, f"/room/{hall.code}/live")
    (asked,) = [each for each in told["questions"] if each["id"] == question]
    assert asked["result"]["rounds"] == [{"round": 1, "n": 4}]
    assert (
        "13" not in phones[0].get(f"/j/{hall.code}").text.partition('id="view"')[2].partition("You said")[0]
    )
    report = hall.facilitator.get(f"/room/{hall.code}/report.csv").text
    row = next(line for line in report.splitlines() if "How many" in line)
    assert row.split(",")[3:6] == ["fewer than 5", "", "4"]


HOSTILE = {
    "no JSON": b"{",
    "not an object": b"[1, 2]",
    "deeply nested": b"[" * 8000,
    "not UTF-8": b"\xff\xfe{}",
    "empty": b"",
    "a value of another kind": {"value": {"$gt": ""}},
    "far too large a number": {"value": 10**30},
    "not a number": b'{"question": 1, "round": 1, "turn": 1, "value": NaN, "sure": 1}',
    "text as a question": {"question": "1 OR 1=1"},
    "no such question": {"question": 10**9},
    "another round": {"round": 2},
    "no such round": {"round": 7},
    "a turn of the past": {"turn": -1},
    "a turn beyond all": {"turn": 2**63},
    "more confidence than there is": {"sure": 3},
    "a fraction": {"value": 3.5},
    "true": {"value": True},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_answer_is_refused_in_plain_words_and_changes_nothing(hall, case):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    before = hall.rows()
    body = HOSTILE[case]
    refusal = phone.send_json(
        f"/j/{hall.code}", body if isinstance(body, bytes) else answer_of(question, 3) | body
    )
    assert 400 <= refusal.status_code < 500
    assert refusal.json()["said"]
    assert "Traceback" not in refusal.text
    assert hall.rows() == before


def test_a_body_that_is_far_too_large_is_refused(hall):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    before = hall.rows()
    refusal = phone.send_json(f"/j/{hall.code}", answer_of(question, 3, more="x" * 20_000))
    assert (refusal.status_code, refusal.json()["refused"]) == (413, "too_large")
    assert hall.rows() == before


def test_replays_and_double_votes_count_once(hall):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    before = len(hall.rows()["answer"])
    for _ in range(3):
        assert phone.send_json(f"/j/{hall.code}", answer_of(question, 3)).status_code == 200
    double = phone.send_json(f"/j/{hall.code}", answer_of(question, 9))
    assert (double.status_code, double.json()["refused"]) == (409, "later_answer")
    assert len(hall.rows()["answer"]) == before + 1


def test_the_lock_is_enforced_by_the_server(hall):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    hall.do("move", key=NUMBER["key"], action="lock")
    late = phone.send_json(f"/j/{hall.code}", answer_of(question, 3))
    assert (late.status_code, late.json()["refused"]) == (409, "locked")


@pytest.mark.parametrize("token", ["", "forged", "x" * 3000, "'; DROP TABLE answer; --"])
def test_a_phone_that_has_not_joined_cannot_answer(hall, token):
    question = hall.ask(NUMBER)
    before = hall.rows()
    stranger = hall.client()
    stranger.cookies.set(f"phone-{hall.code}", token.replace(";", "%3B"))
    assert stranger.send_json(f"/j/{hall.code}", answer_of(question, 3)).status_code in (400, 401)
    assert hall.rows() == before


@pytest.mark.parametrize("code", ["ZZZZ99", "KITE", "", "kite 42 kite 42", "<script>", "x" * 5000])
def test_a_wrong_code_is_refused_in_plain_words(hall, code):
    refusal = hall.client().post("/j", data={"code": code})
    assert refusal.status_code == 404
    assert "There is no such room. Please check the code on the projector" in refusal.text
    assert "<script>" not in refusal.text


DOORS = ("console", "live", "invitation", "report.html", "report.csv")


@pytest.mark.parametrize("secret", ["", "forged", "A" * 22])
def test_a_forged_facilitator_link_opens_nothing(hall, secret):
    stranger = hall.client()
    if secret:
        refusal = stranger.get(f"/room/{hall.code}/lead/{secret}")
        assert refusal.status_code == 403
        assert not refusal.cookies
    stranger.cookies.set("vicious-cycle-room", f"{hall.code}.{secret}")
    before = hall.rows()
    for door in DOORS:
        assert stranger.get(f"/room/{hall.code}/{door}").status_code == 403
    for what in (
        {"do": "close"},
        {"do": "move", "key": NUMBER["key"], "action": "reveal"},
        {"do": "register", "question": WORDS},
    ):
        refusal = stranger.send_json(f"/room/{hall.code}", what)
        assert (refusal.status_code, refusal.json()["refused"]) == (403, "not_facilitator")
    assert hall.rows() == before


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "essay"}, {"high": 0}, {"high": "15"}, {"question": ""},
        {"question": "x" * 5000}, {"more": 1},
        {"outcome": 16}, {"outcome": "<b>"}, {"key": "../x"}, {"kind": "choice"},
        {"kind": "choice", "options": [["a"]]}, None, 7, "register",
        {"kind": "curve", "points": ["a", "b"], "ends": ["", ""], "outcome": [1]},
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused_and_its_fault_is_named(hall, change):
    before = hall.rows()
    spec = NUMBER | change if isinstance(change, dict) else change
    refusal = hall.facilitator.send_json(f"/room/{hall.code}", {"do": "register", "question": spec})
    assert (refusal.status_code, refusal.json()["refused"]) == (400, "bad_question")
    assert hall.rows() == before


def test_words_are_off_until_the_facilitator_wants_them_and_shown_only_when_let_through(hall):
    hall.do("register", question=WORDS)
    refusal = hall.facilitator.send_json(
        f"/room/{hall.code}", {"do": "move", "key": WORDS["key"], "action": "open"}
    )
    assert refusal.json()["refused"] == "no_texts"
    hall.do("settle", texts=True)
    question = hall.ask(WORDS)
    script = "<script>alert(1)</script>"
    for said in (script, "hope"):
        assert (
            hall.phone().send_json(f"/j/{hall.code}", answer_of(question, said, sure=None)).status_code == 200
        )
    hall.do("move", key=WORDS["key"], action="reveal")

    def told():
        return next(
            each
            for each in events(hall.facilitator, f"/room/{hall.code}/live")["questions"]
            if each["id"] == question
        )

    assert told()["result"]["texts"] == []
    hall.do("show", answer=next(number for number, said, _ in told()["texts"] if said == "hope"), shown=True)
    assert told()["result"]["texts"] == ["hope"]
    for page in (hall.phone().get(f"/j/{hall.code}"), hall.facilitator.get(f"/room/{hall.code}/report.html")):
        assert script not in page.text


@pytest.mark.parametrize(
    "settings", [{}, {"texts": 1}, {"step": -1}, {"step": True}, {"agenda": "x"}, {"began": "now"}]
)
def test_a_setting_that_is_none_is_refused(hall, settings):
    refusal = hall.facilitator.send_json(f"/room/{hall.code}", {"do": "settle"} | settings)
    assert (refusal.status_code, refusal.json()["refused"]) == (400, "bad_settings")


def test_pages_of_the_room_run_nothing_from_elsewhere_and_their_cookies_stay_here(hall):
    joined = hall.client().post("/j", data={"code": hall.code})
    assert "HttpOnly" in joined.headers["Set-Cookie"]
    assert "SameSite=Lax" in joined.headers["Set-Cookie"]
    policy = joined.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    led = hall.client().get(hall.link[1])
    secret = [each for each in led.headers.get_list("Set-Cookie") if hall.link[1].rpartition("/")[2] in each]
    assert all("HttpOnly" in each and "SameSite=Lax" in each for each in secret)
    assert secret


def test_a_form_on_another_site_cannot_answer_or_lead(hall):
    question = hall.ask(NUMBER)
    phone = hall.phone()
    before = hall.rows()
    elsewhere = {"Origin": "http://attacker.example", "Content-Type": "application/json"}
    body = json.dumps(answer_of(question, 3))
    for client, door, content in (
        (phone, f"/j/{hall.code}", body),
        (hall.facilitator, f"/room/{hall.code}", '{"do": "close"}'),
    ):
        assert client.post(door, content=content, headers=elsewhere).status_code in (403, 404)
    assert hall.rows() == before


def test_a_flood_from_one_phone_is_stopped_and_others_go_on(hall):
    question = hall.ask(NUMBER)
    flooding, other = hall.phone(), hall.phone()
    codes = [
        flooding.send_json(f"/j/{hall.code}", answer_of(question, turn % 15, turn=turn)).status_code
        for turn in range(1, 60)
    ]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert other.send_json(f"/j/{hall.code}", answer_of(question, 3)).status_code == 200


def test_codes_cannot_be_tried_out_without_end(hall):
    stranger = hall.client()
    codes = {stranger.post("/j", data={"code": "ZZZZ99"}).status_code for _ in range(160)}
    assert codes == {404, 429}


# The last: it closes the room.


def test_when_the_room_closes_phones_are_told_and_forget_their_token(serve, kit):
    hall = serve
    phone = hall.phone()
    hall.do("close")
    page = phone.get(f"/j/{hall.code}")
    assert page.status_code == 410
    assert "This room is closed." in page.text
    assert f"phone-{hall.code}" not in phone.cookies
    assert {row[2] for row in hall.rows()["participant"]} == {None}
    assert hall.client().post("/j", data={"code": hall.code}).status_code == 410
    report = hall.facilitator.get(f"/room/{hall.code}/report.html")
    assert report.status_code == 200
    out = hall.file.parent / "out"
    written = kit.run_command(
        "report", hall.code, str(out), env=os.environ | {"XDG_DATA_HOME": str(hall.file.parents[1])}
    )
    assert written.returncode == 0, written.stderr
    assert (out / f"room-{hall.code}.csv").read_text("utf-8").startswith("question,")
    assert (out / f"room-{hall.code}.html").read_text("utf-8").startswith("<!DOCTYPE html>")

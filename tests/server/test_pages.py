import json
import re

import pytest

WELL_KNOWN = "There is no such page here"


@pytest.fixture(scope="module")
def address(kit, tmp_path_factory):
    """A server of a folder with sound, failing, hidden and broken notebooks, and files that are no page."""
    folder = tmp_path_factory.mktemp("kit") / "notebooks"
    folder.mkdir()
    write = kit.write_notebook
    write(folder / "01_sound.ipynb", ("prose", "# A *sound* one\n\nIts question."), ("code", "print(6 * 7)"))
    write(folder / "02_fails.ipynb", ("prose", "# Fails"), ("code", "hidden_name = 1 / 0"))
    write(folder / "03_warns.ipynb", ("code", "import warnings; warnings.warn('not for readers')"))
    write(
        folder / "07_noted.ipynb",
        ("prose", "# Noted"),
        ("notes", "whispered at the title"),
        ("prose", "## Beforehand"),
        ("notes", "whispered before"),
        ("code", "print(6 * 7)"),
        ("prose", "## Afterwards"),
        ("notes", "whispered after"),
        ("prose", "## Background"),
    )
    (folder / "04_broken.ipynb").write_text("{")
    write(folder / "05 & <b>.ipynb", ("prose", "# Odd <script>alert(1)</script> & name"))
    write(folder / ".hidden.ipynb", ("prose", "# Hidden"))
    (folder / "picture.png").write_bytes(b"not to be had")
    (folder / "below").mkdir()
    write(folder / "below" / "06_below.ipynb", ("prose", "# Below"))
    write(folder.parent / "outside.ipynb", ("prose", "# Outside"))
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield address


@pytest.mark.parametrize(
    "path",
    [
        "/voila/render/../outside.ipynb",
        "/voila/render/%2e%2e%2foutside.ipynb",
        "/voila/render/..%5coutside.ipynb",
        "/voila/render//etc/passwd",
        "/voila/render/.hidden.ipynb",
        "/voila/render/below/06_below.ipynb",
        "/voila/render/01_sound.ipynb%00",
        "/voila/render/01_sound.ipynb/",
        "/voila/render/",
        "/voila/render/picture.png",
        "/voila/files/picture.png",
        "/voila/files/01_sound.ipynb",
        "/voila/tree",
        "/voila/tree/below",
        "/voila/api/contents/",
        "/voila/templates/lab/static/index.css",
        "/api/contents",
        "/api/kernels",
        "/api/terminals",
        "/api/sessions",
        "/login",
        "/static/favicon.ico",
        "/01_sound.ipynb",
        "/" + "long" * 1000,
    ],
)
def test_only_the_notebooks_on_the_list_can_be_reached(kit, address, path):
    status, page = kit.get(address + path)
    assert status == 404
    assert WELL_KNOWN in page
    assert "Traceback" not in page


@pytest.mark.parametrize("door", ["/kit/x/", "/voila/labextensions/", "/voila/static/0/"])
@pytest.mark.parametrize("path", ["../settings.py", "..%2f..%2f..%2fsettings.py", "%2fetc/passwd", ""])
def test_files_beside_the_served_ones_cannot_be_reached(kit, address, door, path):
    status, page = kit.get(address + door + path)
    assert status in (403, 404)
    assert "Traceback" not in page


def test_a_query_far_too_long_is_refused_in_plain_words(kit, address):
    status, page = kit.get(f"{address}/voila/render/01_sound.ipynb?lever={'9' * 5000}")
    assert status == 414
    assert "This address is too long" in page


@pytest.mark.parametrize(
    "query", ["lever=4&lever=5&&=", "a=%00%0a%0dSet-Cookie:x", "%ff%fe=1", "x[]={}'\";--"]
)
def test_odd_queries_leave_a_notebook_as_it_is(kit, address, query):
    status, page = kit.get(f"{address}/voila/render/01_sound.ipynb?{query.replace(chr(34), '%22')}")
    assert status == 200
    assert "42" in page


def test_the_server_answers_to_no_name_but_this_computer_s_own(kit, address):
    status, page = kit.get(f"{address}/", Host="attacker.example")
    assert status == 403
    assert "This cannot be opened" in page


def test_a_part_that_fails_says_so_kindly_and_shows_no_traceback(kit, address):
    status, page = kit.get(f"{address}/voila/render/02_fails.ipynb")
    assert status == 200
    assert 'role="alert"' in page
    assert "This part could not start." in page
    for secret in ("hidden_name", "ZeroDivisionError", "Traceback", "--show_tracebacks"):
        assert secret not in page


def test_warnings_of_the_code_are_not_shown(kit, address):
    _, page = kit.get(f"{address}/voila/render/03_warns.ipynb")
    assert "not for readers" not in page
    assert 'role="alert"' not in page


def test_a_notebook_file_that_is_broken_is_told_kindly(kit, address):
    status, page = kit.get(f"{address}/voila/render/04_broken.ipynb")
    assert status >= 400
    assert "<h1>" in page
    assert "Traceback" not in page


def test_titles_and_names_are_text_and_never_markup(kit, address):
    _, landing = kit.get(f"{address}/")
    assert "<script>" not in landing
    assert "/voila/render/05%20%26%20%3Cb%3E.ipynb" in landing
    status, page = kit.get(f"{address}/voila/render/05%20%26%20%3Cb%3E.ipynb")
    assert status == 200
    assert "<script>alert" not in page.partition("</head>")[0]


def test_the_title_of_the_page_is_the_first_heading(kit, address):
    _, page = kit.get(f"{address}/voila/render/01_sound.ipynb")
    assert "<title>A sound one – The Vicious Cycle</title>" in page
    assert "6 * 7" not in page


def test_speaker_notes_stand_nowhere_on_the_page_and_mark_its_steps(kit, address):
    _, page = kit.get(f"{address}/voila/render/07_noted.ipynb")
    assert "whispered" not in page
    assert "whispered" not in kit.get(f"{address}/")[1]
    assert page.count('<div class="prose" data-step>') == 3
    assert page.index('data-step><h2 id="Afterwards"') < page.index('<h2 id="Background"')
    assert "42" in page


def test_the_speaker_s_window_opens_beside_a_notebook_that_is_broken(kit, address):
    status, page = kit.get(f"{address}/voila/render/07_noted.ipynb?mode=notes")
    assert status == 200
    assert "whispered after" in page


def test_the_front_end_is_told_of_local_files_only(kit, address):
    _, page = kit.get(f"{address}/voila/render/01_sound.ipynb")
    config = page.partition('type="application/json">')[2].partition("</script>")[0]
    assert "//" not in config
    assert len(json.loads(config)["federated_extensions"]) == 3


def parts(page):
    """Addresses of the scripts and styles that a page names."""
    return re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page)


def test_files_come_compressed_and_are_kept_for_good(kit, address, visitor):
    _, _, page = visitor.ask(address, "/voila/render/01_sound.ipynb")
    assert len(parts(page)) > 4
    for path in parts(page):
        status, headers, _ = visitor.ask(address, path, Accept_Encoding="gzip, br")
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        plain = visitor.ask(address, path)[1]
        assert "Content-Encoding" not in plain
        if int(plain["Content-Length"]) > 500:
            assert headers["Content-Encoding"] == "gzip"
            assert int(headers["Content-Length"]) < int(plain["Content-Length"])
        assert visitor.ask(address, path, If_None_Match=headers["ETag"])[0] == 304
        assert visitor.ask(address, path, "HEAD")[1]["ETag"] == headers["ETag"]


def test_files_of_extensions_that_do_not_load_are_not_served(address, visitor):
    for path in (
        "jupyterlab_pygments/package.json",
        "anywidget/../jupyterlab_pygments/package.json",
        "anywidget",
    ):
        assert visitor.ask(address, f"/voila/labextensions/{path}")[0] == 404


def test_no_page_for_all_leads_on_to_what_is_for_the_facilitator(kit, tmp_path):
    kit.write_notebook(tmp_path / "01_one.ipynb", ("prose", "# One"))
    kit.write_notebook(tmp_path / "90_run.ipynb", ("prose", "# Run it"))
    with kit.running("--notebooks", str(tmp_path)) as (address, _):
        assert "90_run" not in kit.get(f"{address}/voila/render/01_one.ipynb")[1]

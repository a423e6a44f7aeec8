import psutil
import pytest

TITLE = "A small one"


@pytest.fixture(scope="module")
def notebook(kit, tmp_path_factory):
    """Address of a notebook with a counter whose sum is done in Python, and one beside it that fails."""
    folder = tmp_path_factory.mktemp("notebooks")
    cells = [("prose", f"# {TITLE}\n\nWords."), ("code", kit.COUNTER), ("prose", "## Then\n\nMore words.")]
    kit.write_notebook(folder / "01_small.ipynb", *cells)
    kit.write_notebook(folder / "02_fails.ipynb", ("prose", "# It fails"), ("code", "hidden_name = 1 / 0"))
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield f"{address}/voila/render/01_small.ipynb"


def press(page):
    page.get_by_role("button", name="Pressed 0 times").click()
    page.get_by_role("button", name="Pressed 1 times").wait_for()


def test_a_notebook_works_with_the_network_cut_off(page, notebook):
    here = notebook.partition("/voila")[0]
    page.route(lambda url: not url.startswith((here, "blob:", "data:")), lambda route: route.abort())
    page.goto(notebook)
    press(page)
    assert page.title().startswith(TITLE)
    assert len(page.asked) > 10  # so that the page fixture has something to judge by


def test_only_the_three_extensions_that_widgets_need_are_loaded(page, notebook):
    page.goto(notebook)
    press(page)
    loaded = {url.partition("/labextensions/")[2].partition("/static/")[0] for url in page.asked} - {""}
    assert loaded == {
        "@voila-dashboards/widgets-manager8",
        "anywidget",
        "@jupyter-widgets/jupyterlab-manager",
    }


def test_a_second_visit_asks_the_server_for_hardly_anything(page, notebook):
    page.goto(notebook)
    press(page)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(notebook)
    press(page)
    assert sum(sizes) < 50_000


@pytest.mark.parametrize(
    "query",
    [
        "voila-template=lab&voila-theme=dark",
        "template=lab&theme=dark",
        "template=../../../../etc&theme=%3Cscript%3Ealert(1)%3C/script%3E",
        "streak=4&style=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "%00=%ff",
    ],
)
def test_a_query_changes_nothing_about_the_page(page, notebook, query):
    page.on("dialog", lambda dialog: page.errors.append(dialog.message))
    page.goto(f"{notebook}?{query}")
    press(page)
    assert page.locator("body[data-vicious-cycle]").count() == 1
    assert page.locator("[class*=theme-dark], #rendered_cells").count() == 0


def test_while_a_notebook_starts_its_opening_words_are_there_and_a_status_says_so(page, kit, tmp_path):
    waits = "import time, pathlib\nwhile not pathlib.Path('go').exists(): time.sleep(0.1)"
    cells = [("prose", "# Slow\n\nWords."), ("code", waits), ("prose", "The rest."), ("code", kit.COUNTER)]
    kit.write_notebook(tmp_path / "01_slow.ipynb", *cells)
    with kit.running("--notebooks", str(tmp_path)) as (address, _):
        page.goto(f"{address}/voila/render/01_slow.ipynb", wait_until="commit")
        page.get_by_text("Words.").wait_for()
        status = page.get_by_role("status")
        status.wait_for()
        assert "Starting the notebook" in status.inner_text()
        (tmp_path / "go").touch()
        page.get_by_text("The rest.").wait_for()
        assert not status.is_visible()
        page.close()  # before its server, whose end it would report


def test_the_opening_words_do_not_move_when_the_widgets_come(page, notebook):
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
          .observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(notebook)
    press(page)
    page.get_by_text("More words.").wait_for()
    assert sum(page.evaluate("window.shifts")) < 0.02


def test_a_page_that_is_left_ends_its_kernel(page, kit, tmp_path):
    kit.write_notebook(tmp_path / "01_small.ipynb", ("prose", "# Small"), ("code", kit.COUNTER))
    with kit.running("--notebooks", str(tmp_path)) as (address, process):
        page.goto(f"{address}/voila/render/01_small.ipynb")
        press(page)
        kernels = kit.kernels(process)
        assert len(kernels) == 1
        page.get_by_role("link", name="All notebooks").click()
        page.get_by_role("heading", name="The Vicious Cycle").wait_for()
        _, alive = psutil.wait_procs(kernels, timeout=60)
        assert not alive


def test_levers_answer_to_the_keyboard(page, notebook):
    page.goto(notebook)
    lever = page.get_by_role("slider", name="Level")
    lever.focus()
    lever.press("ArrowRight")
    assert lever.input_value() == "4"


def test_without_javascript_the_page_says_what_is_missing(browser, notebook):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(notebook)
    assert page.get_by_text("need JavaScript").is_visible()
    assert page.get_by_text("More words.").is_visible()
    assert not page.get_by_role("status").is_visible()
    context.close()


def test_a_part_that_fails_says_so_kindly(page, notebook, axe):
    page.goto(notebook.replace("01_small", "02_fails"))
    page.get_by_role("alert").wait_for()
    assert "This part could not start" in page.get_by_role("alert").inner_text()
    assert "hidden_name" not in page.content()
    assert "ZeroDivision" not in page.content()
    assert axe(page) == []


@pytest.mark.parametrize("viewport", [(360, 740), (390, 844), (1920, 1080)])
def test_a_notebook_page_is_accessible_and_fits_the_window(page, notebook, axe, overflow):
    page.goto(notebook)
    page.get_by_text("More words.").wait_for()
    assert overflow(page) <= 0
    assert axe(page) == []

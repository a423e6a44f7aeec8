"""What the tests of views with levers do and look at, on any of them."""

import re

SIZES = [(390, 844), (1366, 768), (1920, 1080)]


def at_rest(view):
    """Wait until the kernel has confirmed what is shown."""
    view.and_(view.page.locator(":not([aria-busy])")).wait_for(state="attached")
    view.page.wait_for_timeout(300)


def both(page):
    """The two views with levers of a page, once both are at rest."""
    views = page.locator(".vc-free").nth(0), page.locator(".vc-free").nth(1)
    views[1].locator(".vc-headline").wait_for()
    for view in views:
        at_rest(view)
    return views


def headline(view):
    """The first thing that the picture says."""
    return view.locator(".vc-headline").inner_text()


def sentence(view):
    """What the picture says."""
    return view.locator(".vc-headline").inner_text() + " " + view.locator(".vc-subline").inner_text()


def says(view, expected):
    """Wait until the picture says what is expected; a page that follows a link says nothing at first."""
    view.page.wait_for_function(
        """([view, expected]) => [".vc-headline", ".vc-subline"]
          .map((part) => view.querySelector(part).textContent).join(" ") === expected""",
        arg=[view.element_handle(), expected],
    )


def drawn(view):
    """The charts, as they are drawn."""
    return "".join(chart.inner_html() for chart in view.locator(".vc-chart").all())


def on_screen(page):
    """The headings of a notebook that can be seen; in present mode those of one step."""
    return [
        heading.evaluate("(heading) => heading.firstChild.textContent")
        for heading in page.locator(".prose").locator("h1, h2").all()
        if heading.is_visible() and heading.evaluate("(heading) => heading.clientWidth > 1")
    ]


def slide(view, label, share):
    """Move a lever to a share of its way as a thumb does, without letting go."""
    view.get_by_label(label).evaluate(
        """(lever, share) => {
          lever.value = Number(lever.min) + share * (lever.max - lever.min);
          lever.dispatchEvent(new InputEvent("input"));
        }""",
        share,
    )
    view.page.wait_for_timeout(60)


def swipe(page, start, end):
    """Put a finger on the screen at one point, and take it off at another."""
    fingers = page.context.new_cdp_session(page)

    def touches(kind, *point):
        points = [{"x": point[0], "y": point[1]}] if point else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touches("touchStart", *start)
    for step in range(1, 11):
        touches("touchMove", *(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(20)
    touches("touchEnd")


def scrolled(page):
    """How far down the page is, once it has come to rest: a finger leaves it gliding."""
    return page.evaluate(
        """async () => {
          for (let before = null; before !== scrollY;) {
            before = scrollY;
            await new Promise((later) => setTimeout(later, 400));
          }
          return scrollY;
        }"""
    )


def silence(page):
    """Call it before the page is opened; from the call of what it returns on, nothing reaches the kernel."""
    silent = []

    def relay(socket):
        far = socket.connect_to_server()
        socket.on_message(lambda message: None if silent else far.send(message))

    page.route_web_socket(re.compile("/channels"), relay)
    return lambda: silent.append(True)

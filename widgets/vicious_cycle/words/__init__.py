"""All text that readers see, by id; one TOML file a language.

A text may hold {places}. Where its wording depends on a count it is a table of plural forms ("one", "other",
...) chosen by the rules of the language for the place `n` (CLDR, by Babel).
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

LANGUAGE = "en"


@cache
def _locale():
    return Locale.parse(LANGUAGE)


@cache
def _texts():
    return tomllib.loads(files(__name__).joinpath(f"{LANGUAGE}.toml").read_text("utf-8"))


def section(name):
    """One section of the language's file, a dict of texts; views send theirs to the browser."""
    return _texts()[name]


def text(identifier, **places):
    """The text "section.name" with its places filled; whole numbers are written as the language does.

    Raises:
        KeyError: an identifier or place that the language's file does not have.
    """
    name, _, key = identifier.partition(".")
    template = section(name)[key]
    if isinstance(template, dict):
        template = template.get(_locale().plural_form(places["n"]), template["other"])
    shown = {
        place: format_decimal(value, locale=_locale()) if isinstance(value, int) else value
        for place, value in places.items()
    }
    return template.format(**shown)


def percent(share):
    """A share 0..1 as whole percent."""
    return format_percent(round(float(share), 2), locale=_locale())


def signed(value, places=2):
    """A difference with so many decimals and its sign; what rounds to none has no sign."""
    digits, rounded = f"0.{'0' * places}", round(float(value), places) + 0.0
    return format_decimal(rounded, format=f"+{digits};−{digits}" if rounded else digits, locale=_locale())


def number(value, digits=2):
    """A number with so many decimals."""
    written = f"0.{'0' * digits}"
    return format_decimal(round(float(value), digits) + 0.0, format=f"{written};−{written}", locale=_locale())


def listed(items):
    """Several things in one phrase: "a, b, and c"."""
    return format_list(list(items), locale=_locale())


def day(written):
    """A date, written as 2026-11-25, in words."""
    return format_date(date.fromisoformat(written), "long", locale=_locale())

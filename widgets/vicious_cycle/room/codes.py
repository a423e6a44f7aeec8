"""Short codes that are easy to read from the last row and to say aloud, and secrets that nobody can guess."""

import hashlib
import hmac
import re
import secrets

# No word that sounds like another, none that hurts, no digit that could be a letter.
WORDS = [
    "BARN", "BELL", "BIRD", "BOAT", "BOOK", "CAKE", "CALF", "CAMP", "CITY", "CLAY", "COAL", "CORN", "CRAB",
    "CUBE", "DEER", "DESK", "DISH", "DOLL", "DOOR", "DRUM", "DUCK", "DUST", "ECHO", "FARM", "FERN", "FILM",
    "FISH", "FLAG", "FORK", "FROG", "GAME", "GATE", "GIFT", "GOAT", "GOLD", "HAND", "HARP", "HERD", "HILL",
    "IRON", "JAZZ", "KITE", "LAMB", "LAMP", "LEAF", "LIME", "LION", "MAPS", "MASK", "MILK", "MINT", "MOON",
    "MOSS", "NEST", "OVEN", "PALM", "PARK", "PINK", "PLUM", "POND", "RAFT", "RAIN", "RICE", "RING", "ROCK",
    "ROOF", "ROPE", "SAND", "SHIP", "SILK", "SNOW", "SOAP", "SONG", "STAR", "SWAN", "TENT", "TOAD", "TREE",
    "TUBE", "VASE", "WAND", "WASP", "WOLF", "WOOD", "WOOL", "YARD", "YARN", "ZOOM",
]  # fmt: skip
DIGITS = "2346789"
_TYPED = re.compile(r"[\s_-]*".join([r"\s*([A-Za-z]{4})", r"(\d{2})\s*"]))


def new_code() -> str:
    """A code as it is kept, such as KITE42."""
    return secrets.choice(WORDS) + secrets.choice(DIGITS) + secrets.choice(DIGITS)


def spoken(code: str) -> str:
    """A code as it is shown: KITE 42."""
    return f"{code[:4]} {code[4:]}"


def typed(text: str) -> str | None:
    """The code that a person has typed, in any case, with or without a gap; None if it is none."""
    found = _TYPED.fullmatch(text[:40])
    return (found[1] + found[2]).upper() if found else None


def new_secret() -> str:
    """128 random bits, as they may stand in an address or a cookie."""
    return secrets.token_urlsafe(16)


def hashed(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that one round of SHA-256 does."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(secret: str, kept: str) -> bool:
    """Whether a secret is the one that a hash was kept of, in a time that tells nothing."""
    return hmac.compare_digest(hashed(secret), kept)

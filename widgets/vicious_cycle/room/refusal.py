"""A request that is refused, in words for the person who made it."""

from vicious_cycle import words


class RefusedError(Exception):
    """Nothing was changed. `status` is the one of HTTP, `why` the id of the sentence in [room_refused]."""

    def __init__(self, status: int, why: str, **places):
        self.status, self.why = status, why
        self.said = words.text(f"room_refused.{why}", **places)
        super().__init__(self.said)

"""A question of a room, as tests ask it."""

NUMBER = {
    "key": "01#guess",
    "kind": "number",
    "question": "How many?",
    "unit": "of 15",
    "high": 15,
    "outcome": 4,
}

"""The demonstration with anagrams: one half of the room is set up to fail, and then both get the same word.

After the exercise with which learned helplessness is shown in lecture rooms; the words are the kit's own.
"""

from vicious_cycle import words
from vicious_cycle.room.questions import DEMONSTRATION

SOLVABLE = ("NUS", "LPAEP")  # sun, apple
UNSOLVABLE = ("EVGAP", "KNAVOUP")  # the letters of these make no English word
SHARED = "HCATEER"  # teacher
HALVES = ((*SOLVABLE, SHARED), (*UNSOLVABLE, SHARED))


def question() -> dict:
    """The demonstration as a question that any room can be asked."""
    said = words.section("room_anagrams")
    return {"key": DEMONSTRATION, "kind": "anagrams", "title": said["title"], "question": said["question"]}

"""All randomness of a run: one seeded generator, drawn up front.

A pupil's luck depends on the seed, the pupil and the attempt alone: each (what, attempt) has its own stretch
of the generator's sequence, and pupils stand in it in order. So more pupils, more attempts, another lever or
another scenario leave everyone's luck as it was (common random numbers).
"""

from functools import lru_cache

import numpy as np

_STRETCH = 1 << 40  # further apart than any class is large, so that stretches never meet
_SKILL, _STYLE, _TASK, _RANK = (stream << 80 for stream in range(4))
_KEPT = 20_000  # draws; a lever in motion asks for the same small class again and again


def _wound_on(seed, draws):
    bits = np.random.PCG64(seed)
    bits.advance(draws)
    return np.random.Generator(bits)


def traits(seed, pupils):
    """Standard normal draws for skill and for style, each of shape (pupils,)."""
    return tuple(_wound_on(seed, stream).standard_normal(pupils) for stream in (_SKILL, _STYLE))


def task_luck(seed, attempts, pupils, first=0):
    """Uniform draws that decide what is solved, shape (attempts, pupils), from attempt `first` on."""
    return _attempt_by_attempt(seed, _TASK, attempts, pupils, first)


def rank_luck(seed, attempts, pupils, first=0):
    """Uniform draws that decide whether an attempt is judged by rank, shape (attempts, pupils)."""
    return _attempt_by_attempt(seed, _RANK, attempts, pupils, first)


def _attempt_by_attempt(*what):
    _, _, attempts, pupils, _ = what
    return _remembered(*what) if attempts * pupils <= _KEPT else _uniform(*what)


def _uniform(seed, stream, attempts, pupils, first):
    draws = np.empty((attempts, pupils))
    generator = _wound_on(seed, stream + first * _STRETCH)
    for row in draws:
        generator.random(out=row)
        generator.bit_generator.advance(_STRETCH - pupils)
    draws.flags.writeable = False
    return draws


_remembered = lru_cache(maxsize=16)(_uniform)

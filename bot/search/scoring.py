"""What an occurrence counts: BM25 over weighted fields.

S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009. The figures were chosen
by their mean over several public test collections; small changes to any of them make no difference beyond noise.
"""

import math

import numpy as np
from numpy.typing import NDArray

TITLE, LABELS, TEXT, UNCOUNTED = range(4)
# What a word counts in a title, in authors, tags and other labels, and in a text; joined forms of words that
# are counted already make a text no longer.
WEIGHTS = np.array([2.5, 1.5, 1.0, 1.0], np.float32)
LENGTHS = np.array([2.5, 1.5, 1.0, 0.0], np.float32)
_SATURATION = 1.4  # k1
_LENGTH_SHARE = 0.65  # b
STEPS = 255
_STEP = 1.1


def impacts(frequencies: NDArray[np.float32], lengths: NDArray[np.float32], usual: float) -> NDArray[np.uint8]:
    """What weighted frequencies in texts of these lengths count, in 255 steps up to the most that can be.

    The usual length is taken in steps of a tenth: of two like entries the one that came later, when texts were a
    little longer on the whole, counts the same.
    """
    usual = _STEP ** round(math.log(max(usual, 1.0), _STEP))
    spread = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / usual)
    return np.maximum(np.rint(frequencies / (frequencies + spread) * STEPS), 1).astype(np.uint8)


def rarity(found: NDArray[np.int64], entries: int) -> NDArray[np.float32]:
    """The inverse document frequency, in the form that stays positive for words of most entries."""
    return np.log(1 + (entries - found + 0.5) / (found + 0.5)).astype(np.float32)

"""The list of well-known abbreviations that ships with the program."""

from bot.search.abbreviations import Pair
from bot.shipped import shipped

NAME = "abbreviations.tsv"


def curated() -> list[Pair]:
    """The pairs of the list; of a short form with several meanings the likeliest comes first."""
    lines = shipped(NAME).read_text(encoding="utf-8").splitlines()
    return [Pair(*line.split("\t")) for line in lines if line and not line.startswith("#")]

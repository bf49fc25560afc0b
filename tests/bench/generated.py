"""Texts and queries made up by a seeded generator, so that an archive of any size can be searched.

Where collections are at hand, their sentences are recombined: about one word in twelve is swapped for a foreign one
and every text gets a few invented words, so that the vocabulary keeps growing as a real archive's does. Without
them the words are made up too, by Zipf's law.
"""

import random
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from bot.model import Article, Section
from bot.search.query import weighs
from bot.search.words import compounds

SYLLABLES = re.findall(
    r"\w+",
    "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zy cor mem bran cyt lys phos tran rib",
)
WORDS = 20_000
INVENTED = 3  # in each text
SENTENCES = 8
FOREIGN = 12  # one word in so many
FREQUENT = 200  # words that count as such
PREFIX = 5  # letters that somebody has typed of a word


class Generator:
    """Makes up texts and queries."""

    def __init__(self, seed: int, texts: Iterable[str] = ()) -> None:
        self.random = random.Random(seed)
        self._words = list({self._word(): None for _ in range(WORDS)})
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))
        self._sentences = [sentence.split() for sentence in sentences(texts)]
        self._foreign = list({word: None for sentence in self._sentences for word in sentence})

    def articles(self, count: int) -> Iterator[Article]:
        """So many articles."""
        for _ in range(count):
            yield self.article()

    def article(self) -> Article:
        """An article of about 170 words, of which three are new."""
        words = self._recombined() if self._sentences else self._some(170)
        for _ in range(INVENTED):
            words[self.random.randrange(10, len(words))] = self._word() + self._word()
        return Article(title=" ".join(words[:10]), sections=(Section(text=" ".join(words[10:])),))

    def query(self, article: Article, *, typo: bool) -> str:
        """Two or three words of a text; perhaps the longest of them is mistyped."""
        words = weighty(article.sections[0].text)
        words = self.random.sample(words, min(self.random.randint(2, 3), len(words)))
        if typo:
            at = words.index(max(words, key=len))
            words[at] = self.mistyped(words[at])
        return " ".join(words)

    def phrase(self, article: Article) -> str:
        """Two neighbouring words of a text in quotes, not both of them stop words."""
        words = [word.strip(string.punctuation).lower() for word in article.sections[0].text.split()]
        pairs = [pair for pair in pairwise(words) if all(pair) and any(map(weighs, pair))]
        return '"{} {}"'.format(*self.random.choice(pairs))

    def beginning(self, article: Article) -> str:
        """What somebody has typed of a title: perhaps a word or two, and the beginning of another."""
        words = weighty(article.title) or article.title.split()
        at = self.random.randrange(len(words))
        return " ".join([*words[max(0, at - self.random.randint(0, 2)) : at], words[at][:PREFIX]])

    def mistyped(self, word: str) -> str:
        """The word with one letter another one, none, twice, or the next one's place taken."""
        at = self.random.randrange(1, max(2, len(word) - 1))
        ways = (
            word[:at] + self.random.choice(string.ascii_lowercase) + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + self.random.choice(string.ascii_lowercase) + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
        )
        return self.random.choice(ways)

    def _recombined(self) -> list[str]:
        words: list[str] = []
        while len(words) < 150:
            words += self.random.choice(self._sentences)
        for at in self.random.sample(range(len(words)), len(words) // FOREIGN):
            words[at] = self.random.choice(self._foreign)
        return words

    def _some(self, count: int) -> list[str]:
        return self.random.choices(self._words, cum_weights=self._weights, k=count)

    def _word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of texts."""
    for text in texts:
        yield from (sentence for sentence in text.split(". ") if len(sentence.split()) > 2)


def weighty(text: str) -> list[str]:
    """The words of a text that are worth looking for, folded, each once."""
    words = (part.word for compound in compounds(text) for part in compound)
    return list(dict.fromkeys(word for word in words if weighs(word)))


def frequent(articles: Sequence[Article]) -> list[str]:
    """The words that most of these articles have."""
    counts: dict[str, int] = {}
    for article in articles:
        for word in weighty(article.sections[0].text):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: -counts[word])[:FREQUENT]

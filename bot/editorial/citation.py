"""Citing an article: a line of reference in the Vancouver manner, and a BibTeX record."""

import re
import unicodedata

from bot.model import Article, LinkKind

AUTHORS_NAMED = 6  # then "et al.", as the Vancouver style has it
_FIRST_WORD = re.compile(r"[A-Za-z]{4,}")
_SPECIAL = re.compile(r"([&%$#_{}])")
_ET_AL = re.compile(r",?\s*et al\.?$", re.IGNORECASE)


def reference(article: Article) -> str:
    """One line: authors, title, journal, year, and the best identifier."""
    title = article.title if article.title.endswith((".", "?", "!")) else f"{article.title}."
    source = "; ".join(filter(None, (article.journal, article.year)))
    parts = [_authors_line(article.authors), title, f"{source}." if source else "", _identifier(article)]
    return " ".join(filter(None, parts))


def bibtex(article: Article) -> str:
    """A BibTeX record; an author list that ends in "et al." ends in "and others"."""
    fields = {
        "title": f"{{{_tex(article.title)}}}",
        "author": " and ".join(_tex(author) for author in _bibtex_authors(article.authors)),
        "journal": _tex(article.journal),
        "year": article.year,
        "doi": _link(article, "doi"),
        "url": "" if _link(article, "doi") else article.href,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
    return "\n".join([f"@article{{{_key(article)},", *lines, "}"])


def _authors_line(authors: tuple[str, ...]) -> str:
    if not authors:
        return ""
    named = [_ET_AL.sub("", author) for author in authors[:AUTHORS_NAMED]]
    more = len(authors) > AUTHORS_NAMED or _ET_AL.search(authors[-1]) is not None
    line = ", ".join(filter(None, named))
    return f"{line}, et al." if more else f"{line.rstrip('.')}."


def _bibtex_authors(authors: tuple[str, ...]) -> list[str]:
    names = [_ET_AL.sub("", author) for author in authors]
    others = ["others"] if authors and _ET_AL.search(authors[-1]) else []
    return [*filter(None, names), *others]


def _identifier(article: Article) -> str:
    doi = _link(article, "doi")
    return f"doi:{doi}" if doi else article.href


def _link(article: Article, kind: LinkKind) -> str:
    return next((link.value for link in article.links if link.kind == kind), "")


def _key(article: Article) -> str:
    """Family name, year and a telling word of the title, in plain letters."""
    author = (
        _plain(article.authors[0].replace(",", " ").split()[0]) if article.authors and article.authors[0] else ""
    )
    word = _FIRST_WORD.search(_plain(article.title))
    key = author.lower() + article.year + (word.group().lower() if word else "")
    return re.sub(r"[^a-z0-9]", "", key) or "article"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _tex(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", r"\textbackslash "))

"""Articles as JSON Lines: an object on each line, such as {"id": "17", "title": "…", "text": "…"}."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import BinaryIO, NamedTuple, cast

from bot.editorial.article import authors_of, parse_link
from bot.editorial.text import clean, clean_line, is_blank, shorten
from bot.errors import InvalidInput
from bot.intake.formats.lines import quoted
from bot.model import TITLE_LIMIT, Article, Link, Section

LINE_LIMIT = 1_000_000  # bytes
ID_LIMIT = 300
_TITLE_FROM_TEXT = 100
_SUFFIXES = {".jsonl", ".ndjson"}
_BOM = b"\xef\xbb\xbf"
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_YEAR = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LINKS = ("doi", "pmid", "arxiv", "url")

Value = Mapping[str, object]


class Given(NamedTuple):
    """An article as its line gives it, and what it is called there; `shortened` where its title was too long."""

    line: int
    external_id: str
    article: Article
    shortened: bool


class Wrong(NamedTuple):
    """A line that is no article, and why."""

    line: int
    reason: str


def is_jsonl(name: str, start: bytes) -> bool:
    """Whether a file of that name, which starts with these bytes, is meant as JSON Lines."""
    return bool(_SUFFIXES & {*PurePath(name.casefold()).suffixes}) or start.removeprefix(_BOM).lstrip()[:1] == b"{"


def read_articles(file: BinaryIO) -> Iterator[Given | Wrong]:
    """What each line says, blank ones left out; InvalidInput where the whole file cannot be read."""
    for number, raw in lines_in(file):
        try:
            yield _given(number, raw)
        except InvalidInput as error:
            yield Wrong(number, str(error))


def lines_in(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered from 1; of one that is too long only so much that it shows.

    InvalidInput where the file is something else than text in UTF-8.
    """
    number = 0
    while raw := file.readline(LINE_LIMIT + 1):
        number += 1
        rest = raw
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT + 1)
        if number == 1:
            _refuse_foreign(raw)
            raw = raw.removeprefix(_BOM)
        if raw.strip():
            yield number, raw


def read_object(raw: bytes) -> Value:
    """The object on a line; InvalidInput says why it is none."""
    if len(raw) > LINE_LIMIT:
        raise InvalidInput(f"the line has more than {LINE_LIMIT:,} bytes. Shorten the text in it.")
    try:
        value = json.loads(raw.decode())
    except UnicodeDecodeError:
        raise InvalidInput("the line is not UTF-8 text. Save the file as UTF-8.") from None
    except RecursionError:
        raise InvalidInput("the line is nested too deep. Leave out what is not needed.") from None
    except ValueError as error:
        detail = f" ({error.msg}, character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidInput(f"the line is not JSON{detail}.") from None
    if not isinstance(value, dict):
        raise InvalidInput('the line is no JSON object. Write one as {"id": "17", "title": "…", "text": "…"}.')
    return cast("Value", value)


def read_id(value: Value) -> str:
    """What an object calls itself, a number as digits; InvalidInput where that is nothing to call it by."""
    found = value.get("id")
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if found is None:
        raise InvalidInput("“id” is missing.")
    if not isinstance(found, str):
        raise InvalidInput("“id” must be a text or a whole number.")
    if not found.strip() or len(found) > ID_LIMIT or not found.isprintable():
        raise InvalidInput(f"“id” must have 1 to {ID_LIMIT} characters, all of which can be seen.")
    return found


def read_text(value: Value, name: str) -> str:
    """A text of an object, "" where it has none of that name; InvalidInput where it is something else."""
    given = value.get(name)
    if given is None:
        return ""
    if not isinstance(given, str):
        raise InvalidInput(f"“{name}” must be a text.")
    return given


def _refuse_foreign(start: bytes) -> None:
    if start.startswith(_PACKED):
        raise InvalidInput("The file is compressed; unpack it first.")
    if start.startswith(_UTF_16):
        raise InvalidInput("The file is UTF-16 or UTF-32; save it as UTF-8 first.")


def _given(number: int, raw: bytes) -> Given:
    value = read_object(raw)
    external_id = read_id(value)
    sections = _sections(value)
    title = clean_line(read_text(value, "title"))
    if is_blank(title):
        title = _title_from(sections, external_id)
    article = Article(
        title=shorten(title, TITLE_LIMIT),
        sections=sections,
        links=_links(value),
        authors=_authors(value),
        journal=clean_line(read_text(value, "journal")),
        date=_date(value.get("year")),
        tags=_listed(value, "tags", ","),
    )
    return Given(number, external_id, article, shortened=len(title) > TITLE_LIMIT)


def _title_from(sections: tuple[Section, ...], external_id: str) -> str:
    """A document without a title is called by its first words; one without any by its id."""
    text = next((line for one in sections if not is_blank(line := clean_line(one.text))), "")
    return shorten(text, _TITLE_FROM_TEXT) or f"Untitled {external_id}"


def _sections(value: Value) -> tuple[Section, ...]:
    given = value.get("sections")
    if given is None:
        text = clean(read_text(value, "text"))
        return (Section(text=text),) if text else ()
    if not isinstance(given, list):
        raise InvalidInput("“sections” must be a list of {“heading”, “text”}.")
    sections = [_section(one) for one in cast("list[object]", given)]
    return tuple(one for one in sections if one.heading or one.text)


def _section(given: object) -> Section:
    if not isinstance(given, dict):
        raise InvalidInput("each of “sections” must be an object with “heading” and “text”.")
    one = cast("Value", given)
    return Section(heading=clean_line(read_text(one, "heading")), text=clean(read_text(one, "text")))


def _authors(value: Value) -> tuple[str, ...]:
    given = value.get("authors")
    return authors_of(clean_line(given)) if isinstance(given, str) else _listed(value, "authors", ";")


def _listed(value: Value, name: str, mark: str) -> tuple[str, ...]:
    """A list of texts, or one text that holds several with `mark` between them."""
    given = value.get(name)
    found = given.split(mark) if isinstance(given, str) else given or []
    if not isinstance(found, list):
        raise InvalidInput(f"“{name}” must be a list of texts.")
    texts: list[str] = []
    for one in cast("list[object]", found):
        if not isinstance(one, str):
            raise InvalidInput(f"each of “{name}” must be a text.")
        texts.append(clean_line(one))
    return tuple(dict.fromkeys(one for one in texts if not is_blank(one)))


def _links(value: Value) -> tuple[Link, ...]:
    """Its links without repetition, the best first."""
    found = [_link(name, given) for name in _LINKS if (given := value.get(name)) not in (None, "")]
    return tuple(dict.fromkeys(found))


def _link(name: str, given: object) -> Link:
    if name == "pmid" and isinstance(given, int):
        given = str(given)
    if not isinstance(given, str):
        raise InvalidInput(f"“{name}” must be a text.")
    bare = name == "url" or given.strip().casefold().startswith((name, "http"))
    try:
        return parse_link(given if bare else f"{name}:{given}")
    except InvalidInput:
        raise InvalidInput(
            f"“{name}” is {quoted(given)}, which leads to no paper. Correct it or leave it out."
        ) from None


def _date(given: object) -> str:
    """A year as a number or a text, or an ISO date."""
    if given is None or given == "":
        return ""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    written = str(given).strip() if isinstance(given, str | int) else ""
    if not _YEAR.fullmatch(written):
        raise InvalidInput(f"“year” is {quoted(str(given))}, which is none. Write it as 2024 or “2024-05-13”.")
    return written

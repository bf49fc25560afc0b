"""Articles as JSON Lines: what is read, and which lines are named as wrong."""

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.intake.formats.jsonl import ID_LIMIT, LINE_LIMIT, Given, Wrong, is_jsonl, read_articles
from bot.model import TITLE_LIMIT, Article, Link, Section


def read(*lines: object) -> list[Given | Wrong]:
    """What a file with these lines gives; objects are written as JSON."""
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [*read_articles(BytesIO(b"\n".join(written)))]


def article(**fields: object) -> Article:
    """The article of a good line."""
    (one,) = read({"id": "1", "title": "A title", **fields})
    assert isinstance(one, Given), one
    return one.article


def complaint(*lines: object) -> str:
    """What is wrong with the only line."""
    (one,) = read(*lines)
    assert isinstance(one, Wrong), one
    return one.reason


def test_a_line_gives_an_article_under_its_id() -> None:
    (one,) = read({"id": "MED-1", "title": "Carriers", "text": "Vesicles pass.\n\nThey return.", "more": {"x": 1}})
    sections = (Section(text="Vesicles pass.\n\nThey return."),)
    assert one == Given(1, "MED-1", Article(title="Carriers", sections=sections), shortened=False)


def test_everything_that_a_line_may_say_is_kept() -> None:
    read_one = article(
        sections=[{"heading": "Background", "text": "Cells."}, {"text": "More."}, {"heading": "", "text": " "}],
        authors=["Jane Smith", " Ada Lovelace "],
        journal="Vesicles",
        year=2024,
        doi="https://doi.org/10.1000/ABC",
        pmid=12345678,
        url="https://example.org/a?utm_source=x",
        tags=["brain", "brain", "mice"],
    )
    assert read_one == Article(
        title="A title",
        sections=(Section(heading="Background", text="Cells."), Section(text="More.")),
        authors=("Jane Smith", "Ada Lovelace"),
        journal="Vesicles",
        date="2024",
        links=(
            Link(kind="doi", value="10.1000/abc"),
            Link(kind="pmid", value="12345678"),
            Link(kind="url", value="https://example.org/a"),
        ),
        tags=("brain", "mice"),
    )


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Jane Smith, Ada Lovelace and Lin Li", ("Jane Smith", "Ada Lovelace", "Lin Li")),
        ("Smith, Jane; Lovelace, Ada", ("Smith, Jane", "Lovelace, Ada")),
        (None, ()),
        ([], ()),
        ("", ()),
    ],
)
def test_authors_may_be_one_text(authors: object, names: tuple[str, ...]) -> None:
    assert article(authors=authors).authors == names


@pytest.mark.parametrize(("year", "date"), [("2024", "2024"), (2024.0, "2024"), ("2024-05", "2024-05"), (None, "")])
def test_a_year_may_be_written_in_several_ways(year: object, date: str) -> None:
    assert article(year=year).date == date


def test_a_document_without_a_title_is_called_by_its_first_words() -> None:
    text = "In this long study of vesicles " + "and their many carriers " * 20
    (one,) = read({"id": "1", "title": " ", "text": text})
    assert isinstance(one, Given)
    assert one.article.title.startswith("In this long study of vesicles and")
    assert one.article.title.endswith("…")
    assert one.article.sections[0].text == text.strip()


def test_a_document_without_anything_comes_in_too() -> None:
    (one,) = read({"id": "471", "title": "", "text": ""})
    assert isinstance(one, Given)
    assert one.article == Article(title="Untitled 471")


def test_a_title_that_is_too_long_is_cut_at_a_word() -> None:
    (one,) = read({"id": "1", "title": "vesicle " * 100})
    assert isinstance(one, Given)
    assert one.shortened
    assert len(one.article.title) <= TITLE_LIMIT
    assert one.article.title.endswith("vesicle…")


def test_lines_are_counted_as_an_editor_does() -> None:
    found = read({"id": 1, "title": "A"}, b"", b"  ", b"nonsense", {"id": 2, "title": "B"})
    assert [one.line for one in found] == [1, 4, 5]
    assert [type(one) for one in found] == [Given, Wrong, Given]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "not JSON"),
        (b"[1, 2]", "no JSON object"),
        (b'"text"', "no JSON object"),
        (b"\xff\xfe\x00{", "UTF-8"),
        (b'{"id": "1", "title": "caf\xe9"}', "UTF-8"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id": "1", "text": "' + b"x" * LINE_LIMIT + b'"}', "bytes"),
        ({"title": "A"}, "“id” is missing"),
        ({"id": None, "title": "A"}, "“id” is missing"),
        ({"id": True, "title": "A"}, "“id” must be"),
        ({"id": ["1"], "title": "A"}, "“id” must be"),
        ({"id": " ", "title": "A"}, "“id” must have"),
        ({"id": "a\0b", "title": "A"}, "“id” must have"),
        ({"id": "\ud800", "title": "A"}, "“id” must have"),
        ({"id": "x" * (ID_LIMIT + 1), "title": "A"}, "“id” must have"),
        ({"id": "1", "title": 17}, "“title” must be a text"),
        ({"id": "1", "title": "A", "text": ["a"]}, "“text” must be a text"),
        ({"id": "1", "title": "A", "sections": "a"}, "“sections” must be a list"),
        ({"id": "1", "title": "A", "sections": ["a"]}, "each of “sections”"),
        ({"id": "1", "title": "A", "sections": [{"heading": 1}]}, "“heading” must be a text"),
        ({"id": "1", "title": "A", "authors": {"a": 1}}, "“authors” must be a list"),
        ({"id": "1", "title": "A", "authors": [1]}, "each of “authors”"),
        ({"id": "1", "title": "A", "tags": 1}, "“tags” must be a list"),
        ({"id": "1", "title": "A", "year": "soon"}, "“year” is “soon”"),
        ({"id": "1", "title": "A", "year": 0}, "“year” is “0”"),
        ({"id": "1", "title": "A", "year": True}, "“year” is"),
        ({"id": "1", "title": "A", "doi": "unknown"}, "“doi” is “unknown”"),
        ({"id": "1", "title": "A", "pmid": "none"}, "“pmid” is “none”"),
        ({"id": "1", "title": "A", "url": "ftp://example.org/"}, "“url” is"),
        ({"id": "1", "title": "A", "url": 5}, "“url” must be a text"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(line: object, said: str) -> None:
    # A mark before the first line keeps the second from being taken for another kind of file.
    _, one = read({"id": "0", "title": "Good"}, line)
    assert isinstance(one, Wrong), one
    assert one.line == 2
    assert said in one.reason
    assert one.reason.endswith(".")


def test_what_cannot_be_seen_is_left_out_of_the_texts() -> None:
    found = article(title="A\0 ti\ud800tle\r\n", text="One\r\ntwo\x07", authors=["\ud83dJane\0"])
    assert found == Article(title="A title", sections=(Section(text="One\ntwo"),), authors=("Jane",))


def test_a_bom_and_carriage_returns_do_not_matter() -> None:
    raw = b'\xef\xbb\xbf{"id": "1", "title": "A"}\r\n{"id": "2", "title": "B"}\r\n'
    found = [*read_articles(BytesIO(raw))]
    assert [one.external_id for one in found if isinstance(one, Given)] == ["1", "2"]


def test_a_huge_line_does_not_take_the_next_one_with_it() -> None:
    huge = b'{"id": "1", "title": "' + b"x" * (3 * LINE_LIMIT + 5) + b'"}'
    found = read(huge, {"id": "2", "title": "B"})
    assert [type(one) for one in found] == [Wrong, Given]
    assert found[1].line == 2


@pytest.mark.parametrize("start", [b"\x1f\x8b\x08", b"PK\x03\x04", b"\xff\xfe{\x00", b"\xfe\xff\x00{"])
def test_a_file_of_another_kind_is_refused_whole(start: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"unpack it first|save it as UTF-8"):
        list(read_articles(BytesIO(start + b"rest\nof it\n")))


@pytest.mark.parametrize(
    ("name", "start", "meant"),
    [
        ("docs.jsonl", b"", True),
        ("docs.JSONL.gz", b"\x1f\x8b", True),
        ("docs.ndjson", b"x", True),
        ("docs.txt", b'\xef\xbb\xbf\n {"id"', True),
        ("digest.txt", b"Exosomes Digest (1/4 May 2025)", False),
    ],
)
def test_json_lines_are_known_by_name_or_by_their_beginning(name: str, start: bytes, meant: bool) -> None:
    assert is_jsonl(name, start) is meant


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "title", "text", "sections", "authors", "journal", "year", "doi", "pmid", "arxiv", "url", "tags")


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_object_is_an_article_or_said_to_be_none(value: dict[str, object]) -> None:
    (one,) = read(value)
    assert isinstance(one, Wrong) or one.article.title


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_line_by_line(raw: bytes) -> None:
    found = [*read_articles(BytesIO(b'{"id": "0", "title": "Good"}\n' + raw))]
    assert isinstance(found[0], Given)
    assert all(1 < one.line <= 2 + raw.count(b"\n") for one in found[1:])

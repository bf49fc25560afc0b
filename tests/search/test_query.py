import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.query import LENGTH_LIMIT, TERM_LIMIT, Query, Word, parse


def typed(asked: str) -> list[str]:
    """The words as they stand, without their other forms."""
    return [forms[0][0] for forms, _ in parse(asked).words]


def test_words_are_folded_and_come_with_their_joined_forms():
    assert parse("Blood-brain").words == (
        Word((("blood",), ("bloodbrain",), ("blood", "brain"))),
        Word((("brain",), ("bloodbrain",), ("blood", "brain"))),
    )
    assert ("bloodbrain",) in parse("blood brain").words[0].forms


def test_a_word_typed_again_counts_again():
    assert [(forms[0], times) for forms, times in parse("Brain the brain BRAIN scan").words] == [
        (("brain",), 3),
        (("scan",), 1),
    ]


def test_stop_words_are_left_out_unless_there_is_nothing_else():
    assert typed("what is the brain, e.g. a scan") == ["brain", "scan"]
    assert typed("to be or not") == ["to", "be", "or", "not"]
    assert parse("the tag:x") == Query(tags=("x",))


def test_phrases_exclusions_and_prefixes_bind():
    assert parse('"Blood-brain barrier" -cancer -"a b" nano* -can*') == Query(
        prefixes=("nano",),
        phrases=((("blood", "brain", "barrier"), ("bloodbrain", "barrier")),),
        excluded=(("cancer",), ("a", "b")),
        excluded_prefixes=("can",),
    )


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("title:exosome", Query(titles=(("exosome",),))),
        ("Title:Exosome TITLE:blood-brain", Query(titles=(("exosome",), ("blood", "brain")))),
        ('title:"a long phrase"', Query(titles=(("a", "long", "phrase"),))),
        ("title:“quoted so”", Query(titles=(("quoted", "so"),))),
        ("author:Müller", Query(authors=(("muller",),))),
        ('author:"Smith J"', Query(authors=(("smith", "j"),))),
        ('author:"Smith et al."', Query(authors=(("smith",),))),
        ('author:"Prof. Dr. Smith J"', Query(authors=(("smith", "j"),))),
        ('-author:"Dr Smith"', Query(without=(("author", ("smith",)),))),
        ("author:Al-Hasan", Query(authors=(("al", "hasan"),))),
        ("author:Dr", Query(authors=(("dr",),))),
        ("author:smith,j", Query(authors=(("smith", "j"),))),
        ("author:O'Neill", Query(authors=(("o", "neill"),))),
        ("tag:machine-learning", Query(tags=("machine learning",))),
        ('tag:"Machine Learning" tag:x', Query(tags=("machine learning", "x"))),
        ("year:2024", Query(years=(2024, 2024))),
        ("year:2020-2024", Query(years=(2020, 2024))),
        ("YEAR:2024–2020", Query(years=(2020, 2024))),
        ('year:2020 year:"2024"', Query(years=(2020, 2024))),
    ],
)
def test_fields_bind_what_follows_them(asked: str, query: Query):
    assert parse(asked) == query


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("foo:bar", ["foo", "bar"]),
        ("title:", ["title"]),
        ("title: exosome", ["title", "exosome"]),
        ("title:... exosome", ["title", "exosome"]),
        ("subtitle:exosome", ["subtitle", "exosome"]),
        ('title:"exosome', ["title", "exosome"]),
        ("year:20", ["year", "20"]),
        ("year:soon", ["year", "soon"]),
        ("year:2024-", ["year", "2024"]),
        ('"exosome', ["exosome"]),
        ('exosome" brain', ["exosome", "brain"]),
        ("exosome AND NOT (brain)", ["exosome", "brain"]),
        ("-", []),
        ("a - b", ["b"]),
        ("exo*body", ["exo", "body"]),
        ("* exosome", ["exosome"]),
    ],
)
def test_what_is_no_operator_is_words(asked: str, words: list[str]):
    assert typed(asked) == words
    assert parse(asked) == Query(words=parse(asked).words)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("-80°C", ["80c"]),
        ("storage -80 °C", ["storage", "80c"]),
        ("storage -80C", ["storage", "80c"]),
        ("storage -20", ["storage", "20"]),
        ("-20 storage", ["20", "storage"]),
        ("zeta potential -25.5 mV", ["zeta", "potential", "25", "5", "mv"]),
        ("zeta potential -25mV", ["zeta", "potential", "25mv"]),
    ],
)
def test_a_minus_before_a_number_is_its_sign(asked: str, words: list[str]):
    assert typed(asked) == words
    assert not parse(asked).excluded


@pytest.mark.parametrize(
    ("asked", "excluded"),
    [
        ("-2020", ("2020",)),
        ("-80cells", ("80cells",)),
        ("-3D", ("3d",)),
        ('-"80 °C"', ("80", "c")),
        ("-2 -cancer", ("cancer",)),
    ],
)
def test_a_minus_before_a_year_a_word_and_quotes_leaves_them_out(asked: str, excluded: tuple[str, ...]):
    assert parse(asked).excluded[0] == excluded


@pytest.mark.parametrize("asked", ["10 mg", "10mg", "10-mg"])
def test_a_measure_is_one_word_however_it_is_typed(asked: str):
    assert parse(asked).words == (Word((("10mg",), ("10", "mg"))),)


@pytest.mark.parametrize(
    ("asked", "pairs"),
    [
        ("vitamin D deficiency", [("vitamin", "d"), ("d", "deficiency")]),
        ("IL-6 levels", [("il", "6")]),
        ("a single T-cell", [("t", "cell")]),
        ("hepatitis A vaccine", [("hepatitis", "a")]),
        ("type I diabetes", [("type", "i")]),
        ("A vaccine that I like", []),
        ("vaccines a child has", []),
        ("don't sleep", []),
        ("the vitamin", []),
        ("retrieval, e.g. groups", []),
        ("5 mg rapamycin", []),
        ("D", []),
    ],
)
def test_single_letters_and_digits_come_with_the_words_beside_them(asked: str, pairs: list[tuple[str, str]]):
    assert [form for forms in parse(asked).singles for form in forms if len(form) > 1] == pairs


def test_initials_are_one_word():
    assert parse("H.I.V. load").words[0] == Word((("hiv",), ("h", "i", "v")))


def test_a_compound_of_which_no_word_means_anything_alone_is_one_word():
    assert parse("HER-2").words == (Word((("her2",), ("her", "2"))),)
    assert typed("HER-2-positive tumours") == ["positive", "tumours"]
    assert typed("we'd sleep") == ["d", "sleep"]


def test_letters_of_scripts_without_spaces_are_found_in_longer_words():
    assert typed("外泌体") == ["外泌", "泌体"]
    assert parse("癌") == Query(prefixes=("癌",))
    assert parse('"外泌体"') == Query(phrases=((("外泌", "泌体"),),))


HOSTILE = [
    "a-" * 5000,
    "-a " * 3000,
    "exo* " * 2000,
    '"b c" ' * 1500,
    '"' * 5000,
    "外" * 5000,
    'title:"' * 2000,
    "1.2.3." * 2000,
    "10 mg " * 2000,
    "a.b." * 2000,
    " ".join(f"w{number}" for number in range(3000)),
    "year:2024 " * 1000,
]


@pytest.mark.parametrize("asked", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_takes_long_or_becomes_large(asked: str):
    begun = time.process_time()
    query = parse(asked)
    assert time.process_time() - begun < 0.5  # a quadratic one takes seconds; collecting garbage may take a tenth
    assert max(len(query.words), len(query.phrases), len(query.excluded), len(query.prefixes)) <= TERM_LIMIT


def test_a_long_question_is_read_to_its_limit():
    assert typed("exosome " + " " * LENGTH_LIMIT + "brain") == ["exosome"]


PIECES = st.sampled_from(
    [
        '"',
        "-",
        "*",
        ":",
        " ",
        "title:",
        "author:",
        "tag:",
        "year:",
        "2024",
        "brain",
        "the",
        "癌",
        "α",
        "10",
        "mg",
        "'",
    ]
)


@settings(max_examples=300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join))
def test_any_text_is_a_query(asked: str):
    query = parse(asked)
    assert all(word.isalnum() for forms, _ in query.words for phrase in forms for word in phrase)
    assert all(times > 0 for _, times in query.words)
    assert all(phrase and all(phrase) for phrase in (*query.titles, *query.authors, *query.excluded))
    assert all(query.tags)
    assert not query.years or query.years[0] <= query.years[1]

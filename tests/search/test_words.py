import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.words import compounds, is_one_word, joined


def read(text: str) -> list[tuple[str, ...]]:
    return [tuple(part.word for part in compound) for compound in compounds(text)]


def found(text: str) -> set[str]:
    """All words that a text is found by."""
    return {word for compound in compounds(text) for word in (*(part.word for part in compound), *joined(compound))}


@pytest.mark.parametrize(
    "text", ["10mg", "10 mg", "10-mg", "10\u202fmg", "10 MG", "a 10 mg dose", "10mg/kg", "(10mg)"]
)
def test_a_number_and_its_unit_meet_however_they_are_written(text: str):
    assert {"10", "mg", "10mg"} <= found(text)


@pytest.mark.parametrize("text", ["50 µg", "50 μg", "50µg", "50 ug", "50 mcg", "50mcg", "50-µg"])
def test_micrograms_meet_however_they_are_written(text: str):
    assert read(text) == [("50", "ug")]


@pytest.mark.parametrize("text", ["24 h", "24h", "24 hr", "24hrs", "24-hr"])
def test_hours_meet_however_they_are_written(text: str):
    assert read(text) == [("24", "h")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 mg", [("5", "mg")]),
        ("0.5 mg", [("0",), ("5",), ("mg",)]),
        ("1,000,00", [("1",), ("000",), ("00",)]),
        ("e.g. groups", [("e", "g"), ("groups",)]),
        ("blood- brain", [("blood",), ("brain",)]),
    ],
)
def test_what_begins_like_more_than_it_is_is_read_as_what_it_is(text: str, words: list[tuple[str, ...]]):
    assert read(text) == words


def test_a_part_of_a_number_is_no_measure():
    assert "5mg" not in found("0.5 mg")
    assert "000mg" not in found("1,000 mg")


@pytest.mark.parametrize("text", ["10 patients", "12 C-reactive", "5 cells", "10 mgs", "day 3, heart"])
def test_a_number_before_another_word_stands_alone(text: str):
    assert all(len(one) == 1 or not one[0].isdigit() for one in read(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,000 cells", [("1000",), ("cells",)]),
        ("12,345,678", [("12345678",)]),
        ("10,000 IU", [("10000", "iu")]),
        ("1,25-dihydroxy", [("1",), ("25", "dihydroxy")]),
        ("1,2,345", [("1",), ("2",), ("345",)]),
    ],
)
def test_a_large_number_is_one_with_or_without_its_commas(text: str, words: list[tuple[str, ...]]):
    assert read(text) == words


@pytest.mark.parametrize("text", ["HIV", "H.I.V.", "h.i.v", "(H.I.V.)"])
def test_initials_are_found_as_one_word(text: str):
    assert "hiv" in found(text)


def test_initials_end_where_a_word_begins():
    assert read("the U.S.Army, e.g.") == [("the",), ("u",), ("s",), ("army",), ("e", "g")]


@pytest.mark.parametrize(("words", "one"), [("u s a", True), ("10 mg", True), ("il 6", False), ("a", False)])
def test_what_means_something_only_together(words: str, one: bool):
    assert is_one_word(words.split()) is one


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("细胞外泌体的", "细胞 胞外 外泌 泌体 体的"),
        ("癌", "癌"),
        ("エクソソーム", "エク クソ ソソ ソー ーム"),
        ("엑소좀은", "엑소 소좀 좀은"),
        ("ไทย", "ไท ทย"),
        ("CD63阳性TNF-α", "cd63 阳性 tnf alpha"),
        ("10mg阳性", "10 mg 阳性"),
        ("ｶﾞｶ", "ガカ"),
    ],
)
def test_scripts_without_spaces_are_read_in_pairs_of_letters(text: str, words: str):
    assert [word for one in read(text) for word in one] == words.split()


@pytest.mark.parametrize("text", ["엑소좀은", "ガカゼ", "Müller", "Ångström"])
def test_composed_and_decomposed_letters_are_the_same(text: str):
    assert read(unicodedata.normalize("NFD", text)) == read(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H₂O CO₂", "h2o co2"),
        ("CD8⁺ Ca²⁺", "cd8 ca2"),
        ("ﬁbrosis ﬂow", "fibrosis flow"),
        ("Œdème Ærø", "oedeme aero"),
        ("Ω-3 αγ TNFΑ", "omega 3 αγ tnf alpha"),
        ("αβ TCR, Γδ", "alpha beta tcr gamma delta"),
        ("αβγ", "αβγ"),
        ("İstanbul Straße", "istanbul strasse"),
        ("Alzheimer’s", "alzheimer"),
        ("co\u00adoperate", "cooperate"),
        ("snake_case", "snake case"),
    ],
)
def test_variants_of_writing_are_folded(text: str, words: str):
    assert [word for one in read(text) for word in one] == words.split()


@settings(max_examples=300)
@given(st.text(alphabet=st.one_of(st.sampled_from("aZ9 .-'µαİ癌ガー엑ก่ำ\u0301mgkl"), st.characters()), max_size=40))
def test_words_are_folded_and_stand_where_they_are_said_to(text: str):
    before = 0
    for compound in compounds(text):
        for word, start, end in compound:
            assert word.isalnum()
            assert 0 <= start < end <= len(text)
            assert start >= before
            before = start
            assert read(text[start:end])


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("abcXYZ019 .-',;mgkl"), max_size=60))
def test_a_text_reads_the_same_beside_another_script(text: str):
    assert read(f"{text} ☃ Ω")[:-1] == read(f"{text} ")

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Article, Section
from bot.search.keys import key
from bot.search.query import parse
from bot.search.snippets import LENGTH, Matched, Snippet, matches, snippet

FILLER = "Rain fell upon the fields and then the river rose again. " * 20


def article(*texts: str, takeaway: str = "") -> Article:
    return Article(title="A title", takeaway=takeaway, sections=tuple(Section(text=one) for one in texts))


def matched(words: str, *prefixes: str) -> Matched:
    return Matched(frozenset(map(key, words.split())), prefixes)


def bold(found: Snippet) -> list[str]:
    return [run for run, marked in found if marked]


def whole(found: Snippet) -> str:
    return "".join(run for run, _ in found)


def test_the_matched_words_are_marked_in_all_their_forms():
    found = snippet(article("Exosomes, the exosome’s vesicles and exons."), matched("exosome vesicle"))
    assert bold(found) == ["Exosomes", "exosome", "vesicles"]


def test_a_compound_is_marked_however_it_is_written():
    text = "The blood-brain barrier, the bloodbrain barrier, a brain and TNF-α."
    assert bold(snippet(article(text), matched("bloodbrain alpha"))) == ["blood-brain", "bloodbrain", "α"]


def test_a_prefix_marks_every_word_that_it_begins():
    assert bold(snippet(article("Nanotubes and nanocarriers, no piano."), matched("", "nano"))) == [
        "Nanotubes",
        "nanocarriers",
    ]


def test_accents_and_case_do_not_matter():
    assert bold(snippet(article("MÜLLER cells"), matched("muller"))) == ["MÜLLER"]


def test_the_passage_with_most_of_the_words_is_shown():
    text = f"Exosomes here. {FILLER} Exosomes cross the barrier there. {FILLER}"
    found = snippet(article(FILLER, text), matched("exosome barrier"))
    assert bold(found) == ["Exosomes", "barrier"]
    assert "Exosomes cross the barrier there." in whole(found)
    assert whole(found).startswith("…Rain")
    assert whole(found).endswith("…")


def test_a_passage_is_cut_between_words():
    shown = whole(snippet(article(FILLER + "barrier " + FILLER), matched("barrier")))
    assert set(shown.strip("…").split()) <= set((FILLER + "barrier").split())
    assert 200 <= len(shown) <= LENGTH + 2


def test_no_word_is_cut_wherever_the_match_stands():
    words = [f"word{number}{'x' * (number % 9)}" for number in range(70)]
    for word in words:
        shown = whole(snippet(article(" ".join(words)), matched(word))).strip("…").split()
        assert word in shown
        assert set(shown) <= set(words)


def test_a_short_text_is_shown_whole():
    assert whole(snippet(article("Exosomes\n cross."), matched("exosome"))) == "Exosomes cross."


def test_without_a_match_the_beginning_is_shown():
    assert whole(snippet(article(FILLER, takeaway="One line."), matched("exosome"))) == "One line."


def test_an_article_without_text_has_an_empty_passage():
    assert snippet(article("", " "), matched("exosome")) == ()


def test_all_forms_of_what_was_searched_are_marked():
    text = "Tumours of 10 mg, analysed by H.I.V. and TNFα; a tumor of 10mg in mice."
    found = snippet(article(text), matched("tumor analysis 10mg hiv mouse"))
    assert bold(found) == ["Tumours", "10 mg", "analysed", "H.I.V", "tumor", "10mg", "mice"]


def test_a_word_of_a_script_without_spaces_is_marked_whole():
    assert bold(snippet(article("细胞外泌体的研究"), matched("外泌 泌体"))) == ["外泌体"]


def test_no_word_is_cut_where_reading_ends():
    text = "barrier " + "river " * 3000
    assert set(whole(snippet(article(text), matched("barrier"))).strip("…").split()) == {"barrier", "river"}


def test_a_long_text_without_spaces_is_read():
    long = "外泌体" + "这是一个关于细胞外囊泡的研究。" * 600
    assert bold(snippet(article(long), matched("外泌 泌体"))) == ["外泌体"]


def test_tied_words_without_end_are_read_at_once():
    begun = time.process_time()
    assert not matches("-".join(["ab"] * 10_000), matched("zz"))
    assert matches("-".join(["ab"] * 10_000 + ["zz"]), matched("zz"))
    assert time.process_time() - begun < 1.0  # a tenth of it by themselves


def test_a_takeaway_is_preferred_to_an_equal_passage():
    assert whole(snippet(article("The barrier.", takeaway="A barrier."), matched("barrier"))) == "A barrier."


def test_names_and_titles_match_by_any_form_of_a_word():
    assert matches("Zoë García-Núñez", matched("garcia"))
    assert matches("Zoë García-Núñez", matched("garcianunez"))
    assert matches("proteomics", matched("proteomic"))
    assert matches("proteomics", matched("", "prot"))
    assert not matches("proteomics", matched("omics", "teo"))
    assert not matches("", matched("", "a"))


def test_five_abstracts_take_a_moment():
    one = article(FILLER + "barrier " + FILLER[:600])
    words = matched("barrier exosome vesicle river", "nano")
    snippet(one, words)
    begun = time.process_time()
    for _ in range(5):
        assert snippet(one, words)
    assert time.process_time() - begun < 0.03  # ten times what it takes by itself


@settings(max_examples=100)
@given(st.text(max_size=900), st.text(max_size=30))
def test_a_passage_is_a_part_of_the_text(text: str, asked: str):
    query = parse(asked)
    words = frozenset(key(word) for forms, _ in query.words for phrase in forms for word in phrase)
    shown = whole(snippet(article(text), Matched(words, query.prefixes)))
    assert shown.strip("…") in " ".join(text.split()) or "…" in text
    assert len(shown) <= LENGTH + 2

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Article, Section
from bot.search.query import parse
from bot.search.snippets import LENGTH, Snippet, snippet

FILLER = "Rain fell upon the fields and then the river rose again. " * 20


def article(*texts: str, takeaway: str = "") -> Article:
    return Article(title="A title", takeaway=takeaway, sections=tuple(Section(text=one) for one in texts))


def bold(found: Snippet) -> list[str]:
    return [run for run, marked in found if marked]


def whole(found: Snippet) -> str:
    return "".join(run for run, _ in found)


def test_the_matched_words_are_marked_in_all_their_forms():
    found = snippet(article("Exosomes, the exosome’s vesicles and exons."), ["exosome", "vesicle"])
    assert bold(found) == ["Exosomes", "exosome", "vesicles"]


def test_a_compound_is_marked_however_it_is_written():
    text = "The blood-brain barrier, the bloodbrain barrier, a brain and TNF-α."
    assert bold(snippet(article(text), ["bloodbrain", "alpha"])) == ["blood-brain", "bloodbrain", "α"]


def test_a_prefix_marks_every_word_that_it_begins():
    assert bold(snippet(article("Nanotubes and nanocarriers, no piano."), ["nano*"])) == [
        "Nanotubes",
        "nanocarriers",
    ]


def test_accents_and_case_do_not_matter():
    assert bold(snippet(article("MÜLLER cells"), ["muller"])) == ["MÜLLER"]


def test_the_passage_with_most_of_the_words_is_shown():
    text = f"Exosomes here. {FILLER} Exosomes cross the barrier there. {FILLER}"
    found = snippet(article(FILLER, text), ["exosome", "barrier"])
    assert bold(found) == ["Exosomes", "barrier"]
    assert "Exosomes cross the barrier there." in whole(found)
    assert whole(found).startswith("…Rain")
    assert whole(found).endswith("…")


def test_a_passage_is_cut_between_words():
    shown = whole(snippet(article(FILLER + "barrier " + FILLER), ["barrier"]))
    assert set(shown.strip("…").split()) <= set((FILLER + "barrier").split())
    assert 200 <= len(shown) <= LENGTH + 2


def test_a_short_text_is_shown_whole():
    assert whole(snippet(article("Exosomes\n cross."), ["exosome"])) == "Exosomes cross."


def test_without_a_match_the_beginning_is_shown():
    assert whole(snippet(article(FILLER, takeaway="One line."), ["exosome"])) == "One line."


def test_an_article_without_text_has_an_empty_passage():
    assert snippet(article("", " "), ["exosome"]) == ()


@settings(max_examples=100)
@given(st.text(max_size=900), st.text(max_size=30))
def test_a_passage_is_a_part_of_the_text(text: str, asked: str):
    words = [phrase[0] for forms in parse(asked).words for phrase in forms]
    shown = whole(snippet(article(text), words))
    assert shown.strip("…") in " ".join(text.split()) or "…" in text
    assert len(shown) <= LENGTH + 2

"""Sentences, and the one that says why an article matters."""

import pytest

from bot.editorial.text import sentences, takeaway_of
from bot.model import Article, Section


@pytest.mark.parametrize(
    "known",
    [
        ["Smith et al. showed 1.5 mg in Fig. 2 (cf. Ref. 3).", "It worked."],
        ["Cells, e.g. E. coli, got it i.v. and s.c. in 5 min.", "miR-21 fell.", "p53 rose!", "Did it?"],
        ["It was safe (p < 0.05).", "“Quite safe.”", "The end…"],
        ["Exosomes vs. microvesicles in hepatitis C.", "The virus hides.", "No. 5 was best."],
        ["外泌体很重要。", "它们穿过血脑屏障。"],
    ],
)
def test_sentences_end_where_a_reader_says(known: list[str]) -> None:
    joint = "" if "。" in known[0] else " "
    assert sentences(joint.join(known)) == known


def test_blank_lines_end_sentences() -> None:
    assert sentences("A title\n\nThen text. More") == ["A title", "Then text.", "More"]


def _article(*sections: tuple[str, str], takeaway: str = "") -> Article:
    return Article(
        title="T",
        takeaway=takeaway,
        sections=tuple(Section(heading=heading, text=text) for heading, text in sections),
    )


STRUCTURED = (
    ("Background", "Nobody knew. Really."),
    ("Results", "It crossed by 12 % (Fig. 2). More so in mice."),
    ("Conclusions", "Exosomes cross. They do."),
)


def test_the_editors_takeaway_comes_first() -> None:
    assert takeaway_of(_article(*STRUCTURED, takeaway="Read this."), 200) == "Read this."


def test_else_the_conclusion_then_the_results_speak() -> None:
    assert takeaway_of(_article(*STRUCTURED), 200) == "Exosomes cross."
    assert takeaway_of(_article(*STRUCTURED[:2]), 200) == "It crossed by 12 % (Fig. 2)."
    assert (
        takeaway_of(_article(("Significance", "It is."), ("CONCLUSIONS AND RELEVANCE:", "So. Yes.")), 200) == "So."
    )


def test_a_conclusion_within_the_abstract_counts() -> None:
    text = "BACKGROUND: Nobody knew. RESULTS: It crossed. CONCLUSIONS: Exosomes cross. They do."
    assert takeaway_of(_article(("Abstract", text)), 200) == "Exosomes cross."


def test_else_a_sentence_from_the_last_third_of_the_abstract() -> None:
    text = "Cancer kills many people. Exosomes are small and carry cargo. It is late. We show that they heal. So."
    assert takeaway_of(_article(("", text)), 200) == "We show that they heal."
    assert takeaway_of(_article(("Abstract", "One thing. Another thing. A third thing.")), 200) == "A third thing."


def test_the_background_never_speaks() -> None:
    assert takeaway_of(_article(*STRUCTURED[:1], ("Introduction", "Mice. Men.")), 200) == ""
    assert takeaway_of(_article(("Background", "Old news."), ("Main body", "New things. Newer things.")), 200) in (
        "New things.",
        "Newer things.",
    )
    assert takeaway_of(_article(), 200) == ""


def test_a_long_sentence_is_shortened_at_a_word() -> None:
    said = takeaway_of(_article(("Conclusion", "Exosomes carry " + "very " * 100 + "much.")), 60)
    assert len(said) <= 60
    assert said.endswith("very…")


def test_very_long_texts_are_read_quickly() -> None:
    assert takeaway_of(_article(("", "A thing. " * 30_000)), 200) == "A thing."

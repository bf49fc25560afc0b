import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.abbreviations import Pair, mined
from bot.search.curated import curated
from bot.search.synonyms import keyed

DEFINED = [
    ("The blood-brain barrier (BBB) keeps most drugs out.", "BBB", "blood-brain barrier"),
    ("Small extracellular vesicles (EVs) were isolated.", "EV", "extracellular vesicles"),
    ("We counted EVs (extracellular vesicles) by flow cytometry.", "EV", "extracellular vesicles"),
    ("reactive oxygen species (ROS)", "ROS", "reactive oxygen species"),
    ("loaded into poly(lactic-co-glycolic acid) (PLGA) particles", "PLGA", "poly(lactic-co-glycolic acid)"),
    ("of tumor necrosis factor-α (TNF-α) in serum", "TNF-α", "tumor necrosis factor-α"),
    ("nuclear factor kappa B (NF-κB) was active", "NF-κB", "nuclear factor kappa B"),
    ("and interleukin-6 (IL-6; p < 0.05) rose", "IL-6", "interleukin-6"),
    ("(by nanoparticle tracking analysis (NTA))", "NTA", "nanoparticle tracking analysis"),
    ("cultured endothelial cells (HUVECs, passage 3)", "", ""),
    (
        "human umbilical vein endothelial cells (HUVECs, passage 3)",
        "HUVEC",
        "human umbilical vein endothelial cells",
    ),
    ("anti-programmed death 1 (PD1)", "PD1", "programmed death 1"),
    ("the body mass index (bmi) of women", "bmi", "body mass index"),
    ("Methods: Transmission electron microscopy (TEM) was used.", "TEM", "Transmission electron microscopy"),
    ("mesenchymal stromal cells (hereafter MSCs)", "MSC", "mesenchymal stromal cells"),
    ("their quality of life (“QoL”) improved", "QoL", "quality of life"),
    ("after in vitro fertilization (IVF)", "IVF", "in vitro fertilization"),
    ("of the Office of Library Studies (OLS)", "OLS", "Office of Library Studies"),
    ("MPTP (1-methyl-4-phenyl-1,2,3,6-tetrahydropyridine)", "MPTP", "1-methyl-4-phenyl-1,2,3,6-tetrahydropyridine"),
    ("amyotrophic\nlateral   sclerosis\n(ALS)", "ALS", "amyotrophic lateral sclerosis"),
]

NOT_DEFINED = [
    "in mice (n = 12) and rats (p < 0.05)",
    "were smaller (Figure 1) than before (see Methods)",
    "as found by others (Smith 2019) and here (2020)",
    "with the second aim (II) in mind, it is important (i) to look",
    "a tumour (breast) of the mouse",
    "In AD (a common form of dementia) memory fails.",
    "Exosomes (extracellular objects) are small.",
    "for three weeks (wks) and several patients (pts)",
    "It has grown. Big bears (A. B.) and others",
    "EVs were found in EV samples (EVs)",
    "the left side (L) of it",
    "an unclosed bracket (BBB",
    "no long form for this (XQZ) at all",
    "f(x, y) of the functions (x,y)",
    "() (  ) (;) (-) ((",
]


@pytest.mark.parametrize(("text", "short", "long"), DEFINED)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert list(mined(text)) == ([Pair(short, long)] if short else [])


@pytest.mark.parametrize("text", NOT_DEFINED)
def test_other_brackets_define_nothing(text: str) -> None:
    assert list(mined(text)) == []


def test_initials_go_before_letters_inside_words() -> None:
    text = "People with hereditary hemorrhagic telangiectasia (HHT) bleed."
    assert list(mined(text)) == [Pair("HHT", "hereditary hemorrhagic telangiectasia")]


def test_definitions_that_follow_one_another_do_not_mix() -> None:
    text = "including amyotrophic lateral sclerosis (ALS), multiple sclerosis (MS) and stroke"
    assert list(mined(text)) == [Pair("ALS", "amyotrophic lateral sclerosis"), Pair("MS", "multiple sclerosis")]


@settings(max_examples=60)
@given(st.text("ABab ().,;-α1s\n", max_size=60))
def test_of_any_text_both_forms_are_parts(text: str) -> None:
    plain = " ".join(text.split())
    for short, long in mined(text):
        assert short in plain
        assert long in plain
        assert 2 <= len(short) <= 10
        assert len(short) < len(long)


@pytest.mark.parametrize("text", ["(" * 50_000, "(AB" * 20_000, "ABC (a b)" * 10_000, ")(" * 20_000])
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    started = time.process_time()
    list(mined(text))
    assert time.process_time() - started < 1


def test_the_shipped_list_is_sound() -> None:
    listed = curated()
    assert len(listed) > 150
    assert len(set(listed)) == len(listed)
    assert all(keyed(pair) is not None and len(pair.short) < len(pair.long) for pair in listed)

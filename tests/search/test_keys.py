import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.keys import key

SAME = """
    tumour tumor tumours tumors tumoral
    behaviour behavior behavioural behavioral
    colour color coloured colors
    favourable favorable
    leukaemia leukemia leukaemias
    anaemia anemia
    haemorrhage hemorrhage
    oedema edema
    apnoeic apneic
    fibreoptic fiberoptic
    villus villi
    femur femora femurs
    oesophageal esophageal
    oestrogens estrogen
    foetus fetus
    paediatric pediatric
    anaesthesia anesthesia
    diarrhoea diarrhea
    dyspnoea dyspnea
    coeliac celiac
    caesarean cesarean
    manoeuvre maneuver manoeuvres manoeuvring
    haem heme
    organise organize organising organized
    organisation organization
    randomised randomized randomisation
    hospitalisation hospitalization
    criticise criticize
    analyse analyze analysis analyses analysed analyzing
    hydrolysis hydrolysed hydrolyzed
    centre center centres centred centering
    fibre fiber fibres
    titre titers
    millilitres milliliter
    catalogue catalog catalogues cataloguing
    analogues analog
    sulphate sulfate
    modelling modeling modelled
    signalling signaling
    fuelled fueled
    programme program programmes programming
    grey gray
    aluminium aluminum
    moulds mold
    ageing aging
    judgement judgment
    acknowledgement acknowledgment
    skilful skillful
    pbmc pbmcs
    mirna mirnas
    mrna mrnas
    lncrna lncrnas
    dna dnas
    fulfil fulfill
    enrol enroll enrolment enrollment
    licence license
    practise practice practising
    defence defense
    leucocyte leukocytes
    sceptical skeptical
    metastasis metastases metastasized
    diagnosis diagnoses
    bacterium bacteria
    mitochondrion mitochondria
    mouse mice
    nucleus nuclei
    micronucleus micronuclei
    streptococcus streptococci
    lactobacillus lactobacilli
    fungus fungi
    vertebra vertebrae
    larva larvae
    criterion criteria
    phenomenon phenomena
    serum sera
    medium media
    matrix matrices
    index indices indexes
    vertex vertices
    cortex cortices
    carcinoma carcinomata
    foot feet
    child children
    woman women
    lens lenses
    gas gases
    virus viruses
    vesicle vesicles
    therapy therapies
    ev evs
"""
APART = """
    rise rice
    wise wide
    disease dizzy
    otherwise other
    precise price
    exercise exert
    promise prom
    raise race
    noise nose
    hour four tour pour or
    poet pet
    toe te
    shoe she
    michael michel
    india indium
    ammonia ammonium
    basis base
    thesis these
    al als
    organ organization
    valve vale
    gene genesis genre
    aed ed
    boeing being
    acre acer
    vogue vog
    filled filed
"""


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


@pytest.mark.parametrize("forms", lines(SAME), ids=" ".join)
def test_forms_of_one_word_have_one_key(forms: list[str]):
    assert len({key(form) for form in forms}) == 1


@pytest.mark.parametrize("words", lines(APART), ids=" ".join)
def test_other_words_have_other_keys(words: list[str]):
    assert len({key(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    "pair", ["revise revision", "advise advising", "promise promising", "surprised surprisingly"]
)
def test_words_in_ise_that_have_no_american_spelling_keep_their_relations(pair: str):
    one, other = pair.split()
    assert key(one) == key(other)


@pytest.mark.parametrize("word", ["外泌体", "cd63", "10", "il", "βeta", "a", ""])
def test_numbers_short_words_and_other_scripts_are_their_own_keys(word: str):
    assert key(word) == word


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_any_text_has_a_key(word: str):
    assert key(word) == key(word)
    assert bool(key(word)) == bool(word)

"""Links in every form that people paste."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.article import first_link, parse_link
from bot.errors import InvalidInput

FORMS = Path(__file__).parents[3] / "shared" / "intake" / "dedupe" / "doi_forms.given.tsv"


@pytest.mark.parametrize(
    "form",
    [
        "10.1016/J.CELL.2020.01.001",
        "doi:10.1016/j.cell.2020.01.001",
        "DOI: 10.1016/j.cell.2020.01.001.",
        "https://doi.org/10.1016/j.cell.2020.01.001",
        "http://dx.doi.org/10.1016%2Fj.cell.2020.01.001?rft_dat=source%3Ddrss",
        "doi.org/10.1016/j.cell.2020.01.001",
        "<https://doi.org/10.1016/j.cell.2020.01.001>",
        "(10.1016/j.cell.2020.01.001)",
        '"10.1016/j.cell.2020.01.001"',
        "**https://doi.org/10.1016/j.cell.2020.01.001**",
        "||doi:10.1016/j.cell.2020.01.001||",
        "DOI：10.1016/j.cell.2020.01.001",
        "https://www.sciencedirect.com/doi/10.1016/j.cell.2020.01.001/full#section",
        "https://example.org/article?id=10.1016/j.cell.2020.01.001&type=printable",
        "https://example.org/content/pdf/10.1016/j.cell.2020.01.001.pdf",
    ],
)
def test_a_doi_is_found_in_all_its_forms(form: str) -> None:
    link = parse_link(form)
    assert (link.kind, link.value) == ("doi", "10.1016/j.cell.2020.01.001")


@pytest.mark.parametrize(
    ("form", "kind", "value"),
    [
        ("PMID: 01234567", "pmid", "1234567"),
        ("12345678", "pmid", "12345678"),
        ("(PMID: 12345678).", "pmid", "12345678"),
        ("PubMed 12345678", "pmid", "12345678"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/,", "pmid", "12345678"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/?utm_source=feed", "pmid", "12345678"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12345678", "pmid", "12345678"),
        ("https://europepmc.org/article/MED/12345678", "pmid", "12345678"),
        ("PMC123456", "url", "https://pmc.ncbi.nlm.nih.gov/articles/PMC123456/"),
        (
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123456/#ref",
            "url",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC123456/",
        ),
        ("arXiv:2104.12255v2", "arxiv", "2104.12255"),
        ("arXiv:2104.12255v2 [cs.CL].", "arxiv", "2104.12255"),
        ("https://www.nature.com/articles/s41467-021-24384-2.pdf", "doi", "10.1038/s41467-021-24384-2"),
        ("https://www.nature.com/articles/nature15756?error=x", "doi", "10.1038/nature15756"),
        ("https://elifesciences.org/articles/12345v2", "doi", "10.7554/elife.12345"),
        (
            "https://academic.oup.com/cvr/advance-article/doi/10.1093/cvr/cvz001/5290534",
            "doi",
            "10.1093/cvr/cvz001",
        ),
        ("https://doi.org/10.1093/cvr/cvz001", "doi", "10.1093/cvr/cvz001"),
        ("https://arxiv.org/pdf/2104.12255v1.pdf", "arxiv", "2104.12255"),
        ("http://export.arxiv.org/abs/hep-th/9901001", "arxiv", "hep-th/9901001"),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2.full.pdf",
            "doi",
            "10.1101/2020.01.02.123456",
        ),
    ],
)
def test_numbers_and_their_pages_are_the_same(form: str, kind: str, value: str) -> None:
    link = parse_link(form)
    assert (link.kind, link.value) == (kind, value)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("HTTPS://Example.ORG:443/A?utm_source=x&id=5&fbclid=3&af=R&TRACK=RSS#part", "https://example.org/A?id=5"),
        ("http://example.org:8080", "http://example.org:8080/"),
        ("https://user:secret@example.org/x", "https://example.org/x"),
        ("https://bücher.example/ä?q=ö", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6"),
        ("example.org/articles/s41586", "https://example.org/articles/s41586"),
        ("http://[::1]/x", "http://[::1]/x"),
    ],
)
def test_addresses_are_normalised(form: str, value: str) -> None:
    link = parse_link(form)
    assert (link.kind, link.value) == ("url", value)


@pytest.mark.parametrize(
    "form",
    [
        "",
        "  ",
        "exosomes",
        "see my paper",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://e.x/a",
        "mailto:a@e.x",
        "https://",
        "https:///x",
        "https://a b.org/",
        "http://a..b/",
        "https://e.x:99999/",
        "http://[zz]/",
        "https://-/",
        "https://e.x\\@evil.x/",
        "data:text/html,x",
        "https://e.x/" + "a" * 2000,
        "//e.x/a",
        "https://<e>.x/",
        "http://☃.x/",
    ],
)
def test_what_is_no_link_is_refused_with_a_sentence(form: str) -> None:
    with pytest.raises(InvalidInput, match=r"^[A-Z].*\.$"):
        parse_link(form)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.builds(
            "{}{}".format,
            st.sampled_from(["https://", "http://a", "https://a.b/", "doi:10.1000/"]),
            st.text(max_size=60),
        ),
    )
)
def test_whatever_is_typed_is_a_link_or_refused(typed: str) -> None:
    try:
        link = parse_link(typed)
    except InvalidInput:
        return
    assert link.href.startswith(("https://", "http://"))
    assert not set(link.value) & set("\x00\n\t ")
    assert parse_link(link.value if link.kind == "url" else link.href).value == link.value or link.kind != "url"


def test_the_given_forms_of_dois_are_read() -> None:
    if not FORMS.exists():
        pytest.skip("../shared/intake/dedupe is not there")
    rows = csv.DictReader(FORMS.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    wrong = [row for row in rows if parse_link(row["raw"]).value != row["canonical_doi"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("message", "link"),
    [
        ("see <https://e.x/a>.", "https://e.x/a"),
        ("(cf. https://e.x/a_(b)), nice!", "https://e.x/a_(b)"),
        ("[a paper](https://e.x/a) and https://e.x/b", "https://e.x/a"),
        ("**https://e.x/a**", "https://e.x/a"),
        ("||HTTPS://e.x/a||?", "HTTPS://e.x/a"),
        ("read doi:10.1000/(ab)12.", "10.1000/(ab)12"),
        ("10.1000/182, then https://e.x", "10.1000/182"),
        ("no link: version 10.2/3 at e.x", ""),
        ("", ""),
    ],
)
def test_the_first_link_of_a_message_is_found(message: str, link: str) -> None:
    assert first_link(message) == link

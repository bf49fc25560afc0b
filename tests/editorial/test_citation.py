"""References that people copy into their papers."""

from bot.editorial.citation import bibtex, reference
from bot.model import Article, Link

VALADI = Article(
    title="Exosome-mediated transfer of mRNAs and microRNAs is a novel mechanism of genetic exchange between cells",
    authors=("Valadi H", "Ekström K", "Bossios A", "Sjöstrand M", "Lee JJ", "Lötvall JO"),
    journal="Nature Cell Biology",
    date="2007",
    links=(Link(kind="doi", value="10.1038/ncb1596"),),
)


def test_a_reference_names_authors_title_journal_year_and_doi() -> None:
    assert reference(VALADI) == (
        "Valadi H, Ekström K, Bossios A, Sjöstrand M, Lee JJ, Lötvall JO. Exosome-mediated transfer of mRNAs and "
        "microRNAs is a novel mechanism of genetic exchange between cells. Nature Cell Biology; 2007. "
        "doi:10.1038/ncb1596"
    )


def test_more_than_six_authors_end_in_et_al() -> None:
    many = VALADI.model_copy(update={"authors": tuple(f"Author {n}" for n in range(9))})
    assert reference(many).startswith("Author 0, Author 1, Author 2, Author 3, Author 4, Author 5, et al. Exosome")


def test_a_list_that_says_et_al_says_it_once() -> None:
    short = VALADI.model_copy(update={"authors": ("Hoshino A", "Costa-Silva B", "et al.")})
    assert reference(short).startswith("Hoshino A, Costa-Silva B, et al. Exosome")
    assert "author = {Hoshino A and Costa-Silva B and others}" in bibtex(short)


def test_a_bibtex_record_has_a_key_of_plain_letters() -> None:
    record = bibtex(VALADI)
    assert record.startswith("@article{valadi2007exosome,\n")
    assert "  doi = {10.1038/ncb1596},\n" in record
    assert "url" not in record


def test_what_tex_would_take_for_a_command_is_escaped() -> None:
    assert r"title = {{50\% \& more\_or\_less}}" in bibtex(Article(title="50% & more_or_less"))


def test_an_article_of_which_only_the_title_is_known_can_be_cited() -> None:
    bare = Article(title="Why?")
    assert reference(bare) == "Why?"
    assert bibtex(bare) == "@article{article,\n  title = {{Why?}},\n}"

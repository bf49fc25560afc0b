"""A link in the place of words: straight to its entry, or to the form that hands it in."""

import re

import pytest

from tests.journeys.archives import WITH_AUTHORS
from tests.journeys.clubs import Club, RunningBot, found_club

LONG = f"https://journal.example.org/{'volume/' * 20}article.html"


@pytest.fixture(scope="module")
async def club(shared_bot: RunningBot) -> Club:
    """One server with an archive that these tests only add suggestions to."""
    club = found_club(shared_bot, "Link Club")
    await club.set_up()
    await club.bring_in(WITH_AUTHORS)
    return club


@pytest.mark.parametrize(
    "pasted",
    [
        "10.1038/nature15756",
        "doi:10.1038/NATURE15756",
        " https://doi.org/10.1038/nature15756 ",
        "<https://www.nature.com/articles/10.1038/nature15756/full?utm_source=feed>",
    ],
)
async def test_a_doi_in_any_form_opens_its_entry(club: Club, pasted: str) -> None:
    opened = await club.lin.slash(club.chat, "search", query=pasted)
    assert "1. Integrins steer vesicles to the lung" in opened.text
    assert "settles where its surface fits" in opened.text


@pytest.mark.parametrize("pasted", ["21423189", "PMID: 21423189", "https://pubmed.ncbi.nlm.nih.gov/21423189/"])
async def test_a_pmid_in_any_form_opens_its_entry(club: Club, pasted: str) -> None:
    opened = await club.lin.slash(club.chat, "search", query=pasted)
    assert "2. A sponge for small particles" in opened.text


@pytest.mark.parametrize(
    ("pasted", "link"),
    [
        ("10.1000/not-here", "https://doi.org/10.1000/not-here"),
        ("87654321", "https://pubmed.ncbi.nlm.nih.gov/87654321/"),
        ("arXiv:2101.00001", "https://arxiv.org/abs/2101.00001"),
        (LONG, LONG),
    ],
)
async def test_a_link_that_is_not_covered_is_submitted_from_the_answer(club: Club, pasted: str, link: str) -> None:
    found = await club.lin.slash(club.chat, "search", query=pasted)
    assert "Not covered yet" in found.text
    assert found.message is not None
    form = await club.lin.click(found.message, label="Submit it")
    assert form.modal is not None
    done = await club.lin.submit(form.modal, title=f"About {pasted[:40]}")
    assert "waits for the moderators" in done.text
    again = await club.lin.slash(club.chat, "search", query=link)
    assert "It has been handed in already" in again.text


async def test_words_that_could_be_an_address_are_searched(club: Club) -> None:
    found = await club.lin.slash(club.chat, "search", query="Integrins.vesicles")
    assert "Integrins steer vesicles to the lung" in found.text
    nothing = await club.lin.slash(club.chat, "search", query="zzyzx.abc")
    assert "Nothing found for “zzyzx.abc”" in nothing.text


async def test_a_server_that_has_nobody_to_hand_it_to_is_offered_no_form(bot: RunningBot) -> None:
    theirs, ours = found_club(bot, "Theirs"), found_club(bot, "Followers")
    await theirs.set_up(public=True)
    status = await theirs.ada.slash(theirs.chat, "setup status")
    code = re.search(r"Its code for /setup follow elsewhere: `(\w+)`", status.text)
    assert code is not None
    await ours.ada.slash(ours.chat, "setup follow", publication=code[1], channel=ours.digest)
    found = await ours.lin.slash(ours.chat, "search", query="10.1038/nature15756")
    assert "Not covered yet" in found.text
    assert found.message is not None
    assert [button.label for button in found.message.buttons] == ["New search"]


async def test_a_server_without_any_publication_is_told_so(bot: RunningBot) -> None:
    empty = found_club(bot, "New Club")
    for asked in ("10.1038/nature15756", "vesicles", "author:raposo"):
        found = await empty.lin.slash(empty.chat, "search", query=asked)
        assert "has no publication yet" in found.text
        assert "/setup publication" in found.text

"""What is offered while somebody types into /search and /digest."""

import pytest

from bot.sandbox.user import User
from tests.journeys.archives import LATER, TWO_ENTRIES, WITH_AUTHORS, page_of
from tests.journeys.clubs import Club, RunningBot, found_club


@pytest.fixture(scope="module")
async def club(shared_bot: RunningBot) -> Club:
    """One server with an archive that these tests only read."""
    club = found_club(shared_bot, "Readers' Club")
    await club.set_up()
    for page in (TWO_ENTRIES, WITH_AUTHORS, LATER):
        await club.bring_in(page)
    return club


async def _offered(user: User, club: Club, option: str, typed: str, command: str = "search") -> dict[str, str]:
    """What is offered, by name."""
    return dict(await user.autocomplete(club.chat, command, option, typed))


async def test_an_empty_box_offers_the_newest_entries(club: Club) -> None:
    offered = [*await _offered(club.lin, club, "query", "")]
    assert offered == [
        "newest: Integrins steer vesicles to the lung",
        "newest: A sponge for small particles",
        "newest: A surface marker of exomeres",
        "newest: Carriers over the blood-brain barrier",
        "newest: Autophagy and vesicle release in tumours",
    ]


@pytest.mark.parametrize("typed", ["🧬", '"', "-", '"-'])
async def test_a_text_without_a_word_offers_the_newest_entries_and_calls_them_so(club: Club, typed: str) -> None:
    offered = await _offered(club.lin, club, "query", typed)
    offered.pop(f"as typed: {typed}", None)
    assert offered == await _offered(club.lin, club, "query", "")


async def test_a_title_that_is_picked_opens_its_entry(club: Club) -> None:
    offered = await _offered(club.lin, club, "query", "carriers")
    opened = await club.lin.slash(
        club.chat, "search", query=offered["title: Carriers over the blood-brain barrier"]
    )
    assert "1. Carriers over the blood-brain barrier" in opened.text
    assert "**Main body**" in opened.text


async def test_a_misspelt_title_is_offered(club: Club) -> None:
    assert "title: Carriers over the blood-brain barrier" in await _offered(club.lin, club, "query", "carirers")


async def test_an_author_that_is_picked_finds_what_they_have_written(club: Club) -> None:
    offered = await _offered(club.lin, club, "query", "hosh")
    assert offered["author: Ayuko Hoshino"] == 'author:"Ayuko Hoshino"'
    found = await club.lin.slash(club.chat, "search", query=offered["author: Ayuko Hoshino"])
    assert "1 entry" in found.text
    assert "author: **Ayuko Hoshino**" in found.text


async def test_a_tag_that_is_picked_finds_what_bears_it(club: Club) -> None:
    offered = await _offered(club.lin, club, "query", "canc")
    found = await club.lin.slash(club.chat, "search", query=offered["tag: cancer"])
    assert "2 entries" in found.text


async def test_what_is_typed_comes_first_as_it_is(club: Club) -> None:
    (name, value), *_ = await club.lin.autocomplete(club.chat, "search", "query", "carriers  brain")
    assert (name, value) == ("as typed: carriers brain", "carriers brain")
    assert "as typed: x" in await _offered(club.lin, club, "query", "x")


@pytest.mark.parametrize(
    ("pasted", "kind", "opened"),
    [("10.1038/nature15756", "doi", "### 1. "), ("PMID 21423189", "pmid", "### 2. "), ("10.1038/none", "", "")],
)
async def test_a_pasted_link_offers_its_entry(club: Club, pasted: str, kind: str, opened: str) -> None:
    offered = await _offered(club.lin, club, "query", pasted)
    offered.pop(f"as typed: {pasted}")
    assert [name.partition(":")[0] for name in offered] == ([kind] if kind else [])
    for value in offered.values():
        assert opened in (await club.lin.slash(club.chat, "search", query=value)).text


async def test_the_options_for_author_and_tag_offer_names_alone(club: Club) -> None:
    authors = await _offered(club.lin, club, "author", "alv")
    assert authors["author: Lydia Alvarez-Erviti"] == "Lydia Alvarez-Erviti"
    assert not any(name.startswith(("title", "tag")) for name in authors)
    tags = await _offered(club.lin, club, "tag", "integ")
    assert tags["tag: integrins"] == "integrins"


async def test_a_field_that_is_typed_into_the_query_offers_its_names(club: Club) -> None:
    offered = await _offered(club.lin, club, "query", "author:alv")
    assert offered["author: Lydia Alvarez-Erviti"] == 'author:"Lydia Alvarez-Erviti"'
    assert "tag: therapy" in await _offered(club.lin, club, "query", 'tag:"ther')


async def test_a_mistyped_name_is_offered_in_its_option_and_in_the_query(club: Club) -> None:
    assert "author: Lydia Alvarez-Erviti" in await _offered(club.lin, club, "author", "alvraez")
    assert "author: Lydia Alvarez-Erviti" in await _offered(club.lin, club, "query", "author:alvraez")
    assert "tag: integrins" in await _offered(club.lin, club, "tag", "intgrin")
    assert "tag: integrins" in await _offered(club.lin, club, "query", "tag:intgrin")


async def test_suggestions_stay_in_the_publication_that_is_picked(club: Club) -> None:
    inside = await club.lin.autocomplete(club.chat, "search", "query", "", publication="Exosomes Digest")
    assert len(inside) == 5
    outside = await club.lin.autocomplete(club.chat, "search", "query", "", publication="Nowhere")
    assert outside == []


async def test_digest_offers_issues_and_then_entries(club: Club) -> None:
    offered = await _offered(club.lin, club, "issue", "carriers", "digest")
    opened = await club.lin.slash(
        club.chat, "digest", issue=offered["title: Carriers over the blood-brain barrier"]
    )
    assert "1. Carriers over the blood-brain barrier" in opened.text
    names = [*await _offered(club.lin, club, "issue", "may 2025", "digest")]
    assert names[0].endswith(("1 entry", "2 entries"))


async def test_digest_takes_an_author_to_what_they_have_written(club: Club) -> None:
    offered = await _offered(club.lin, club, "issue", "hoshino", "digest")
    found = await club.lin.slash(club.chat, "digest", issue=offered["author: Ayuko Hoshino"])
    assert "Integrins steer vesicles to the lung" in found.text


async def test_digest_takes_an_abbreviation_and_free_text_to_what_has_them(club: Club) -> None:
    offered = await _offered(club.lin, club, "issue", "bbb", "digest")
    picked = offered["abbreviation: BBB (blood-brain barrier)"]
    for typed, title in (
        (picked, "Carriers over the blood-brain barrier"),
        ("autofagy tumours", "Autophagy and vesicle release in tumours"),
        ("10.1038/nature15756", "Integrins steer vesicles to the lung"),
    ):
        assert title in (await club.lin.slash(club.chat, "digest", issue=typed)).text
    for nothing in ("qqqqqqq", "-cancer", "10.1038/none"):
        assert "No digest fits that" in (await club.lin.slash(club.chat, "digest", issue=nothing)).text


async def test_entries_of_one_title_are_told_apart_by_their_issue(bot: RunningBot) -> None:
    club = found_club(bot, "Repeaters")
    await club.set_up()
    title = "Minutes of the general assembly of the society for the study of small vesicles and other particles"
    for label, day in (("1/4 May 2025", "14 May 2025"), ("2/4 May 2025", "21 May 2025")):
        await club.bring_in(page_of(label, day, [title]))
    offered = await club.lin.autocomplete(club.chat, "search", "query", "")
    assert len({name for name, _ in offered}) == len(offered) == 2
    assert offered[1][0].endswith("… · 1/4 May 2025")
    assert all(len(name) <= 100 for name, _ in offered)


async def test_nothing_of_another_servers_archive_is_offered_or_opened(bot: RunningBot, club: Club) -> None:
    other = found_club(bot, "Others")
    await other.set_up()
    for typed in ("", "carriers", "hoshino", "cancer", "author:hos"):
        offered = await other.lin.autocomplete(other.chat, "search", "query", typed)
        assert [name for name, _ in offered if not name.startswith("as typed: ")] == []
    offered = await _offered(club.lin, club, "query", "carriers")
    value = offered["title: Carriers over the blood-brain barrier"]
    for command, option in (("search", "query"), ("digest", "issue")):
        refused = await other.lin.slash(other.chat, command, **{option: value})
        assert "This entry is no longer in the archive." in refused.text

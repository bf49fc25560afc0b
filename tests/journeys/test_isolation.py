"""Two servers with publications of the same name: each sees and changes its own alone."""

import re
from dataclasses import dataclass

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from tests.journeys import forgery
from tests.journeys.archives import page_of
from tests.journeys.clubs import PUBLICATION, Club, RunningBot, found_club

OURS, THEIRS = "Vesicles of ours alone", "Zirconium secrets of theirs"


@dataclass
class Two:
    """Our server and theirs; `ids` is what Discord's buttons say of theirs: custom_ids by what the button does."""

    ours: Club
    theirs: Club
    post: Message
    their_post: Message
    their_ids: dict[str, str]


async def _published(bot: RunningBot, name: str, title: str) -> tuple[Club, Message]:
    club = found_club(bot, name)
    await club.set_up()
    await club.submit(club.mo, title, text="What only this server reads.", link="10.1002/ijc.35388")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    return club, post


@pytest.fixture
async def two(bot: RunningBot) -> Two:
    """Both have published an issue, and theirs has a suggestion, an import and a form that wait."""
    ours, post = await _published(bot, "Ours", OURS)
    theirs, their_post = await _published(bot, "Theirs", THEIRS)
    await theirs.submit(theirs.lin, f"{THEIRS}, suggested")
    await theirs.submit(theirs.mo, f"{THEIRS}, approved")
    return Two(ours, theirs, post, their_post, await _their_ids(theirs, their_post))


async def _their_ids(theirs: Club, post: Message) -> dict[str, str]:
    entry = await theirs.lin.select(post, "1")
    desk = await theirs.mo.slash(theirs.chat, "desk open")
    assert desk.message is not None
    await theirs.mo.select(desk.message, desk.message.selects[0].values[-1])
    publish = await theirs.mo.slash(theirs.chat, "desk publish")
    page = page_of("1/4 May 2025", "May 14", [f"{THEIRS}, imported"])
    imported = await theirs.mo.slash(theirs.chat, "desk import", file=("digest.txt", page.encode()))
    again = await theirs.submit(theirs.lin, "x", link="no link", text=f"{THEIRS}, typed")
    searched = await theirs.lin.slash(theirs.chat, "search", query=f"{THEIRS} {'zirconium ' * 8}")
    shown = [reply.message for reply in (entry, again, searched, imported, publish) if reply.message is not None]
    return {
        button.label: button.custom_id
        for message in (desk.message, *shown)
        for button in message.buttons
        if button.custom_id
    }


def _nothing_of_theirs(*replies: Reply) -> None:
    for reply in replies:
        assert "irconium secrets" not in reply.text
        assert reply.text, "an answer in words"
        assert "Something went wrong" not in reply.text


async def test_what_is_read_searched_and_suggested_is_ones_own(two: Two) -> None:
    lin, chat = two.ours.lin, two.ours.chat
    digest = await lin.slash(chat, "digest")
    _nothing_of_theirs(digest, await lin.slash(chat, "search", query="zirconium"))
    assert OURS in digest.text
    found = await lin.slash(chat, "search", query="vesicles")
    assert f"/channels/{two.ours.guild.id}/{two.ours.digest.id}/{two.post.id})" in found.text
    _nothing_of_theirs(found)
    issues = await lin.autocomplete(chat, "digest", "issue", "")
    assert len(issues) == 1
    names = await lin.autocomplete(chat, "search", "publication", "")
    assert [name for name, _ in names] == [PUBLICATION]
    elsewhere = await two.theirs.lin.autocomplete(two.theirs.chat, "digest", "issue", "")
    assert {value for _, value in issues}.isdisjoint(value for _, value in elsewhere)


async def test_a_word_that_only_the_other_archive_has_corrects_nothing(two: Two) -> None:
    reply = await two.ours.lin.slash(two.ours.chat, "search", query="zirconum")
    assert "Nothing found for “zirconum”" in reply.text


async def test_the_uid_of_another_servers_issue_opens_nothing(two: Two) -> None:
    ((_, uid),) = await two.theirs.lin.autocomplete(two.theirs.chat, "digest", "issue", "")
    _nothing_of_theirs(await two.ours.lin.slash(two.ours.chat, "digest", issue=uid))


async def test_desk_and_status_are_ones_own(two: Two) -> None:
    desk = await two.ours.mo.slash(two.ours.chat, "desk open")
    status = await two.ours.ada.slash(two.ours.chat, "setup status")
    _nothing_of_theirs(desk, status)
    assert "**Suggested**: none yet" in desk.text
    assert str(two.theirs.digest.id) not in status.text


async def test_the_same_article_is_no_duplicate_elsewhere(two: Two) -> None:
    again = await two.ours.submit(two.ours.mo, f"{THEIRS}, suggested")
    assert "Entry 1 for Wed" in again.text


async def test_links_to_posts_are_to_ones_own_channels(two: Two) -> None:
    for club, other in ((two.ours, two.theirs), (two.theirs, two.ours)):
        found = await club.lin.slash(club.chat, "search", query="reads")
        linked = re.findall(r"discord\.com/channels/(\d+)/(\d+)/", found.text)
        assert linked == [(str(club.guild.id), str(club.digest.id))]
        assert str(other.guild.id) not in found.text


FORGED = (
    "Approve",
    "Reject",
    "Up",
    "Down",
    "Undo",
    "Read",
    "Edit",
    "Preview",
    "Publish now",
    "Publish",
    "Refresh",
    "Cite",
    "Share",
    "More like this",
    "Whole issue",
    "›",
    "Import",
    "Leave it",
    "Correct it",
)


@pytest.mark.parametrize("role", ["lin", "mo", "ada"])
async def test_a_button_of_another_server_neither_shows_nor_changes_anything(two: Two, role: str) -> None:
    user = {"lin": two.ours.lin, "mo": two.ours.mo, "ada": two.ours.ada}[role]
    before = (await two.theirs.mo.slash(two.theirs.chat, "desk open")).text
    for label in FORGED:
        assert label in two.their_ids, f"{label} is on none of {[*two.their_ids]}"
        reply = await forgery.press(user, two.post, two.their_ids[label])
        assert reply.modal is None, label
        _nothing_of_theirs(reply)
    assert (await two.theirs.mo.slash(two.theirs.chat, "desk open")).text == before
    assert len(two.theirs.posted(two.theirs.digest)) == 1
    assert two.ours.posted(two.ours.chat) == []
    still = await two.theirs.mo.slash(two.theirs.chat, "search", query="imported")
    assert "Nothing found" in still.text


async def test_what_others_keep_to_confirm_survives_a_forged_refusal(two: Two) -> None:
    ours = two.their_ids["Leave it"].split(":")
    (mine,) = await _own_publication(two.ours)
    ours[2] = mine
    _nothing_of_theirs(await forgery.press(two.ours.mo, two.post, ":".join(ours)))
    page = page_of("1/4 May 2025", "May 14", [f"{THEIRS}, imported"])
    card = await two.theirs.mo.slash(two.theirs.chat, "desk import", file=("digest.txt", page.encode()))
    assert card.message is not None
    kept = await forgery.press(two.theirs.mo, card.message, two.their_ids["Import"])
    assert "is in the archive now" in kept.text


async def test_an_import_kept_elsewhere_cannot_be_taken_into_ones_own_archive(two: Two) -> None:
    (mine,) = await _own_publication(two.ours)
    _, action, _, uid = two.their_ids["Import"].split(":")
    reply = await forgery.press(two.ours.mo, two.post, f"b:{action}:{mine}:{uid}")
    _nothing_of_theirs(reply)
    assert "no longer waiting" in reply.text


async def test_a_search_kept_elsewhere_cannot_be_read(two: Two) -> None:
    token = two.their_ids["New search"].rpartition(":")[2]
    for action in (
        f"find:1:{token}",
        f"find-sort:newest:{token}",
        f"find-exactly:{token}",
        f"share-hits:1:{token}",
    ):
        reply = await forgery.press(two.ours.lin, two.post, f"b:{action}")
        _nothing_of_theirs(reply)
        assert "no longer kept" in reply.text
    asked = await forgery.press(two.ours.lin, two.post, f"b:ask:{token}")
    assert asked.modal is not None
    assert [one.value for one in asked.modal.inputs] == ["", "", "", ""]


async def test_picks_of_another_server_show_nothing(two: Two) -> None:
    uid = two.their_post.selects[0].custom_id.split(":")[2]
    lin = two.ours.lin
    publication = two.their_ids["Preview"].split(":")[2]
    submission = two.their_ids["Read"].split(":")[2]
    (mine,) = await _own_publication(two.ours)
    _nothing_of_theirs(
        await forgery.pick(lin, two.post, two.their_post.selects[0].custom_id, "1"),
        await forgery.pick(lin, two.post, "s:issue:0", uid),
        await forgery.pick(lin, two.post, "s:hit", f"{uid}:1"),
        await forgery.pick(two.ours.mo, two.post, f"s:desk-choose:{publication}:0", submission),
        await forgery.pick(two.ours.mo, two.post, f"s:desk-choose:{mine}:0", submission),
        await forgery.pick(lin, two.post, "s:submit-to:nothing", publication),
    )


async def test_a_form_cannot_be_sent_to_another_servers_desk(two: Two) -> None:
    publication = two.their_ids["Preview"].split(":")[2]
    submission, version = two.their_ids["Approve"].split(":")[2:4]
    before = (await two.theirs.mo.slash(two.theirs.chat, "desk open")).text
    for user in (two.ours.lin, two.ours.ada):
        opened = await user.slash(two.ours.chat, "submit")
        assert opened.modal is not None
        for custom_id in (f"m:submit:{publication}", f"m:edit:{submission}:{version}"):
            _nothing_of_theirs(await forgery.send(user, opened.modal, custom_id, title="A smuggled article"))
            opened = await user.slash(two.ours.chat, "submit")
            assert opened.modal is not None
    assert (await two.theirs.mo.slash(two.theirs.chat, "desk open")).text == before


async def _own_publication(club: Club) -> list[str]:
    desk = await club.mo.slash(club.chat, "desk open")
    assert desk.message is not None
    return [desk.message.button(label="Refresh").custom_id.split(":")[2]]


PRIVATE = """Quiet Digest (1/4 May 2025)
- Lisa
- May 14
- 1 min read
A week.

Zirconozoa of qwertzium
Authors: Zacharias Zweiblum
Tags: hushhush
Abstract
We study zirconium quasicrystal assembly (ZQA) and phlogiston.
"""
SHARED = page_of("1/4 May 2025", "14 May 2025", ["Exosomes in the open"])
OF_PRIVATE = re.compile(
    "zircon|qwertz|zweiblum|zacharias|hushhush|quasicrystal|phlogiston|zqa|quiet", re.IGNORECASE
)


async def _bring_in(club: Club, page: str, publication: str) -> None:
    previewed = await club.mo.slash(
        club.chat, "desk import", file=("digest.txt", page.encode()), publication=publication
    )
    assert previewed.message is not None
    await club.mo.click(previewed.message, label="Import")


async def test_no_word_of_what_a_server_keeps_private_shows_where_its_other_archive_is_followed(
    bot: RunningBot,
) -> None:
    theirs, ours = found_club(bot, "Theirs"), found_club(bot, "Ours")
    await theirs.set_up(name="Quiet Digest")
    await theirs.set_up(name="Open Digest", channel=theirs.news, public=True)
    await _bring_in(theirs, PRIVATE, "Quiet Digest")
    await _bring_in(theirs, SHARED, "Open Digest")
    status = await theirs.ada.slash(theirs.chat, "setup status")
    code = re.search(r"Its code for /setup follow elsewhere: `(\w+)`", status.text)
    assert code is not None
    await ours.ada.slash(ours.chat, "setup follow", publication=code[1], channel=ours.digest)
    assert "1 entry" in (await ours.lin.slash(ours.chat, "search", query="exosomes")).text
    known = [name for name, _ in await theirs.lin.autocomplete(theirs.chat, "search", "query", "zirc")]
    assert any("qwertzium" in name for name in known)
    for typed in ("zirconozoa", "zircon*", "title:zirc*", "zirconozoaa", "phlogistn", "ZQA", "author:zweiblum"):
        found = await ours.lin.slash(ours.chat, "search", query=typed)
        assert not OF_PRIVATE.search(found.text.replace(typed, "").replace(typed.replace("*", "\\*"), ""))
    for option in ("query", "author", "tag", "publication"):
        for typed in ("", "z", "zir", "zwei", "hush", "phlog", "ZQ", "author:zw", "tag:hu", "qui"):
            offered = await ours.lin.autocomplete(ours.chat, "search", option, typed)
            assert not [name for name, _ in offered if OF_PRIVATE.search(name.removeprefix(f"as typed: {typed}"))]

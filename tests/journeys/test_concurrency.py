"""Two people who act at the same time: one of them wins, the other reads why."""

import asyncio

import pytest

from bot.sandbox.reply import Modal
from bot.sandbox.user import User
from tests.journeys.clubs import Club
from tests.journeys.forgery import press, sentence, shown


@pytest.mark.parametrize(
    ("first", "second"),
    [("Approve", "Approve"), ("Approve", "Reject"), ("Reject", "Reject"), ("Up", "Up"), ("Up", "Reject")],
)
async def test_of_two_moderators_who_press_at_the_same_time_one_wins(club: Club, first: str, second: str) -> None:
    for title in ("One", "Two", "Three"):
        await club.submit(club.lin, title)
    cards = [shown(await user.slash(club.chat, "desk open")) for user in (club.mo, club.ada)]
    for user, card in zip((club.mo, club.ada), cards, strict=True):
        await user.select(card, card.selects[0].values[-1])
    both = await asyncio.gather(club.mo.click(cards[0], label=first), club.ada.click(cards[1], label=second))
    (told,) = [one for reply in both for one in reply.followups]
    assert "Somebody else has just changed this submission" in told.text
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    winner = first if both[1].followups else second
    after = {
        "Approve": "**Approved** (1)\n1. Three\n**Suggested** (2)\n1. One\n2. Two",
        "Reject": "**Approved**: none yet\n**Suggested** (2)\n1. One\n2. Two",
        "Up": "**Approved**: none yet\n**Suggested** (3)\n1. One\n2. Three\n3. Two",
    }
    assert after[winner] in desk.text


async def test_publishing_confirmed_twice_posts_once(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    cards = [shown(await user.slash(club.chat, "desk publish")) for user in (club.mo, club.ada)]
    both = await asyncio.gather(
        club.mo.click(cards[0], label="Publish"),
        club.mo.click(cards[0], label="Publish"),
        club.ada.click(cards[1], label="Publish"),
    )
    texts = [sentence(reply).text for reply in both]
    assert sum("is published and goes to its channels now" in text for text in texts) >= 1
    assert sum("has been published meanwhile" in text for text in texts) >= 1
    await club.posts(club.digest)
    await club.submit(club.mo, "For the next issue")
    late = await press(club.ada, cards[1], "b:desk-publish-yes:1:2020-01-01")
    assert "Something went wrong" not in sentence(late).text
    assert len(club.posted(club.digest)) == 1


async def test_the_same_article_sent_twice_at_once_is_taken_in_once(club: Club) -> None:
    forms = [await user.slash(club.chat, "submit") for user in (club.lin, club.mo)]
    both = await asyncio.gather(
        *(
            user.submit(form.modal, title="One and the same paper", link="10.1002/ijc.35388")
            for user, form in zip((club.lin, club.mo), forms, strict=True)
            if form.modal is not None
        )
    )
    assert sum("nothing was added" in reply.text for reply in both) == 1


async def test_an_edit_that_came_second_is_kept_and_may_be_saved_all_the_same(club: Club) -> None:
    await club.submit(club.lin, "A paper")
    first, second = await _opened_to_edit(club, club.mo), await _opened_to_edit(club, club.ada)
    await club.mo.submit(first, title="Mo's title")
    refused = shown(await club.ada.submit(second, title="Ada's title"))
    assert "Somebody else has changed or decided this submission meanwhile" in refused.text
    again = await club.ada.click(refused, label="Correct it")
    assert again.modal is not None
    assert again.modal.inputs[0].value == "Ada's title"
    assert "Ada's title" in (await club.ada.submit(again.modal)).text
    assert "1. Ada's title" in (await club.mo.slash(club.chat, "desk open")).text


async def _opened_to_edit(club: Club, user: User) -> Modal:
    desk = shown(await user.slash(club.chat, "desk open"))
    await user.select(desk, desk.selects[0].values[0])
    modal = (await user.click(desk, label="Edit")).modal
    assert modal is not None
    return modal

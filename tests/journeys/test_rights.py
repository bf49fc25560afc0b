"""Who may do what: hidden from everybody else, and refused where it arrives nevertheless."""

from typing import Any

import pytest

from bot.sandbox.errors import CommandHidden
from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.user import User
from tests.journeys import forgery
from tests.journeys.archives import page_of
from tests.journeys.clubs import Club

EVERYONES = ["Add to digest", "digest", "search", "submit"]
MODERATORS = ["desk import", "desk open", "desk preview", "desk publish"]
ADMINS = [
    "setup channel add",
    "setup channel remove",
    "setup channel test",
    "setup follow",
    "setup publication",
    "setup status",
    "setup unfollow",
]
NO_MODERATOR = "Only moderators of Exosomes Digest may do this"
NO_ADMIN = "Only admins may do this: it takes the permission Manage Server. Ask an admin of this server."
PAGE = page_of("1/4 May 2025", "May 14", ["Carriers over the blood-brain barrier"])


@pytest.fixture
async def kim(club: Club) -> User:
    """A moderator by the publication's role alone; the server has opened /desk to it."""
    role = club.bot.discord.world.add_role(club.guild, "Reviewers")
    await club.set_up(moderators=role)
    member = club.bot.discord.world.add_person(club.guild, "Kim", roles=[role])
    return forgery.intruder(club, club.user(member))


def _options(club: Club, command: str) -> dict[str, Any]:
    return {
        "desk import": {"file": ("digest.txt", PAGE.encode())},
        "setup publication": {
            "name": "Another Digest",
            "channel": club.digest,
            "weekday": 2,
            "time": "09:00",
            "timezone": "Europe/Berlin",
        },
        "setup channel add": {"channel": club.digest},
        "setup channel remove": {"channel": club.digest},
        "setup channel test": {"channel": club.digest},
        "setup follow": {"publication": "Another Digest", "channel": club.digest},
        "setup unfollow": {"publication": "Another Digest"},
    }.get(command, {})


async def test_each_sees_the_commands_that_they_may_use(club: Club) -> None:
    assert club.lin.commands(club.chat) == EVERYONES
    seen = [*EVERYONES, *MODERATORS, "desk entry"]  # which takes an issue: see test_revise.py
    assert club.mo.commands(club.chat) == sorted(seen)
    assert club.ada.commands(club.chat) == sorted(seen + ADMINS)


@pytest.mark.parametrize("command", MODERATORS + ADMINS)
async def test_a_member_is_shown_no_command_of_others_and_refused_when_sending_it(club: Club, command: str) -> None:
    options = _options(club, command)
    with pytest.raises(CommandHidden):
        await club.lin.slash(club.chat, command, **options)
    await club.submit(club.mo, "A paper")
    refused = await forgery.intruder(club, club.lin).slash(club.chat, command, **options)
    assert (NO_MODERATOR if command in MODERATORS else NO_ADMIN) in refused.text
    assert refused.message is not None
    assert refused.message.ephemeral
    assert "Another Digest" not in (await club.ada.slash(club.chat, "setup status")).text


@pytest.mark.parametrize("command", ADMINS)
async def test_a_moderator_is_no_admin(club: Club, command: str) -> None:
    options = _options(club, command)
    with pytest.raises(CommandHidden):
        await club.mo.slash(club.chat, command, **options)
    assert NO_ADMIN in (await forgery.intruder(club, club.mo).slash(club.chat, command, **options)).text


@pytest.mark.parametrize("command", MODERATORS)
async def test_a_moderator_by_role_may_do_what_one_by_permission_may(club: Club, kim: User, command: str) -> None:
    await club.submit(club.mo, "A paper")
    done = await kim.slash(club.chat, command, **_options(club, command))
    assert "Only moderators" not in done.text
    assert done.text


async def test_a_members_article_waits_and_a_moderators_is_approved(club: Club, kim: User) -> None:
    waits = await club.submit(club.lin, "By a member")
    assert "waits for the moderators" in waits.text
    assert waits.message is not None
    assert waits.message.buttons == []
    for place, user in enumerate((club.mo, kim, club.ada), start=1):
        assert f"Entry {place} for Wed" in (await club.submit(user, f"By somebody else, number {place}")).text
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Approved** (3)" in desk.text
    assert "**Suggested** (1)\n1. By a member" in desk.text


async def _moderators_cards(club: Club, moderator: User) -> dict[str, Message]:
    """Every card that only moderators get, by the button that is to be pressed on it."""
    await club.submit(club.lin, "A suggestion")
    submitted = await club.submit(moderator, "An approved paper")
    await club.submit(moderator, "Another approved paper")
    suggested = await moderator.slash(club.chat, "desk open")
    approved = await moderator.slash(club.chat, "desk open")
    publish = await moderator.slash(club.chat, "desk publish")
    imported = await moderator.slash(club.chat, "desk import", file=("digest.txt", PAGE.encode()))
    cards = [one.message for one in (submitted, suggested, approved, publish, imported)]
    submission, suggestion, approval, publishing, importing = (card for card in cards if card is not None)
    suggestions = suggestion.selects[-1]
    await moderator.select(suggestion, suggestions.values[-1], custom_id=suggestions.custom_id)
    await moderator.select(approval, approval.selects[0].values[1])
    return {
        **dict.fromkeys(("Approve", "Read", "Edit", "Preview", "Publish now", "Refresh"), suggestion),
        **dict.fromkeys(("Reject", "Up", "Down", "Undo"), approval),
        "Publish": publishing,
        "Not now": publishing,
        "Import": importing,
        "Leave it": importing,
        "Undo ": submission,
        "Edit ": submission,
    }


def _demote(club: Club, user: User) -> None:
    club.bot.discord.world.set_member_roles(club.guild, user.member, [])


@pytest.mark.parametrize("by_role", [False, True])
async def test_a_card_does_nothing_any_more_once_the_role_is_taken_away(
    club: Club, kim: User, by_role: bool
) -> None:
    moderator = kim if by_role else club.mo
    cards = await _moderators_cards(club, moderator)
    before = (await club.ada.slash(club.chat, "desk open")).text
    _demote(club, moderator)
    for label, card in cards.items():
        refused = await moderator.click(card, label=label.strip())
        assert NO_MODERATOR in forgery.sentence(refused).text, label
        assert forgery.sentence(refused).ephemeral
    desk = cards["Approve"]
    refused = await moderator.select(desk, desk.selects[0].values[0])
    assert NO_MODERATOR in forgery.sentence(refused).text
    assert (await club.ada.slash(club.chat, "desk open")).text == before
    assert club.posted(club.digest) == []


async def test_a_member_who_forges_a_moderators_button_is_refused(club: Club) -> None:
    cards = await _moderators_cards(club, club.mo)
    before = (await club.ada.slash(club.chat, "desk open")).text
    own = (await club.lin.slash(club.chat, "search", query="nothing")).message
    assert own is not None
    for label, card in cards.items():
        refused = await forgery.press(club.lin, own, card.button(label=label.strip()).custom_id)
        assert NO_MODERATOR in forgery.sentence(refused).text, label
    assert (await club.ada.slash(club.chat, "desk open")).text == before
    assert club.posted(club.digest) == []


async def test_a_form_that_was_open_when_the_role_was_taken_away_changes_nothing(club: Club) -> None:
    submitted = await club.submit(club.mo, "An approved paper")
    assert submitted.message is not None
    opened = await club.mo.click(submitted.message, label="Edit")
    assert opened.modal is not None
    _demote(club, club.mo)
    refused = await club.mo.submit(opened.modal, title="Changed")
    assert NO_MODERATOR in forgery.sentence(refused).text
    assert "An approved paper" in (await club.ada.slash(club.chat, "desk open")).text


async def test_what_was_opened_as_a_moderator_and_sent_as_a_member_waits(club: Club) -> None:
    opened = await club.mo.slash(club.chat, "submit")
    assert opened.modal is not None
    _demote(club, club.mo)
    assert "waits for the moderators" in (await club.mo.submit(opened.modal, title="A paper")).text


@pytest.mark.parametrize("label", ["Retry", "Refresh"])
async def test_a_status_card_does_nothing_once_its_reader_is_no_admin(club: Club, label: str) -> None:
    status = await club.ada.slash(club.chat, "setup status")
    assert status.message is not None
    _demote(club, club.ada)
    refused = await club.ada.click(status.message, label=label)
    assert NO_ADMIN in forgery.sentence(refused).text


async def test_a_member_who_forges_an_admins_button_is_refused(club: Club) -> None:
    own = (await club.lin.slash(club.chat, "search", query="nothing")).message
    assert own is not None
    for custom_id in ("b:setup-status", "b:setup-retry"):
        assert NO_ADMIN in forgery.sentence(await forgery.press(club.lin, own, custom_id)).text


async def _issue(club: Club) -> Message:
    for title in ("A first paper", "A second paper"):
        await club.submit(club.mo, title)
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    return post


async def test_everything_is_private_until_it_is_shared_and_that_works_once(club: Club) -> None:
    post = await _issue(club)
    world = club.bot.discord.world
    opened = await club.lin.select(post, "1")
    assert opened.message is not None
    await club.lin.slash(club.chat, "digest")
    await club.lin.slash(club.chat, "search", query="paper")
    await club.submit(club.lin, "A suggestion")
    await club.mo.slash(club.chat, "desk open")
    await club.ada.slash(club.chat, "setup status")
    assert world.messages(club.chat) == []
    assert len(world.messages(club.digest)) == 1
    share = opened.message.button(label="Share").custom_id
    await club.lin.click(opened.message, label="Share")
    (_, shared) = await club.posts(club.digest, 2)
    assert f"<@{club.lin.member.id}> shares:" in shared.text
    assert (shared.mentions_users, shared.mentions_roles, shared.mentions_everyone) == ([], [], False)
    with pytest.raises(LookupError):
        await club.lin.click(opened.message, label="Share")
    await forgery.press(club.lin, opened.message, share)
    assert len(club.posted(club.digest)) == 2


async def test_the_next_entry_on_the_same_card_can_be_shared_too(club: Club) -> None:
    post = await _issue(club)
    opened = await club.lin.select(post, "1")
    assert opened.message is not None
    await club.lin.click(opened.message, label="Share")
    await club.lin.click(opened.message, label="›")
    await club.lin.click(opened.message, label="Share")
    await club.lin.click(opened.message, label="Whole issue")
    await club.lin.click(opened.message, label="Share")
    _, first, second, issue = await club.posts(club.digest, 4)
    assert "A first paper" in first.text
    assert "A second paper" in second.text
    assert "2 entries" in issue.text


async def test_sharing_what_was_shared_and_deleted_says_so(club: Club) -> None:
    post = await _issue(club)
    opened = await club.lin.select(post, "1")
    assert opened.message is not None
    share = opened.message.button(label="Share").custom_id
    await club.lin.click(opened.message, label="Share")
    (_, shared) = await club.posts(club.digest, 2)
    club.bot.discord.world.delete_message(club.digest, shared)
    again = await forgery.press(club.lin, opened.message, share)
    assert "shared here already" in forgery.sentence(again).text
    assert len(club.posted(club.digest)) == 1


@pytest.mark.parametrize("thread", [False, True])
async def test_who_may_not_write_cannot_share(club: Club, thread: bool) -> None:
    await _issue(club)
    world = club.bot.discord.world
    place = world.open_thread(club.chat, "A thread", club.mo.member.person) if thread else club.chat
    denied = Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES
    world.set_overwrite(club.chat, club.lin.member, deny=int(denied))
    digest = await club.lin.slash(place, "digest")
    assert digest.message is not None
    refused = await club.lin.click(digest.message, label="Share")
    assert "You may not write in this channel" in forgery.sentence(refused).text
    assert club.posted(place) == []


async def test_where_the_bot_may_not_write_sharing_says_so(club: Club) -> None:
    await _issue(club)
    bot = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(club.chat, bot, deny=int(Permission.SEND_MESSAGES))
    digest = await club.lin.slash(club.chat, "digest")
    assert digest.message is not None
    refused = await club.lin.click(digest.message, label="Share")
    assert "The bot may not write in this channel" in forgery.sentence(refused).text


async def test_a_moderator_of_one_publication_by_its_role_is_none_of_another(club: Club, kim: User) -> None:
    await club.set_up(name="Second Digest", moderators=club.editors)
    refused = await kim.slash(club.chat, "desk open", publication="Second Digest")
    assert "Only moderators of Second Digest may do this" in refused.text
    mine = await kim.slash(club.chat, "desk open", publication="Exosomes Digest")
    assert "Only moderators" not in mine.text

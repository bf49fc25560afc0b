"""What an announcement links to: the full texts in the server's other channels, where there are any."""

import re

import pytest

from bot.journeys import freeze
from bot.sandbox.messages import Message
from bot.sandbox.records import ChannelRecord
from tests.journeys.clubs import Club, RunningBot, found_club

LINK = re.compile(r"\[Full text\]\(https://discord\.com/channels/(\d+)/(\d+)/(\d+)\)")
PAPER, OTHER = "Exosomes carry cargo", "Vesicles cross a barrier"


async def announced_beside(club: Club, channel: ChannelRecord, **options: object) -> None:
    """Post to the announcement channel as well, and to a channel in this way."""
    await club.ada.slash(club.chat, "setup channel add", channel=club.news)
    await club.ada.slash(club.chat, "setup channel add", channel=channel, **options)


async def publish(club: Club) -> None:
    for title, doi in ((PAPER, "10.1002/a"), (OTHER, "10.1002/b")):
        await club.submit(club.mo, title, takeaway="They do.", text=f"All that is known: {title}.", link=doi)
    await club.publish_now()


async def announcement(club: Club) -> Message:
    (message,) = await club.posts(club.news)
    await club.bot.discord.until(lambda: message.crossposted)
    return message


def linked(club: Club, message: Message) -> list[str]:
    """The messages that an announcement links to, by their text."""
    found = [tuple(int(part) for part in match.groups()) for match in LINK.finditer(message.text)]
    assert all(guild_id == club.guild.id for guild_id, _, _ in found)
    places = [(club.guild.channels[place], message_id) for _, place, message_id in found]
    return [one.text for place, message_id in places for one in club.posted(place) if one.id == message_id]


@pytest.mark.parametrize(("kind", "style"), [("text", "full"), ("text", "thread"), ("forum", None)])
async def test_each_entry_is_linked_to_its_full_text(club: Club, kind: str, style: str | None) -> None:
    place = club.forum if kind == "forum" else club.chat
    await announced_beside(club, place, **({"format": style} if style else {}))
    await publish(club)
    message = await announcement(club)
    texts = linked(club, message)
    assert len(texts) == 2
    assert f"All that is known: {PAPER}." in texts[0]
    assert f"All that is known: {OTHER}." in texts[1]
    assert "(https://doi.org/10.1002/a)" in message.text


async def test_where_nothing_stands_whole_it_links_to_the_papers_alone(club: Club) -> None:
    await announced_beside(club, club.chat, format="compact")
    await publish(club)
    message = await announcement(club)
    assert "Full text" not in message.text
    assert "discord.com/channels" not in message.text
    assert "(https://doi.org/10.1002/a)" in message.text


async def test_trouble_with_the_full_texts_holds_no_announcement_up(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freeze, "FULL_TEXTS_FIRST", freeze.FULL_TEXTS_FIRST / 10)
    await announced_beside(club, club.chat, format="full")
    held = club.bot.discord.faults.add(path=rf"/channels/{club.chat.id}/messages$", kind="hold", after_hits=1)
    await publish(club)
    message = await announcement(club)
    assert "discord.com/channels" not in message.text
    held.release()
    await club.posts(club.chat, 2)


async def test_no_link_leads_to_a_channel_of_another_server(club: Club, bot: RunningBot) -> None:
    follower = found_club(bot, "Followers")
    name = f"Digest {club.guild.id}"
    saved = await club.set_up(name=name, public=True)
    code = re.search(r"`(\w+)`", saved.text)
    assert code is not None
    for place in (club.news, club.forum):
        await club.ada.slash(club.chat, "setup channel add", channel=place, publication=name)
    for place in (follower.news, follower.chat):
        style = {"format": "full"} if place is follower.chat else {}
        await follower.ada.slash(follower.chat, "setup follow", publication=code[1], channel=place, **style)
    opened = await club.mo.slash(club.chat, "submit", publication=name)
    assert opened.modal is not None
    await club.mo.submit(opened.modal, title=PAPER, text=f"All that is known: {PAPER}.")
    asked = await club.mo.slash(club.chat, "desk publish", publication=name)
    assert asked.message is not None
    await club.mo.click(asked.message, label="Publish")
    assert len(linked(club, await announcement(club))) == 1
    followed = await announcement(follower)
    assert all(int(match[1]) == follower.guild.id for match in LINK.finditer(followed.text))
    assert f"/{club.guild.id}/" not in followed.text


async def test_a_correction_keeps_the_links(club: Club, bot: RunningBot) -> None:
    await announced_beside(club, club.forum)
    await publish(club)
    message = await announcement(club)
    ((_, uid), *_) = await club.mo.autocomplete(club.chat, "desk entry", "issue", "")
    shown = await club.mo.slash(club.chat, "desk entry", issue=uid, entry=1)
    assert shown.message is not None
    opened = await club.mo.click(shown.message, label="Edit…")
    assert opened.modal is not None
    asked = await club.mo.submit(opened.modal, title="Exosomes carry cargo far")
    assert asked.message is not None
    await club.mo.click(asked.message, label="Change it")
    await bot.discord.until(lambda: "cargo far" in message.text)
    assert len(linked(club, message)) == 2


async def test_after_a_restart_the_announcement_still_comes_once_with_its_links(
    club: Club, bot: RunningBot
) -> None:
    await announced_beside(club, club.chat, format="full")
    held = bot.discord.faults.add(path=rf"/channels/{club.chat.id}/messages$", kind="hold", after_hits=1)
    await publish(club)
    await held.reached.wait()
    await bot.stop()
    held.release()
    await bot.start()
    message = await announcement(club)
    await club.posts(club.chat, 2)
    assert len(linked(club, message)) == 2
    assert len(club.posted(club.news)) == 1

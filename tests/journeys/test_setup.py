"""Setting a publication up, and how it stands."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.errors import DiscordError
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelType
from tests.journeys.clubs import Club


async def test_a_publication_is_created_and_its_next_run_said(empty_club: Club) -> None:
    saved = await empty_club.set_up(role=empty_club.readers)
    assert "Exosomes Digest is set up" in saved.text
    assert f"Channel <#{empty_club.digest.id}>: text, pings <@&{empty_club.readers.id}>" in saved.text
    next_run = datetime.fromtimestamp(int(saved.text.split("Next run: <t:")[1].split(":")[0]), UTC)
    there = next_run.astimezone(ZoneInfo("Europe/Berlin"))
    assert (there.weekday(), there.hour, there.minute) == (2, 9, 0)
    assert next_run > empty_club.bot.clock.now()


async def test_the_publication_of_that_name_is_changed_and_keeps_what_is_not_given(club: Club) -> None:
    changed = await club.set_up(name="exosomes digest", time="18:30", editor=None, intro=None, channel=club.news)
    assert "exosomes digest is changed" in changed.text
    assert "every Wednesday 18:30, Europe/Berlin" in changed.text
    await club.submit(club.mo, "A paper")
    preview = await club.mo.slash(club.chat, "desk preview")
    assert "Lisa · " in preview.text
    assert "New work on exosomes." in preview.text


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"time": "25:00"}, "24-hour clock"),
        ({"time": "noon"}, "24-hour clock"),
        ({"timezone": "Atlantis"}, "is not a time zone"),
        ({"timezone": "../../etc/passwd"}, "is not a time zone"),
        ({"name": "x" * 81}, "may have 80 characters; this one has 81"),
        ({"name": " \u200b "}, "The name is empty"),
        ({"intro": "x" * 1501}, "The intro may have 1500 characters"),
        ({"editor": "x" * 81}, "The editor may have 80 characters"),
    ],
)
async def test_what_cannot_be_used_is_said_and_nothing_is_saved(
    empty_club: Club, typed: dict[str, str], complaint: str
) -> None:
    refused = await empty_club.set_up(**typed)
    assert complaint in refused.text
    assert "no publication" in (await empty_club.ada.slash(empty_club.chat, "setup status")).text


async def test_missing_permissions_are_named_before_anything_is_saved(empty_club: Club) -> None:
    club = empty_club
    bot = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(
        club.digest, bot, deny=int(Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY)
    )
    refused = await club.set_up()
    assert "in #digest it lacks Send Messages, Read Message History" in refused.text
    assert "no publication" in (await club.ada.slash(club.chat, "setup status")).text


async def test_a_role_that_cannot_be_pinged_is_said(empty_club: Club) -> None:
    club = empty_club
    quiet = club.bot.discord.world.add_role(club.guild, "Quiet", mentionable=False)
    assert "it lacks Mention" in (await club.set_up(role=quiet)).text


async def test_only_channels_that_take_a_digest_are_offered(empty_club: Club) -> None:
    media = empty_club.bot.discord.world.add_channel(empty_club.guild, "media", ChannelType.MEDIA)
    with pytest.raises(DiscordError, match="This kind of channel is not offered"):
        await empty_club.set_up(channel=media)
    empty_club.bot.discord.world.delete_channel(empty_club.guild, media)  # Discord's document knows no such type
    assert "is set up" in (await empty_club.set_up(channel=empty_club.forum)).text


async def test_time_zones_are_offered_also_for_a_misspelt_city(club: Club) -> None:
    offered = await club.ada.autocomplete(club.chat, "setup publication", "timezone", "berlni")
    assert offered[0][0].startswith("Europe/Berlin") or "Europe/Berlin" in [value for _, value in offered]


async def test_weekdays_are_a_choice(empty_club: Club) -> None:
    saved = await empty_club.set_up(weekday=6)
    assert "every Sunday 09:00" in saved.text


async def test_status_shows_what_was_sent_and_what_failed_and_why(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    bot = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(club.digest, bot, deny=int(Permission.SEND_MESSAGES))
    await club.publish_now()
    (notice,) = await club.posts(club.desk)
    assert f"be posted in <#{club.digest.id}>" in notice.text
    status = await club.ada.slash(club.chat, "setup status")
    assert status.message is not None
    await club.refreshed(status.message, lambda text: "paused: " in text)  # the notice may have come before
    status = await club.ada.slash(club.chat, "setup status")
    assert "paused: " in status.text
    assert "missing permissions: Send Messages" in status.text
    assert "0 of 1 message sent; 1 due" in status.text
    club.bot.discord.world.set_overwrite(club.digest, bot)
    assert status.message is not None
    await club.ada.click(status.message, label="Retry")
    (post,) = await club.posts(club.digest)
    assert "A paper" in post.text
    await club.settled(status.message)
    assert "1 of 1 message sent" in status.message.text
    assert "paused" not in status.message.text


async def test_saving_the_same_schedule_again_does_not_put_off_what_is_due(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    await club.bot.stop()
    club.come_due(minutes=5)
    await club.bot.start()
    await club.set_up(intro="Another intro")
    (post,) = await club.posts(club.digest)
    assert "A paper" in post.text


async def test_what_was_set_up_can_be_taken_away_again(club: Club) -> None:
    saved = await club.set_up(moderators=club.editors)
    assert f"<@&{club.editors.id}>" in saved.text
    cleared = await club.set_up(editor="-", intro="-", moderators_channel=None, clear="moderators_channel")
    assert "Moderators' channel" not in cleared.text
    assert f"<@&{club.editors.id}>" in cleared.text
    cleared = await club.set_up(editor=None, intro=None, moderators_channel=None, clear="moderators_role")
    assert "Moderators:" not in cleared.text
    await club.submit(club.ada, "A paper")
    preview = await club.ada.slash(club.chat, "desk preview")
    assert "Lisa" not in preview.text
    assert "New work on exosomes." not in preview.text
    assert "\n-\n" not in preview.text

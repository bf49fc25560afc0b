"""Commands as people find and run them."""

import asyncio

import discord
import pytest
from discord import app_commands

from bot.sandbox.errors import CommandHidden, DiscordError, NoAnswer
from bot.sandbox.limits import Limits
from bot.sandbox.permissions import Permission
from tests.sandbox.clients import Interaction
from tests.sandbox.conftest import Scene


async def test_a_slash_command_is_answered_for_the_person_alone(scene: Scene) -> None:
    reply = await scene.mia.slash(scene.channel, "say", text="hello")

    assert reply.message is not None
    assert reply.text == "hello"
    assert reply.message.ephemeral
    assert scene.mia.sees(reply.message)
    assert not scene.mod.sees(reply.message)
    assert scene.texts() == []
    assert 0 < reply.acknowledged_in < 3
    assert scene.world.messages_for(scene.channel, scene.mia.member.id) == [reply.message]


async def test_options_bring_people_roles_channels_and_files(scene: Scene) -> None:
    role = scene.world.add_role(scene.guild, "readers")

    reply = await scene.mia.slash(
        scene.channel,
        "say",
        text="a",
        how="Aloud",
        times=2,
        where=scene.channel,
        who=scene.mod.member,
        role=role,
        file=("notes.txt", b"from a file"),
    )

    assert reply.text == "a a aloud general mod readers from a file"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"text": "x", "times": 4}, "times"),
        ({"text": "x", "times": True}, "times"),
        ({"text": "x", "how": "quietly"}, "how"),
        ({"text": "x", "where": 5}, "where"),
        ({"text": "x", "loud": "yes"}, "loud"),
    ],
)
async def test_options_that_discord_would_not_send_are_refused(
    scene: Scene, given: dict[str, object], wrong: str
) -> None:
    with pytest.raises(DiscordError) as refused:
        await scene.mia.slash(scene.channel, "say", **given)

    assert list(refused.value.errors or {}) == [wrong]


async def test_a_channel_of_a_kind_that_is_not_asked_for_is_refused(scene: Scene) -> None:
    other = scene.world.add_guild("Other")
    foreign = scene.world.add_channel(other, "foreign")

    with pytest.raises(DiscordError, match="where"):
        await scene.mia.slash(scene.channel, "say", text="x", where=foreign)


async def test_typing_gets_choices(scene: Scene) -> None:
    assert await scene.mia.autocomplete(scene.channel, "pick", "fruit", "p") == [("Pear", "pear"), ("Plum", "plum")]
    # What was never offered can be sent all the same.
    assert (await scene.mia.slash(scene.channel, "pick", fruit="fig")).text == "fig"


async def test_commands_are_hidden_from_those_without_their_permissions(scene: Scene) -> None:
    assert scene.mia.commands(scene.channel) == ["Quote", "ask", "pick", "say"]
    assert scene.mod.commands(scene.channel) == ["Quote", "ask", "desk open", "pick", "say"]
    assert (await scene.mod.slash(scene.channel, "desk open")).text == "the desk"
    with pytest.raises(CommandHidden):
        await scene.mia.slash(scene.channel, "desk open")
    with pytest.raises(LookupError, match="ask, desk, pick, say"):
        await scene.mia.slash(scene.channel, "nothing")


async def test_nobody_runs_commands_where_that_is_denied(scene: Scene) -> None:
    everyone = scene.guild.roles[scene.guild.id]
    scene.world.set_overwrite(scene.channel, everyone, deny=Permission.USE_APPLICATION_COMMANDS)

    assert scene.mia.commands(scene.channel) == []


async def test_a_bot_that_was_kicked_leaves_no_commands(scene: Scene) -> None:
    scene.world.remove_bot(scene.guild)

    assert scene.mod.commands(scene.channel) == []
    assert await scene.client.tells() == scene.guild.id
    assert list(scene.client.guilds) == []


async def test_a_message_command_reads_the_message_without_the_content_intent(scene: Scene) -> None:
    written = scene.world.post(scene.channel, scene.mod.member, "well said")

    reply = await scene.mia.message_command(written, "Quote")

    assert reply.text == "“well said”"


async def test_sync_gives_back_what_was_registered(scene: Scene) -> None:
    by_name = {command.name: command for command in await scene.client.tree.fetch_commands()}
    put = next(one for one in scene.sandbox.exchanges if one.method == "PUT")
    got = next(one for one in scene.sandbox.exchanges if one.path.endswith("/commands") and one.method == "GET")

    assert sorted(by_name) == ["Quote", "ask", "desk", "pick", "say"]
    assert by_name["desk"].default_member_permissions == discord.Permissions(manage_messages=True)
    assert by_name["say"].default_member_permissions is None
    assert got.response == put.response
    assert [one.get("options") for one in got.response] == [one.get("options") for one in put.request]


async def test_a_second_sync_keeps_the_ids(scene: Scene) -> None:
    before = {command.name: command.id for command in await scene.client.tree.fetch_commands()}

    after = {command.name: command.id for command in await scene.client.tree.sync()}

    assert after == before


async def test_a_command_of_one_guild_is_found_only_there(scene: Scene) -> None:
    other = scene.world.add_guild("Other")
    lobby = scene.world.add_channel(other, "lobby")
    stranger = scene.sandbox.user(other, scene.world.add_person(other, "sam"))
    here = discord.Object(scene.guild.id)

    @scene.client.tree.command(name="local", description="Only here", guild=here)
    async def local(interaction: Interaction) -> None:
        await interaction.response.send_message("local")

    assert local is not None
    await scene.client.tree.sync(guild=here)

    assert "local" in scene.mia.commands(scene.channel)
    assert "local" not in stranger.commands(lobby)
    assert (await scene.mia.slash(scene.channel, "local")).text == "local"


async def test_single_commands_are_changed_and_deleted(scene: Scene) -> None:
    say = next(command for command in await scene.client.tree.fetch_commands() if command.name == "say")

    changed = await say.edit(name="tell", description="Tells")
    assert "tell" in scene.mia.commands(scene.channel)
    assert changed.id == say.id

    await changed.delete()
    assert "tell" not in scene.mia.commands(scene.channel)
    with pytest.raises(discord.NotFound) as gone:
        await changed.delete()
    assert gone.value.code == 10063


async def test_a_command_that_breaks_limits_is_refused_by_name(scene: Scene) -> None:
    @scene.client.tree.command(name="long", description="x" * 101)
    async def long(interaction: Interaction) -> None: ...

    assert long is not None
    with pytest.raises(app_commands.CommandSyncFailure, match="100 in length"):
        await scene.client.tree.sync()
    assert "long" not in scene.mia.commands(scene.channel)


async def test_a_bot_that_does_not_respond_in_time_gives_no_answer(scene: Scene, limits: Limits) -> None:
    over = asyncio.Event()

    async def sleep(interaction: Interaction) -> None:
        await over.wait()
        try:
            await interaction.response.send_message("too late")
        except discord.NotFound as error:
            scene.client.told.put_nowait(error.code)

    limits.interaction_seconds = 0.1
    scene.client.handlers["ask"] = sleep
    with pytest.raises(NoAnswer, match="did not respond"):
        await scene.mia.slash(scene.channel, "ask")
    over.set()

    assert await scene.client.tells() == 10062
    assert scene.world.messages_for(scene.channel, scene.mia.member.id) == []

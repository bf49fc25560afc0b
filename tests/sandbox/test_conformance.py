"""What the sandbox answers, held against Discord's own document of its API.

Every test that uses the `sandbox` fixture has its exchanges checked when it ends; here is one long session that
asks for all that the sandbox can answer.
"""

import io
from typing import Any

import discord
import pytest
from discord import ui

from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelType
from tests.conformance import CONFORMANCE, Check
from tests.sandbox.clients import Card, Form, Interaction
from tests.sandbox.conftest import Scene


class Everything(ui.LayoutView):
    """A layout with each kind of component."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        picture = "attachment://picture.png"
        link: ui.Button[Any] = ui.Button(label="Open", url="https://example.org/")
        thumbnail: ui.Thumbnail[Any] = ui.Thumbnail(picture, description="A picture")
        illustrated: ui.Section[Any] = ui.Section("text", accessory=thumbnail)
        linked: ui.Section[Any] = ui.Section("text", accessory=link)
        container: ui.Container[Any] = ui.Container(
            ui.TextDisplay("# Title"),
            ui.Separator(spacing=discord.SeparatorSpacing.large),
            illustrated,
            linked,
            ui.MediaGallery(
                discord.MediaGalleryItem(picture), discord.MediaGalleryItem("https://example.org/a.png")
            ),
            ui.File("attachment://table.csv", spoiler=True),
            accent_colour=0x336699,
        )
        self.add_item(container)
        for one in (ui.UserSelect[Any], ui.RoleSelect[Any], ui.MentionableSelect[Any], ui.ChannelSelect[Any]):
            self.add_item(ui.ActionRow(one(custom_id=one.__name__, placeholder=one.__name__, max_values=2)))
        self.stop()


def files() -> list[discord.File]:
    """The files that the layout shows."""
    return [discord.File(io.BytesIO(b"x"), name) for name in ("picture.png", "table.csv")]


def an_embed() -> discord.Embed:
    """An embed with all its parts."""
    embed = discord.Embed(title="title", description="text", url="https://example.org/", colour=5)
    embed.set_author(name="author").set_footer(text="footer").add_field(name="name", value="value")
    return embed.set_image(url="attachment://picture.png")


async def visit_everything(scene: Scene) -> None:
    """Ask for each thing once, in a way that goes well and in one that does not."""
    await _visit_guild(scene)
    await _post(scene)
    await _answer(scene)
    await _fail(scene)


async def _visit_guild(scene: Scene) -> None:
    guild = await scene.client.fetch_guild(scene.guild.id)
    await guild.fetch_channels()
    await guild.fetch_roles()
    await guild.fetch_member(scene.mia.member.id)
    await scene.client.fetch_user(scene.mia.member.id)
    await scene.client.fetch_channel(scene.channel.id)
    await scene.client.application_info()
    assert [one.name async for one in scene.client.fetch_guilds()] == ["Readers"]


async def _post(scene: Scene) -> None:
    news = scene.world.add_channel(scene.guild, "news", ChannelType.ANNOUNCEMENT)
    forum = scene.world.add_channel(scene.guild, "articles", ChannelType.FORUM, tags=["digest"])
    await scene.caught_up()
    classic: ui.View = ui.View(timeout=None)
    classic.add_item(ui.Button(label="Search", custom_id="search"))
    classic.stop()
    sent = await scene.client.channel(news.id).send("news", embed=an_embed(), file=files()[0], view=classic)
    await sent.publish()
    await sent.edit(embed=discord.Embed(title="new"), attachments=[])
    await sent.create_thread(name="on the news")
    laid_out = await scene.here.send(view=Everything(), files=files())
    await laid_out.reply("an answer")
    await scene.here.typing()
    place = scene.client.get_channel(forum.id)
    assert isinstance(place, discord.ForumChannel)
    post, _ = await place.create_thread(
        name="post", view=Everything(), files=files(), applied_tags=list(place.available_tags)
    )
    await post.edit(archived=True)
    assert [one.name async for one in place.archived_threads()] == ["post"]
    scene.world.post(scene.channel, scene.mia.member, "a stranger's words")
    assert len([one async for one in scene.here.history()]) == 3
    await laid_out.delete()


async def _answer(scene: Scene) -> None:
    async def show(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Everything(), files=files(), ephemeral=True)
        await interaction.followup.send(view=Card("beside it"))

    async def picked(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Everything(), attachments=files())

    async def open_form(interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def take(interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card("taken"))
        await interaction.followup.send("thank you", ephemeral=True)
        await interaction.delete_original_response()

    scene.client.handlers |= {"ask": show, "ChannelSelect": picked, "more": open_form, "form": take}
    reply = await scene.mia.slash(scene.channel, "ask")
    await scene.sandbox.until(lambda: reply.followups)
    assert reply.message is not None
    await scene.mia.select(reply.message, scene.channel, placeholder="ChannelSelect")
    form = (await scene.mia.click(reply.followups[0], label="More")).modal
    assert form is not None
    submitted = await scene.mia.submit(form, title="title", text="text")
    await scene.sandbox.until(lambda: submitted.message is None)
    await scene.mia.autocomplete(scene.channel, "pick", "fruit", "")


async def _fail(scene: Scene) -> None:
    scene.sandbox.faults.add(path="/messages$", kind="status", status=429, retry_after=0.01)
    await scene.here.send("later")
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.SEND_MESSAGES)
    for doing in (scene.here.send("no"), scene.here.send("x" * 2001), scene.client.fetch_channel(1)):
        with pytest.raises(discord.HTTPException):
            await doing


async def test_what_is_exchanged_conforms_to_discords_document(scene: Scene, conformance: Check | None) -> None:
    if conformance is None:
        pytest.skip(f"{CONFORMANCE.parent} is not here, so there is nothing to check against")

    await visit_everything(scene)
    records = [one.record() for one in scene.sandbox.exchanges]

    assert len(records) > 30
    assert conformance(records) == []


async def test_the_check_finds_what_does_not_conform(scene: Scene, conformance: Check | None) -> None:
    if conformance is None:
        pytest.skip(f"{CONFORMANCE.parent} is not here, so there is nothing to check with")
    await scene.here.send("hello")
    record = scene.sandbox.exchanges[-1].record()

    without_author = {key: value for key, value in record["response"].items() if key != "author"}

    assert conformance([{**record, "response": without_author}]) != []


async def test_the_record_keeps_the_token_to_itself(scene: Scene) -> None:
    await scene.here.send("hello")

    assert scene.sandbox.token not in str([one.record() for one in scene.sandbox.exchanges])

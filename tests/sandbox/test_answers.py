"""What a bot answers to an interaction: messages, updates, forms, follow-ups, and when it is too late."""

from typing import Any

import discord
import pytest
from discord import ui

from bot.sandbox.errors import DiscordError, NoAnswer
from bot.sandbox.limits import Limits
from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from tests.sandbox.clients import Card, Form, Handler, Interaction, data_of
from tests.sandbox.conftest import Scene


async def ask(scene: Scene, handler: Handler) -> Reply:
    """Run /ask with this answer."""
    scene.client.handlers["ask"] = handler
    return await scene.mia.slash(scene.channel, "ask")


async def a_card(scene: Scene, text: str = "a card", *, private: bool = True) -> Message:
    """A message with a button and a select."""

    async def show(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Card(text), ephemeral=private)

    message = (await ask(scene, show)).message
    assert message is not None
    return message


async def test_a_deferred_answer_is_waited_for_until_it_is_there(scene: Scene) -> None:
    async def think(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="thought")

    reply = await ask(scene, think)

    assert reply.message is not None
    assert reply.text == "thought"
    assert reply.message.ephemeral
    assert not reply.message.loading


async def test_the_first_follow_up_takes_the_place_of_the_placeholder(scene: Scene) -> None:
    async def think(interaction: Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("first")
        await interaction.followup.send("second", ephemeral=True)

    reply = await ask(scene, think)
    await scene.sandbox.until(lambda: reply.followups)

    assert reply.text == "first"
    assert [one.text for one in reply.followups] == ["second"]
    assert reply.followups[0].ephemeral
    assert scene.texts() == ["first"]


async def test_an_answer_that_is_never_finished_is_told(scene: Scene) -> None:
    async def think(interaction: Interaction) -> None:
        await interaction.response.defer(thinking=True)

    scene.mia.patience = 0.1
    with pytest.raises(NoAnswer, match="did not finish"):
        await ask(scene, think)


async def test_a_button_updates_its_message_in_place(scene: Scene) -> None:
    card = await a_card(scene, "before")

    async def more(interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card("after", disabled=True))

    scene.client.handlers["more"] = more
    reply = await scene.mia.click(card, label="More")

    assert reply.message is card
    assert card.text == "after"
    assert card.edited
    with pytest.raises(LookupError, match="disabled"):
        await scene.mia.click(card, label="More")
    with pytest.raises(LookupError, match="'More'"):
        await scene.mia.click(card, label="Less")


async def test_a_deferred_update_ends_with_the_edit(scene: Scene) -> None:
    card = await a_card(scene, "before")

    async def more(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Card("after"))

    scene.client.handlers["more"] = more
    reply = await scene.mia.click(card, custom_id="more")

    assert reply.message is card
    assert reply.text == "after"
    assert card.ephemeral


async def test_a_deferred_update_may_end_with_a_message_of_its_own(scene: Scene) -> None:
    card = await a_card(scene, "stays")

    async def more(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send("beside it", ephemeral=True)

    scene.client.handlers["more"] = more
    reply = await scene.mia.click(card, label="More")

    assert reply.text == "beside it"
    assert reply.followups == [reply.message]
    assert card.text == "stays"


async def test_a_select_sends_what_was_picked(scene: Scene) -> None:
    card = await a_card(scene)

    async def read(interaction: Interaction) -> None:
        await interaction.response.send_message(f"picked {data_of(interaction)['values']}")

    scene.client.handlers["read"] = read

    assert (await scene.mia.select(card, "2", placeholder="Read…")).text == "picked ['2']"
    with pytest.raises(LookupError, match="does not offer"):
        await scene.mia.select(card, "3", placeholder="Read…")
    with pytest.raises(LookupError, match="takes 1 to 1"):
        await scene.mia.select(card, "1", "2", placeholder="Read…")


async def test_nobody_clicks_what_they_do_not_see(scene: Scene) -> None:
    card = await a_card(scene)

    with pytest.raises(DiscordError, match="10008"):
        await scene.mod.click(card, label="More")


async def test_a_form_opens_prefilled_and_is_checked_before_it_is_sent(scene: Scene) -> None:
    async def open_form(interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def take(interaction: Interaction) -> None:
        rows: list[Any] = data_of(interaction)["components"]
        values = [str(row["component"]["value"]) for row in rows]
        await interaction.response.send_message(" | ".join(values), ephemeral=True)

    scene.client.handlers["form"] = take
    modal = (await ask(scene, open_form)).modal

    assert modal is not None
    assert modal.title == "Add an article"
    assert [(one.label, one.custom_id, one.value, one.required, one.style) for one in modal.inputs] == [
        ("Title", "title", "", True, 1),
        ("Text", "text", "so far", False, 2),
    ]
    with pytest.raises(DiscordError, match="required"):
        await scene.mia.submit(modal)
    with pytest.raises(DiscordError, match="20 or fewer"):
        await scene.mia.submit(modal, title="x" * 21)
    with pytest.raises(LookupError, match="no field name"):
        await scene.mia.submit(modal, name="x")
    assert (await scene.mia.submit(modal, title="Exosomes")).text == "Exosomes | so far"


async def test_a_form_opened_from_a_card_can_change_the_card(scene: Scene) -> None:
    card = await a_card(scene, "before")

    async def open_form(interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def take(interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card("after"))

    scene.client.handlers |= {"more": open_form, "form": take}
    modal = (await scene.mia.click(card, label="More")).modal
    assert modal is not None
    reply = await scene.mia.submit(modal, title="x")

    assert reply.message is card
    assert card.text == "after"


async def test_only_the_first_response_counts(scene: Scene) -> None:

    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("once")
        # as after an answer that got lost
        interaction.response._response_type = None  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(discord.HTTPException) as refused:
            await interaction.response.send_message("twice")
        scene.client.told.put_nowait(refused.value.code)

    await ask(scene, twice)

    assert await scene.client.tells() == 40060
    assert scene.texts() == ["once"]


async def test_a_500_after_the_answer_was_taken_ends_in_40060(scene: Scene) -> None:
    """discord.py sends the first response again by itself; the message stands once."""
    scene.sandbox.faults.add(path="/callback$", kind="status", when="after", status=500)

    async def say(interaction: Interaction) -> None:
        try:
            await interaction.response.send_message("hello")
        except discord.HTTPException as error:
            scene.client.told.put_nowait(error.code)

    reply = await ask(scene, say)

    assert await scene.client.tells() == 40060
    assert reply.text == "hello"
    assert scene.texts() == ["hello"]


async def test_a_token_runs_out(scene: Scene, limits: Limits) -> None:
    async def say(interaction: Interaction) -> None:
        await interaction.response.send_message("hello")
        scene.client.told.put_nowait(interaction)

    await ask(scene, say)
    kept: Interaction = await scene.client.tells()
    limits.token_minutes = 0

    with pytest.raises(discord.HTTPException) as refused:
        await kept.followup.send("too late")
    assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_the_answer_is_read_changed_and_deleted_by_its_token(scene: Scene) -> None:
    async def say(interaction: Interaction) -> None:
        await interaction.response.send_message("hello", ephemeral=True)
        scene.client.told.put_nowait(interaction)

    reply = await ask(scene, say)
    kept: Interaction = await scene.client.tells()
    message = reply.message
    assert message is not None

    assert (await kept.original_response()).content == "hello"
    with pytest.raises(discord.NotFound):
        await scene.here.fetch_message(message.id)
    await kept.delete_original_response()
    assert not scene.mia.sees(message)
    assert reply.message is None


async def test_answers_ping_people_but_no_roles_unless_told(scene: Scene) -> None:
    role = scene.world.add_role(scene.guild, "readers", mentionable=True)
    text = f"<@{scene.mod.member.id}> <@&{role.id}> @everyone"

    async def plain(interaction: Interaction) -> None:
        await interaction.response.send_message(text)

    async def told(interaction: Interaction) -> None:
        allowed = discord.AllowedMentions(users=False, roles=True)
        await interaction.response.send_message(view=Card(text), allowed_mentions=allowed)

    by_default, named = (await ask(scene, plain)).message, (await ask(scene, told)).message

    assert by_default is not None
    assert named is not None
    assert (by_default.mentions_users, by_default.mentions_roles) == ([scene.mod.member.id], [])
    assert (named.mentions_users, named.mentions_roles) == ([], [role.id])
    assert not by_default.mentions_everyone
    assert not named.mentions_everyone


async def test_a_card_over_its_limits_is_refused_and_the_interaction_stays_open(scene: Scene) -> None:
    async def too_long(interaction: Interaction) -> None:
        card = Card("x" * 2000)
        card.add_item(ui.TextDisplay("x" * 2001))
        with pytest.raises(discord.HTTPException) as refused:
            await interaction.response.send_message(view=card)
        await interaction.response.send_message(str(refused.value.code))

    assert (await ask(scene, too_long)).text == "50035"

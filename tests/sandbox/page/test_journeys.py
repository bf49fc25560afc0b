"""What people do on the page, in a real browser, with a real bot."""

import pytest
from playwright.async_api import expect

from bot.sandbox.records import ChannelType
from tests.sandbox.page.conftest import Club

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_message_appears_without_reloading(club: Club):
    await club.open(club.lin)
    club.sandbox.world.post(club.channel, club.mo, "Good **morning**, everybody")
    await expect(club.last).to_contain_text("Mo")
    await expect(club.last.locator("strong", has_text="morning")).to_be_visible()


async def test_what_one_person_is_answered_another_does_not_see(club: Club):
    await club.open(club.mo)
    await club.run("/card")
    await expect(club.last).to_contain_text("Only you can see this")
    await club.page.get_by_label("You are").select_option(label="Lin (member)")
    await expect(club.page.get_by_text("Nothing has been posted here yet.")).to_be_visible()
    await club.page.get_by_label("You are").select_option(label="Mo (moderator)")
    await expect(club.last).to_contain_text("Nothing chosen yet.")
    await club.page.get_by_role("button", name="Dismiss message").click()
    await expect(club.page.locator("article")).to_have_count(0)


async def test_the_picker_says_what_each_person_is(club: Club):
    await club.open(club.lin)
    options = await club.page.get_by_label("You are").locator("option").all_inner_texts()
    assert {"Ada (admin)", "Mo (moderator)", "Lin (member)"} <= set(options)


async def test_commands_are_offered_to_those_who_see_them(club: Club):
    offered = club.page.get_by_role("listbox").get_by_role("option", name="/tidy")
    await club.open(club.mo)
    await club.page.get_by_role("button", name="Commands").click()
    await expect(offered).to_be_visible()
    await club.open(club.lin)
    await club.page.get_by_role("button", name="Commands").click()
    await expect(club.page.get_by_role("listbox").get_by_role("option", name="/card")).to_be_visible()
    await expect(offered).to_have_count(0)
    await club.type("/tidy")
    await expect(club.page.get_by_text("There is no command /tidy for you here.")).to_be_visible()


async def test_a_command_is_run_with_the_keyboard_alone(club: Club):
    await club.open(club.lin)
    keyboard = club.page.keyboard
    await club.page.get_by_label("Message or command").focus()
    await keyboard.type("/ea")
    await expect(club.page.get_by_role("option", name="/eat")).to_be_visible()
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(club.page.get_by_label("fruit required")).to_be_focused()
    await keyboard.type("ap")
    await expect(club.page.get_by_role("listbox").get_by_role("option")).to_have_text(["Apple", "Apricot"])
    await keyboard.press("ArrowDown")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(club.page.get_by_label("fruit required")).to_have_value("Apricot")
    await keyboard.press("Enter")
    await expect(club.last).to_contain_text("Ate 1 apricot in None: no note")
    await expect(club.page.get_by_label("Message or command")).to_be_focused()


async def test_what_is_typed_behind_a_command_fills_its_first_option(club: Club):
    await club.open(club.lin)
    await club.type("/Eat passion  fruit")
    await expect(club.page.get_by_label("fruit required")).to_have_value("passion  fruit")
    await club.page.get_by_role("button", name="Run").click()
    await expect(club.last).to_contain_text("Ate 1 passion")
    await club.type("/eats plum")
    await expect(club.page.get_by_text("There is no command /eats for you here.")).to_be_visible()


async def test_options_of_every_kind_reach_the_bot(club: Club):
    await club.open(club.lin)
    await club.type("/eat")
    await club.page.get_by_label("fruit required").fill("plum")
    await club.page.get_by_label("count").fill("3")
    await club.page.get_by_label("where").select_option(label="#general")
    file = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"tasty"}
    await club.page.get_by_label("note").set_input_files([file])  # pyright: ignore[reportArgumentType]
    await club.page.get_by_role("button", name="Run").click()
    await expect(club.last).to_contain_text("Ate 3 plum in general: tasty")


async def test_a_missing_option_is_asked_for(club: Club):
    await club.open(club.lin)
    await club.run("/eat")
    await expect(club.page.get_by_label("fruit required")).to_be_focused()
    await expect(club.page.locator("article")).to_have_count(0)


async def test_a_button_and_a_select_change_the_message_in_place(club: Club):
    await club.open(club.lin)
    await club.run("/share")
    await club.page.get_by_role("button", name="Press me").click()
    await expect(club.last).to_contain_text("The button was pressed.")
    await club.page.get_by_text("Read an entry…").click()
    await club.page.get_by_role("button", name="First entry About vesicles").click()
    await expect(club.last).to_contain_text("Entry 1 was chosen.")
    await expect(club.page.get_by_role("button", name="Off")).to_be_disabled()
    await expect(club.page.locator("article")).to_have_count(1)


async def test_a_button_keeps_the_focus_while_its_message_changes(club: Club):
    await club.open(club.lin)
    await club.run("/share")
    await club.page.get_by_role("button", name="Press me").focus()
    club.sandbox.world.post(club.channel, club.mo, "Meanwhile")
    await expect(club.last).to_contain_text("Meanwhile")
    await expect(club.page.get_by_role("button", name="Press me")).to_be_focused()


async def test_a_form_is_filled_in_and_sent(club: Club):
    await club.open(club.lin)
    await club.run("/suggest")
    dialog = club.page.get_by_role("dialog", name="A suggestion")
    await expect(dialog.get_by_label("Reason")).to_have_value("none yet")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_be_visible()
    await dialog.get_by_label("Title").fill("Vesicles")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_be_hidden()
    await expect(club.last).to_contain_text("Suggested: Vesicles (none yet)")


async def test_a_message_command_runs_from_the_messages_menu(club: Club):
    posted = club.sandbox.world.post(club.channel, club.mo, "Worth a look")
    await club.open(club.lin)
    await club.last.get_by_text("Apps").click()
    await club.last.get_by_role("button", name="Quote this").click()
    await expect(club.last).to_contain_text(f"Message {posted.id} noted.")


async def test_a_message_is_written_where_one_may_write(club: Club):
    await club.open(club.lin)
    await club.type("Hello <@" + str(club.mo.id) + ">")
    await expect(club.last).to_contain_text("Hello @Mo")
    assert "pinged" not in str(await club.last.get_attribute("class"))
    await club.open(club.mo)
    assert "pinged" in str(await club.last.get_attribute("class"))


async def test_silence_of_the_bot_is_said_in_a_sentence(club: Club):
    await club.open(club.lin)
    await club.run("/silent")
    await expect(club.page.get_by_role("alert").first).to_contain_text(
        "The application did not respond within 3 s."
    )


async def test_a_forum_shows_its_posts_and_opens_them(club: Club):
    world = club.sandbox.world
    forum = world.add_channel(club.guild, "issues", ChannelType.FORUM)
    post = world.open_thread(forum, "1/4 May 2025", club.mo.person)
    world.post(post, club.mo, "The first issue")
    await club.open(club.lin, forum)
    await club.page.get_by_role("button", name="1/4 May 2025 1 message").click()
    await expect(club.last).to_contain_text("The first issue")
    await expect(club.page.get_by_role("heading", level=1)).to_have_text("↳1/4 May 2025")


async def test_the_bots_process_is_killed_and_started(club: Club):
    await club.open(club.lin)
    await expect(club.page.locator("#bot")).to_contain_text("process 4321")
    await club.page.get_by_role("button", name="Kill").click()
    await club.page.get_by_role("button", name="Start").click()
    await expect(club.page.locator("#bot")).to_contain_text("process 4322")

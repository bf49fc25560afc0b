"""Handing in articles."""

from tests.journeys.archives import TWO_ENTRIES
from tests.journeys.clubs import Club

ABSTRACT = "Background: Little is known.\nResults\nMuch was found.\nConclusion\nMore is needed."


async def test_a_moderators_article_is_approved_at_once_for_the_coming_wednesday(club: Club) -> None:
    first = await club.submit(club.mo, "Exosomes, autophagy, and cancer", link="10.1002/ijc.35388")
    second = await club.submit(club.mo, "Another paper", link="https://example.org/b")
    assert "Entry 1 for Wed " in first.text
    assert "Entry 2 for Wed " in second.text


async def test_a_members_article_waits_on_the_desk(club: Club) -> None:
    reply = await club.submit(club.lin, "A suggestion", text=ABSTRACT)
    assert "waits for the moderators of Exosomes Digest" in reply.text
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Suggested** (1)\n1. A suggestion" in desk.text
    assert "**Approved**: none yet" in desk.text


async def test_the_form_begins_with_the_link_normalised(club: Club) -> None:
    opened = await club.mo.slash(club.chat, "submit", link="https://dx.doi.org/10.1002/IJC.35388?utm_source=x")
    assert opened.modal is not None
    values = {one.custom_id: one.value for one in opened.modal.inputs}
    assert values["link"] == "https://doi.org/10.1002/ijc.35388"
    assert [one.label for one in opened.modal.inputs] == ["Title", "Text", "Link", "Takeaway", "Authors"]


async def test_a_link_that_is_none_is_refused_with_a_sentence(club: Club) -> None:
    refused = await club.mo.slash(club.chat, "submit", link="javascript:alert(1)")
    assert refused.modal is None
    assert refused.text
    assert "went wrong" not in refused.text


async def test_add_to_digest_takes_the_first_link_of_a_message(club: Club) -> None:
    post = club.bot.discord.world.post(
        club.chat, club.lin.member, "Look (https://doi.org/10.1038/ncb1596), and https://example.org"
    )
    opened = await club.mo.message_command(post, "Add to digest")
    assert opened.modal is not None
    assert {one.custom_id: one.value for one in opened.modal.inputs}["link"] == "https://doi.org/10.1038/ncb1596"
    done = await club.mo.submit(opened.modal, title="Exosome-mediated transfer of mRNAs")
    assert "Entry 1" in done.text


async def test_add_to_digest_opens_an_empty_form_for_a_message_without_a_link(club: Club) -> None:
    post = club.bot.discord.world.post(club.chat, club.lin.member, "No link here")
    opened = await club.lin.message_command(post, "Add to digest")
    assert opened.modal is not None
    assert not any(one.value for one in opened.modal.inputs)


async def test_a_duplicate_of_the_archive_is_said_with_the_way_to_see_it(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    reply = await club.submit(club.lin, "carriers over the Blood-Brain barrier")
    assert "is in the archive already (1/4 May 2025), so nothing was added" in reply.text
    assert reply.message is not None
    opened = await club.lin.click(reply.message, label="Open entry")
    assert "Few drugs pass" in opened.text


async def test_a_duplicate_on_the_desk_is_shown_to_moderators_only(club: Club) -> None:
    title = "A suggestion of some length"
    await club.submit(club.lin, title, link="10.1234/abc")
    again = await club.submit(club.mo, "The same under another title", link="https://doi.org/10.1234/ABC")
    assert "is on the desk already (suggested)" in again.text
    assert again.message is not None
    desk = await club.mo.click(again.message, label="See it")
    assert f"**▸ {title}**" in desk.text
    by_member = await club.submit(club.lin, title)
    assert "is on its way already" in by_member.text
    assert by_member.message is not None
    assert not by_member.message.buttons


async def test_an_approved_article_can_be_edited_and_undone(club: Club) -> None:
    added = await club.submit(club.mo, "A titel", text=ABSTRACT, link="10.1234/abc", authors="Ada B, Cid D")
    assert added.message is not None
    form = await club.mo.click(added.message, label="Edit")
    assert form.modal is not None
    values = {one.custom_id: one.value for one in form.modal.inputs}
    assert values["authors"] == "Ada B, Cid D"
    assert "Much was found." in values["text"]
    edited = await club.mo.submit(form.modal, title="A title")
    assert "“A title” comes in" in edited.text
    assert edited.message is not None
    undone = await club.mo.click(edited.message, label="Undo")
    assert "taken back" in undone.text
    assert "**Approved**: none yet" in (await club.mo.slash(club.chat, "desk open")).text


async def test_what_was_typed_is_kept_when_the_form_cannot_be_used(club: Club) -> None:
    refused = await club.submit(club.lin, "A title", text=ABSTRACT, link="not a link at all")
    assert "What you typed is kept." in refused.text
    assert refused.message is not None
    form = await club.lin.click(refused.message, label="Correct it")
    assert form.modal is not None
    values = {one.custom_id: one.value for one in form.modal.inputs}
    assert values["title"] == "A title"
    assert values["text"] == ABSTRACT
    done = await club.lin.submit(form.modal, link="10.1234/abc")
    assert "waits for the moderators" in done.text


async def test_headings_in_the_text_become_sections(club: Club) -> None:
    await club.submit(club.mo, "A paper", text=ABSTRACT)
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    opened = await club.lin.select(post, "1")
    assert "**Background**\nLittle is known." in opened.text
    assert "**Results**\nMuch was found." in opened.text
    assert "**Conclusion**\nMore is needed." in opened.text


async def test_a_server_with_several_publications_is_asked_which(club: Club) -> None:
    await club.set_up(name="Proteins Digest", channel=club.news)
    named = await club.lin.slash(club.chat, "submit", publication="proteins digest")
    assert named.modal is not None
    assert named.modal.title == "Article for Proteins Digest"
    post = club.bot.discord.world.post(club.chat, club.lin.member, "https://doi.org/10.1038/ncb1596")
    asked = await club.lin.message_command(post, "Add to digest")
    assert "Which digest is the article for?" in asked.text
    assert asked.message is not None
    (choice,) = asked.message.selects
    proteins = next(one["value"] for one in choice.options if one["label"] == "Proteins Digest")
    opened = await club.lin.select(asked.message, proteins)
    assert opened.modal is not None
    assert opened.modal.title == "Article for Proteins Digest"
    assert {one.custom_id: one.value for one in opened.modal.inputs}["link"] == "https://doi.org/10.1038/ncb1596"

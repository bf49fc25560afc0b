"""Discord's markdown as the page draws it."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Club

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRAWN = {
    "## One\n### Two\n-# small": '<h4>One</h4><h5>Two</h5><p class="subtext">small</p>',
    "**bold** *it* _it_ `co*d*e`": "<p><strong>bold</strong> <em>it</em> <em>it</em> <code>co*d*e</code></p>",
    "***both*** __under__ ~~gone~~": "<p><strong><em>both</em></strong> <u>under</u> <s>gone</s></p>",
    r"\*no\* \# \[x\]\(y\) 1\. snake_case_name": "<p>*no* # [x](y) 1. snake_case_name</p>",
    r"\## no heading": "<p>## no heading</p>",
    "> one\n> **two**\nafter": "<blockquote><p>one\n<strong>two</strong></p></blockquote><p>after</p>",
    ">>> all\nof it": "<blockquote><p>all\nof it</p></blockquote>",
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "3. three\n4. four": '<ol start="3"><li>three</li><li>four</li></ol>',
    "```py\n**raw**\n```": "<pre><code>**raw**\n</code></pre>",
    "a\n\nb": "<p>a\n\nb</p>",
    "2 * 3 * 4 ** 5 _ 6 [7] <8>": "<p>2 * 3 * 4 ** 5 _ 6 [7] &lt;8&gt;</p>",
    "@everyone": '<p><span class="mention">@everyone</span></p>',
    "<@1> <@&2> <#3>": (
        '<p><span class="mention">@unknown-user</span> <span class="mention">@unknown-role</span> '
        '<span class="mention">#no-access</span></p>'
    ),
}
LINKS = {
    "**[A *b* c](https://example.org/x_(y))**": "https://example.org/x_(y)",
    "see https://example.org/a_b_c?d=1.": "https://example.org/a_b_c?d=1",
    "<https://example.org/>": "https://example.org/",
    r"[1\] a](<https://example.org/z>)": "https://example.org/z",
}


async def test_it_is_drawn_as_on_discord(club: Club):
    for text in DRAWN:
        club.sandbox.world.post(club.channel, club.mo, text)
    await club.open(club.lin)
    drawn = [await one.inner_html() for one in await club.page.locator("article .markdown").all()]
    assert dict(zip(DRAWN, drawn, strict=True)) == DRAWN


async def test_links_lead_where_they_say(club: Club):
    for text in LINKS:
        club.sandbox.world.post(club.channel, club.mo, text)
    await club.open(club.lin)
    drawn = [await one.get_attribute("href") for one in await club.page.locator("article a").all()]
    assert dict(zip(LINKS, drawn, strict=True)) == LINKS


async def test_mentions_are_called_by_their_names(club: Club):
    role = club.sandbox.world.add_role(club.guild, "Readers")
    club.sandbox.world.post(club.channel, club.mo, f"<@{club.lin.id}> <@&{role.id}> <#{club.channel.id}>")
    await club.open(club.lin)
    await expect(club.last.locator(".mention")).to_have_text(["@Lin", "@Readers", "#general"])


async def test_times_stand_in_the_viewers_zone(club: Club):
    club.sandbox.world.post(club.channel, club.mo, "Due <t:1747213200:F>, posted <t:1747213200:t>")
    await club.open(club.lin)
    drawn = await club.last.locator(".markdown time").all_inner_texts()
    assert "Wednesday, May 14, 2025" in drawn[0]
    assert all(text.replace("\u202f", " ").endswith("11:00 AM") for text in drawn)


async def test_a_spoiler_is_shown_on_demand(club: Club):
    club.sandbox.world.post(club.channel, club.mo, "It was ||the vesicle||")
    await club.open(club.lin)
    await club.page.get_by_role("button", name="Spoiler: show it").press("Enter")
    await expect(club.page.get_by_role("button", name="Spoiler: show it")).to_have_count(0)
    await expect(club.last).to_contain_text("It was the vesicle")

"""Whatever people type or send: it is shown harmlessly or refused with a sentence, and pings nobody."""

import re
from collections.abc import Iterator

import pytest

from bot.sandbox.errors import DiscordError
from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from bot.sandbox.user import User
from tests.journeys.clubs import Club
from tests.journeys.forgery import Watch, answered, send, shown

MANY = 10_000  # characters
FIELDS = ("title", "text", "link", "takeaway", "authors")
HOSTILE = {
    "long words": "abcdefghi " * (MANY // 10),
    "one long word": "x" * MANY,
    "title of asterisks": "*_`~|[]" * 71,
    "markdown": "**b** __u__ ~~s~~ ||spoiler|| `code` ```block``` # no\n# heading\n> quote\n- item\n-# small",
    "links": "[click](https://evil.example) <https://evil.example> [a]( https://evil.example ) ](https://evil.example",
    "mentions": "@everyone @here <@1> <@!1> <@&ROLE> <#1> </x:1> <t:0:R> <:a:1> <id:home> @ everyone",
    "right to left": "שלום عربى اختبار " * 20,
    "bidi overrides": "\u202eevil\u2066 \u2067x\u202c \u200f end" * 20,
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 " * 50,
    "one emoji after the other": "👩‍👩‍👧‍👦" * 71,
    "combining flood": "Z" + "\u0301\u0489" * 400 + " a" + "\u0334" * 600,
    "control characters": "nul \x00 bell \x07 escape \x1b[31m tab \t feed \x0c delete \x7f next \x85 end",
    "lone surrogates": "half \ud800 and \udfff end",
    "line separators": "one\r\ntwo\u2028three\u2029four\x0bfive",
    "not there": "",
    "blanks": " \t \n  \u3000 ",
    "unseen": "\u200b\u2060\u3164\u00ad\ufeff\u180e",
    "statement": "'; DROP TABLE digests; -- \" OR 1=1",
    "operators": '" * ^ NEAR( OR AND NOT - : {a} (b "" -- +c title:x',
    "formats": "{0} %s %(x)s {self.__class__} \\u0000 \\",
    "paths": "../../etc/passwd file:///etc/passwd javascript:alert(1)",
    "backslashes": "\\" * 499,
    "odd address": "https://[::1]/x?y=1#z",
}


def _messages(club: Club) -> Iterator[Message]:
    for channel in club.guild.channels.values():
        yield from [*channel.messages.values(), *channel.private.values()]


def _require_harmless(club: Club) -> None:
    """Nothing in the server pings, formats, links or breaks out of its line by what was typed."""
    for message in _messages(club):
        assert message.mentions_users == []
        assert message.mentions_roles == []
        assert not message.mentions_everyone
        text = re.sub(r"```.*?```", "", message.text, flags=re.DOTALL)
        assert not _mentions(text)
        assert not re.search(r"(?<!\\)<(/x:1|t:0:R|:a:1|id:home|https://evil)", text)
        assert "](https://evil" not in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", text)
        assert _bidi_is_paired(text)


def _mentions(text: str) -> list[str]:
    """Mentions besides those that the bot itself makes: who shares, and the roles of a status."""
    own = re.compile(r"^<@\d+> shares:$|(?<=pings )<@&\d+>|(?<=Moderators: )<@&\d+>", re.MULTILINE)
    return re.findall(r"@(?:everyone|here|[&!]?\d)", own.sub("", text))


def _bidi_is_paired(text: str) -> bool:
    opened = len(re.findall("[\u202a\u202b\u202d\u202e\u2066-\u2068]", text))
    return opened == len(re.findall("[\u202c\u2069]", text))


async def _submit(club: Club, user: User, fields: dict[str, str]) -> Reply:
    opened = await user.slash(club.chat, "submit")
    assert opened.modal is not None
    return answered(await send(user, opened.modal, None, **fields))


def _values(club: Club) -> dict[str, str]:
    return {name: value.replace("ROLE", str(club.readers.id)) for name, value in HOSTILE.items()}


@pytest.mark.parametrize("name", HOSTILE)
async def test_an_article_of_hostile_text_lives_through_every_journey(club: Club, watch: Watch, name: str) -> None:
    value = _values(club)[name]
    for field in FIELDS:
        await _submit(club, club.lin, {"title": f"About {field}", field: value})
    fitting = {"title": value[:480], "text": value[:4000], "takeaway": value[:200], "authors": value[:4000]}
    await _submit(club, club.mo, fitting)
    await _submit(club, club.mo, {**fitting, "title": f"x{fitting['title']}", "text": f"Background\n{value}"})
    await _submit(club, club.mo, {"title": "So that there is something", "text": value})
    await _review(club)
    await _read(club)
    _require_harmless(club)


async def _review(club: Club) -> None:
    mo = club.mo
    desk = shown(await mo.slash(club.chat, "desk open"))
    for value in desk.selects[0].values:
        answered(await mo.select(desk, value))
        answered(await mo.click(desk, label="Read"))
        edit = answered(await mo.click(desk, label="Edit"))
        assert edit.modal is not None
        answered(await mo.submit(edit.modal, authors="Ada Lovelace"))
        desk = shown(await mo.slash(club.chat, "desk open"))
        answered(await mo.select(desk, value))
        if not desk.button(label="Approve").disabled:
            answered(await mo.click(desk, label="Approve"))
        answered(await mo.click(desk, label="Up"))
    answered(await mo.click(desk, label="Preview"))
    answered(await club.publish_now())


async def _read(club: Club) -> None:
    lin = club.lin
    (post, *_) = await club.posts(club.digest)
    for value in post.selects[0].values:
        opened = shown(await lin.select(post, value))
        while not opened.button(label="›").disabled:
            pages = [button for button in opened.buttons if button.label == "Page ›" and not button.disabled]
            answered(await lin.click(opened, label="Page ›" if pages else "›"))
            answered(await lin.click(opened, label="Cite"))
        answered(await lin.click(opened, label="Share"))
        answered(await lin.click(opened, label="Whole issue"))
        answered(await lin.click(opened, label="Share"))
    found = shown(await lin.slash(club.chat, "search", query="something"))
    opened = await lin.select(found, found.selects[0].values[0])
    answered(await lin.click(opened.followups[-1], label="More like this"))
    answered(await lin.click(found, label="New search"))
    answered(await lin.click(found, label="Share"))
    answered(await lin.slash(club.chat, "search", query="about"))


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_the_options_of_commands(club: Club, watch: Watch, name: str) -> None:
    typed = _values(club)[name][:6000]  # what Discord takes in an option
    await club.submit(club.mo, "Vesicles that carry cargo", text="x " * 300)
    await club.publish_now()
    lin, mo = club.lin, club.mo
    for command, option in (
        ("search", "query"),
        ("digest", "issue"),
        ("digest", "publication"),
        ("submit", "link"),
        ("submit", "publication"),
    ):
        answered(await lin.slash(club.chat, command, **{option: typed or " "}))
    for option in ("author", "tag", "since", "publication"):
        answered(await lin.slash(club.chat, "search", query="cargo", **{option: typed or " "}))
    answered(await lin.slash(club.chat, "search", query=f"cargo {typed}"[:6000]))
    for command in ("desk open", "desk preview", "desk publish"):
        answered(await mo.slash(club.chat, command, publication=typed or " "))
    for command, option in (
        ("digest", "issue"),
        ("digest", "publication"),
        ("search", "query"),
        ("search", "author"),
        ("search", "tag"),
        ("search", "publication"),
        ("submit", "publication"),
    ):
        assert len(await lin.autocomplete(club.chat, command, option, typed)) <= 25
    for option in ("name", "timezone"):
        assert len(await club.ada.autocomplete(club.chat, "setup publication", option, typed)) <= 25
    _require_harmless(club)


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_a_publications_settings(club: Club, watch: Watch, name: str) -> None:
    value = _values(club)[name]
    for option, limit in {"name": 80, "editor": 80, "intro": 1500, "time": 6000, "timezone": 6000}.items():
        for typed in {value[:limit], value[:6000]}:
            answered(await club.set_up(**{option: typed or " "}))
    answered(await club.set_up(name=value[:80] or " ", editor=value[:80], intro=value[:1500]))
    answered(await club.ada.slash(club.chat, "setup status"))
    answered(await club.lin.slash(club.chat, "submit"))
    answered(await club.lin.slash(club.chat, "digest", publication="Nowhere"))
    names = [value for _, value in await club.lin.autocomplete(club.chat, "search", "publication", "")]
    for one in names:
        opened = await club.mo.slash(club.chat, "submit", publication=one)
        assert opened.modal is not None
        answered(await club.mo.submit(opened.modal, title=f"A paper for {names.index(one)}"))
        answered(await club.mo.slash(club.chat, "desk open", publication=one))
        answered(await club.mo.slash(club.chat, "desk preview", publication=one))
        asked = shown(await club.mo.slash(club.chat, "desk publish", publication=one))
        answered(await club.mo.click(asked, label="Publish"))
    await club.posts(club.digest, 1)
    answered(await club.lin.slash(club.chat, "digest"))
    found = shown(await club.lin.slash(club.chat, "search", query="paper"))
    answered(await club.lin.click(found, label="New search"))
    _require_harmless(club)


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_the_search_box(club: Club, watch: Watch, name: str) -> None:
    value = _values(club)[name]
    await club.submit(club.mo, "Vesicles that carry cargo")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    for typed in (value, value[:300], f"cargo {value}"[:300]):
        asked = await club.lin.click(post, label="Search")
        assert asked.modal is not None
        answered(await send(club.lin, asked.modal, None, query=typed))
    _require_harmless(club)


_TOP = "Exosomes Digest (1/4 May 2025)\n- Lisa\n- May 14\n- 2 min read\nA week.\n\n"


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_import_files(club: Club, watch: Watch, name: str) -> None:
    value = _values(club)[name]
    line = " ".join(value.split())[:480]
    for number, page in enumerate(
        (
            value,
            f"{_TOP}{value}",
            f"{_TOP}{line}\nAbstract\n{value}\n",
            f"{_TOP.replace('A week.', line)}A fine paper\nAbstract\nIt is fine.\n",
            f"{_TOP.replace('Lisa', line)}A fine paper\nAbstract\nIt is fine.\n",
            f"{_TOP.replace('Exosomes Digest', line[:60])}A fine paper\nAbstract\nIt is fine.\n",
        )
    ):
        data = page.encode("utf-8", "surrogatepass")
        card = shown(await club.mo.slash(club.chat, "desk import", file=(f"{number}.txt", data)))
        if any(button.label == "Import" for button in card.buttons):
            answered(await club.mo.click(card, label="Import"))
    answered(await club.lin.slash(club.chat, "digest"))
    answered(await club.lin.slash(club.chat, "search", query="fine"))
    _require_harmless(club)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 100, bytes(range(256)) * 40, b"\xff\xfe" + "Exosomes".encode("utf-16-le"), b"x" * 1_000_001],
    ids=["empty", "nul", "bytes", "utf-16", "too large"],
)
async def test_a_file_that_is_no_text_is_refused_with_a_sentence(club: Club, watch: Watch, data: bytes) -> None:
    refused = answered(await club.mo.slash(club.chat, "desk import", file=("digest.txt", data)))
    assert refused.message is not None
    assert refused.message.buttons == []
    assert refused.text.endswith(".")


async def test_a_message_of_hostile_text_can_be_added(club: Club, watch: Watch) -> None:
    for value in _values(club).values():
        content = f"https://doi.org/10.1002/ijc.35388 {value}"[:2000]
        message = club.bot.discord.world.post(club.chat, club.lin.member, content)
        opened = answered(await club.lin.message_command(message, "Add to digest"))
        assert opened.modal is not None
        answered(await club.lin.submit(opened.modal, title="The same paper each time"))


async def test_a_desk_full_of_the_longest_titles_still_opens(club: Club, watch: Watch) -> None:
    for number in range(40):
        user = club.mo if number < 20 else club.lin
        await _submit(club, user, {"title": f"{number:02}" + "*_" * 240})
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    more = desk.selects[1]
    answered(await club.mo.select(desk, more.values[-1], custom_id=more.custom_id))
    assert "… and 5 more" in desk.text
    assert "20. **▸ 39" in desk.text


async def test_hits_of_the_longest_titles_and_links_are_all_shown(club: Club, watch: Watch) -> None:
    for number in range(5):
        title = f"Cargo {number} " + "*_" * 240
        await _submit(club, club.mo, {"title": title, "link": f"https://example.org/{number}{'x' * 1900}"})
    await club.publish_now()
    found = shown(await club.lin.slash(club.chat, "search", query="cargo"))
    assert [f"**{number}. " in found.text for number in range(1, 6)] == [True] * 5
    assert "5 entries" in found.text


async def test_a_status_of_many_publications_still_opens(club: Club, watch: Watch) -> None:
    for number in range(24):
        await club.set_up(name=f"{number:02}" + "*_" * 39, role=club.readers, moderators=club.editors)
    status = answered(await club.ada.slash(club.chat, "setup status"))
    assert re.search(r"… and \d+ more", status.text)
    refused = answered(await club.lin.slash(club.chat, "digest", publication="Nowhere"))
    assert "There is no publication of that name here" in refused.text
    which = answered(await club.lin.slash(club.chat, "submit"))
    assert which.text


async def test_a_long_entry_with_a_long_title_and_link_is_read_to_its_end(club: Club, watch: Watch) -> None:
    fields = {
        "title": "long title " * 45,
        "text": "Background\n" + "word " * 790,
        "takeaway": "why " * 50,
        "link": f"https://example.org/{'y' * 1900}",
        "authors": "Ada Lovelace, " * 285,
    }
    await _submit(club, club.mo, fields)
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    answered(await club.mo.select(desk, desk.selects[0].values[0]))
    answered(await club.mo.click(desk, label="Read"))
    await club.publish_now()
    (post, *_) = await club.posts(club.digest)
    opened = shown(await club.lin.select(post, "1"))
    words = opened.text.count("word")
    while any(button.label == "Page ›" and not button.disabled for button in opened.buttons):
        answered(await club.lin.click(opened, label="Page ›"))
        words += opened.text.count("word")
    assert words == 790


async def test_a_text_that_no_form_has_room_for_outlives_every_correction(club: Club, watch: Watch) -> None:
    headings = "\n".join(f"Results {number}:\nfound" for number in range(200))
    text = headings + "x" * (4000 - len(headings))
    done = shown(await _submit(club, club.mo, {"title": "A paper", "text": text}))
    edit = await club.mo.click(done, label="Edit")
    assert edit.modal is not None
    assert "text" not in [one.custom_id for one in edit.modal.inputs]
    refused = shown(await club.mo.submit(edit.modal, link="no link"))
    again = await club.mo.click(refused, label="Correct it")
    assert again.modal is not None
    await club.mo.submit(again.modal, link="10.1002/ijc.35388")
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    await club.mo.select(desk, desk.selects[0].values[0])
    read = await club.mo.click(desk, label="Read")
    await club.bot.discord.until(lambda: sum(one.text.count("found") for one in read.followups) == 200)


async def test_discords_own_client_would_not_send_such_forms(club: Club) -> None:
    """What the forger leaves out: a title beyond the field's length never reaches the bot."""
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    with pytest.raises(DiscordError):
        await club.lin.submit(opened.modal, title="x" * MANY)

"""Whatever people type or send: it is shown harmlessly or refused with a sentence, and pings nobody."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from typing import Any

import forgery
import pytest
from clubs import Club, RunningBot

from bot.sandbox.errors import DiscordError
from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from bot.sandbox.user import User

MANY = 10_000  # characters
FIELDS = ("title", "text", "link", "takeaway", "authors")
HOSTILE = {
    "long words": "abcdefghi " * (MANY // 10),
    "one long word": "x" * MANY,
    "title of asterisks": "*_`~|[]" * 71,
    "markdown": "**b** __u__ ~~s~~ ||spoiler|| `code` ```block``` # not a heading\n# heading\n> quote\n- item\n-# small",
    "links": "[click](https://evil.example) <https://evil.example> [a]( https://evil.example ) ](https://evil.example)",
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
    "operators": "\" * ^ NEAR( OR AND NOT - : {a} (b \"\" -- +c title:x",
    "formats": "{0} %s %(x)s {self.__class__} \\u0000 \\",
    "paths": "../../etc/passwd file:///etc/passwd javascript:alert(1)",
    "backslashes": "\\" * 499,
    "odd address": "https://[::1]/x?y=1#z",
}


@pytest.fixture
async def watch(bot: RunningBot, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[forgery.Watch]:
    """Whatever happens in the test: Discord finds no request malformed, and the log tells of no error."""
    watch = forgery.Watch(bot)
    yield watch
    assert watch.refused() == []
    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


def _answered(reply: Reply) -> Reply:
    said = reply.modal or forgery.sentence(reply).text
    assert said, "silence"
    assert "Something went wrong" not in str(said)
    return reply


def _shown(reply: Reply) -> Message:
    _answered(reply)
    assert reply.message is not None
    return reply.message


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
        assert not re.search(r"@(everyone|here|&?\d)", text.replace("<@", "@", 0)) or _only_sharers(text)
        assert not re.search(r"(?<!\\)<(/x:1|t:0:R|:a:1|id:home|https://evil)", text)
        assert "](https://evil" not in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", text)
        assert _bidi_is_paired(text)


def _only_sharers(text: str) -> bool:
    """Mentions that the bot itself makes: who shares, and the roles and channels of a status."""
    rest = re.sub(r"^<@\d+> shares:$|(?<=pings )<@&\d+>|(?<=Moderators: )<@&\d+>", "", text, flags=re.MULTILINE)
    return not re.search(r"@(everyone|here|[&!]?\d)", rest)


def _bidi_is_paired(text: str) -> bool:
    opened = len(re.findall("[\u202a\u202b\u202d\u202e\u2066-\u2068]", text))
    return opened == len(re.findall("[\u202c\u2069]", text))


async def _submit(club: Club, user: User, fields: dict[str, str]) -> Reply:
    opened = await user.slash(club.chat, "submit")
    assert opened.modal is not None
    return _answered(await forgery.send(user, opened.modal, None, **fields))


def _values(club: Club) -> dict[str, str]:
    return {name: value.replace("ROLE", str(club.readers.id)) for name, value in HOSTILE.items()}


@pytest.mark.parametrize("name", HOSTILE)
async def test_an_article_of_hostile_text_lives_through_every_journey(
    club: Club, watch: forgery.Watch, name: str
) -> None:
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
    desk = _shown(await mo.slash(club.chat, "desk open"))
    for value in desk.selects[0].values:
        _answered(await mo.select(desk, value))
        _answered(await mo.click(desk, label="Read"))
        edit = _answered(await mo.click(desk, label="Edit"))
        assert edit.modal is not None
        _answered(await mo.submit(edit.modal, authors="Ada Lovelace"))
        desk = _shown(await mo.slash(club.chat, "desk open"))
        _answered(await mo.select(desk, value))
        if not desk.button(label="Approve").disabled:
            _answered(await mo.click(desk, label="Approve"))
        _answered(await mo.click(desk, label="Up"))
    _answered(await mo.click(desk, label="Preview"))
    _answered(await club.publish_now())


async def _read(club: Club) -> None:
    lin = club.lin
    (post, *_) = await club.posts(club.digest)
    for value in post.selects[0].values:
        opened = _shown(await lin.select(post, value))
        while not opened.button(label="›").disabled:
            pages = [button for button in opened.buttons if button.label == "Page ›" and not button.disabled]
            _answered(await lin.click(opened, label="Page ›" if pages else "›"))
            _answered(await lin.click(opened, label="Cite"))
        _answered(await lin.click(opened, label="Share"))
        _answered(await lin.click(opened, label="Whole issue"))
        _answered(await lin.click(opened, label="Share"))
    found = _shown(await lin.slash(club.chat, "search", query="something"))
    _answered(await lin.select(found, found.selects[0].values[0]))
    _answered(await lin.slash(club.chat, "search", query="about"))


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_the_options_of_commands(club: Club, watch: forgery.Watch, name: str) -> None:
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
        _answered(await lin.slash(club.chat, command, **{option: typed or " "}))
    _answered(await lin.slash(club.chat, "search", query="cargo", publication=typed or " "))
    _answered(await lin.slash(club.chat, "search", query=f"cargo {typed}"[:6000]))
    for command in ("desk open", "desk preview", "desk publish"):
        _answered(await mo.slash(club.chat, command, publication=typed or " "))
    for command, option in (
        ("digest", "issue"),
        ("digest", "publication"),
        ("search", "publication"),
        ("submit", "publication"),
    ):
        assert len(await lin.autocomplete(club.chat, command, option, typed)) <= 25
    for option in ("name", "timezone"):
        assert len(await club.ada.autocomplete(club.chat, "setup publication", option, typed)) <= 25
    _require_harmless(club)


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_a_publications_settings(club: Club, watch: forgery.Watch, name: str) -> None:
    value = _values(club)[name]
    for option, limit in {"name": 80, "editor": 80, "intro": 1000, "time": 6000, "timezone": 6000}.items():
        for typed in {value[:limit], value[:6000]}:
            _answered(await club.set_up(**{option: typed or " "}))
    _answered(await club.set_up(name=value[:80] or " ", editor=value[:80], intro=value[:1000]))
    _answered(await club.ada.slash(club.chat, "setup status"))
    _answered(await club.lin.slash(club.chat, "submit"))
    _answered(await club.lin.slash(club.chat, "digest", publication="Nowhere"))
    names = [value for _, value in await club.lin.autocomplete(club.chat, "search", "publication", "")]
    for one in names:
        opened = await club.mo.slash(club.chat, "submit", publication=one)
        assert opened.modal is not None
        _answered(await club.mo.submit(opened.modal, title=f"A paper for {names.index(one)}"))
        _answered(await club.mo.slash(club.chat, "desk open", publication=one))
        _answered(await club.mo.slash(club.chat, "desk preview", publication=one))
        asked = _shown(await club.mo.slash(club.chat, "desk publish", publication=one))
        _answered(await club.mo.click(asked, label="Publish"))
    await club.posts(club.digest, 1)
    _answered(await club.lin.slash(club.chat, "digest"))
    found = _shown(await club.lin.slash(club.chat, "search", query="paper"))
    _answered(await club.lin.click(found, label="New search"))
    _require_harmless(club)


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_the_search_box(club: Club, watch: forgery.Watch, name: str) -> None:
    value = _values(club)[name]
    await club.submit(club.mo, "Vesicles that carry cargo")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    for typed in (value, value[:300], f"cargo {value}"[:300]):
        asked = await club.lin.click(post, label="Search")
        assert asked.modal is not None
        _answered(await forgery.send(club.lin, asked.modal, None, query=typed))
    _require_harmless(club)


_TOP = "Exosomes Digest (1/4 May 2025)\n- Lisa\n- May 14\n- 2 min read\nA week.\n\n"


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_import_files(club: Club, watch: forgery.Watch, name: str) -> None:
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
        card = _shown(await club.mo.slash(club.chat, "desk import", file=(f"{number}.txt", data)))
        if any(button.label == "Import" for button in card.buttons):
            _answered(await club.mo.click(card, label="Import"))
    _answered(await club.lin.slash(club.chat, "digest"))
    _answered(await club.lin.slash(club.chat, "search", query="fine"))
    _require_harmless(club)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 100, bytes(range(256)) * 40, b"\xff\xfe" + "Exosomes".encode("utf-16-le"), b"x" * 1_000_001],
    ids=["empty", "nul", "bytes", "utf-16", "too large"],
)
async def test_a_file_that_is_no_text_is_refused_with_a_sentence(
    club: Club, watch: forgery.Watch, data: bytes
) -> None:
    refused = _answered(await club.mo.slash(club.chat, "desk import", file=("digest.txt", data)))
    assert refused.message is not None
    assert refused.message.buttons == []
    assert refused.text.endswith(".")


async def test_a_message_of_hostile_text_can_be_added(club: Club, watch: forgery.Watch) -> None:
    for value in _values(club).values():
        content = f"https://doi.org/10.1002/ijc.35388 {value}"[:2000]
        message = club.bot.discord.world.post(club.chat, club.lin.member, content)
        opened = _answered(await club.lin.message_command(message, "Add to digest"))
        assert opened.modal is not None
        _answered(await club.lin.submit(opened.modal, title="The same paper each time"))


async def test_a_desk_full_of_the_longest_titles_still_opens(club: Club, watch: forgery.Watch) -> None:
    for number in range(40):
        user = club.mo if number < 20 else club.lin
        await _submit(club, user, {"title": f"{number:02}" + "*_" * 240})
    desk = _shown(await club.mo.slash(club.chat, "desk open"))
    more = desk.selects[1]
    _answered(await club.mo.select(desk, more.values[-1], custom_id=more.custom_id))
    assert "… and 5 more" in desk.text
    assert "20. **▸ 39" in desk.text


async def test_hits_of_the_longest_titles_and_links_are_all_shown(club: Club, watch: forgery.Watch) -> None:
    for number in range(5):
        title = f"Cargo {number} " + "*_" * 240
        await _submit(club, club.mo, {"title": title, "link": f"https://example.org/{number}{'x' * 1900}"})
    await club.publish_now()
    found = _shown(await club.lin.slash(club.chat, "search", query="cargo"))
    assert [f"**{number}. " in found.text for number in range(1, 6)] == [True] * 5
    assert "5 entries" in found.text


async def test_a_status_of_many_publications_still_opens(club: Club, watch: forgery.Watch) -> None:
    for number in range(24):
        await club.set_up(name=f"{number:02}" + "*_" * 39, role=club.readers, moderators=club.editors)
    status = _answered(await club.ada.slash(club.chat, "setup status"))
    assert re.search(r"… and \d+ more", status.text)
    refused = _answered(await club.lin.slash(club.chat, "digest", publication="Nowhere"))
    assert "There is no publication of that name here" in refused.text
    which = _answered(await club.lin.slash(club.chat, "submit"))
    assert which.text


async def test_a_long_entry_with_a_long_title_and_link_is_read_to_its_end(
    club: Club, watch: forgery.Watch
) -> None:
    fields = {
        "title": "long title " * 45,
        "text": "Background\n" + "word " * 790,
        "takeaway": "why " * 50,
        "link": f"https://example.org/{'y' * 1900}",
        "authors": "Ada Lovelace, " * 285,
    }
    await _submit(club, club.mo, fields)
    desk = _shown(await club.mo.slash(club.chat, "desk open"))
    _answered(await club.mo.select(desk, desk.selects[0].values[0]))
    _answered(await club.mo.click(desk, label="Read"))
    await club.publish_now()
    (post, *_) = await club.posts(club.digest)
    opened = _shown(await club.lin.select(post, "1"))
    words = opened.text.count("word")
    while any(button.label == "Page ›" and not button.disabled for button in opened.buttons):
        _answered(await club.lin.click(opened, label="Page ›"))
        words += opened.text.count("word")
    assert words == 790


NONSENSE = (
    "x",
    ":",
    "::::",
    "b",
    "b:",
    "s:",
    "m:",
    "b::",
    "b:unknown",
    "b:unknown:1:2:3",
    "s:unknown",
    "digest:1",
    "b:__init__",
    "b:press",
    "b:desk-approve",
    "b:desk-approve:",
    "b:desk-approve:x:y",
    "b:desk-approve:-1:0",
    "b:desk-approve:99999999999999999999:0",
    "b:desk-approve:9223372036854775808:9223372036854775808",
    "b:desk-approve:²:³",
    "b:desk-approve:١:٢",
    "b:desk-up:0:0",
    "b:desk-publish-yes:1:not-a-day",
    "b:desk-publish-yes:1:9999-12-31",
    "b:desk-publish-yes",
    "b:desk-import-yes:1:",
    "b:desk-import-yes",
    "b:desk-import-no",
    "b:desk-choose:1",
    "b:desk-open",
    "b:digest-page:nothing:1",
    "b:digest-page",
    "b:entry-page:nothing:x:y",
    "b:share-digest:nothing:1",
    "b:share-entry",
    "b:cite",
    "b:cite:a:b:c:d",
    "b:find",
    "b:find:1:0:",
    "b:find:999999999999999999:0:cargo",
    "b:find:1:0:~nothing",
    'b:find:1:999999999999999999:" OR *',
    "b:form-again",
    "b:form-again:nothing:submit",
    "b:form-again:nothing",
    "b:submission-read:x",
    "b:submission-edit:0:0",
    "b:submission-undo",
    "b:issue",
    "b:hit",
    "b:entry",
    "b:submit-to",
    "b:setup-retry:x",
    "s:hit",
    "s:issue",
    "s:entry",
    "s:entry:nothing:preview:1",
    "s:desk-choose:x",
    "s:submit-to",
    "s:desk-approve:1:0",
    "b:\x00",
    "b:\ud800",
    "\ud800",
    "b:digest-page:\ud800:1",
    "b:find:1:0:\x00\udfff",
    "b:issues\n",
    "\n",
    "💥" * 100,
    "b:" + "9" * 98,
    "x" * 100,
)


@pytest.mark.parametrize("custom_id", NONSENSE, ids=range(len(NONSENSE)))
async def test_a_custom_id_that_means_nothing_is_answered_with_a_sentence(
    club: Club, watch: forgery.Watch, custom_id: str
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    private = _shown(await club.lin.slash(club.chat, "digest"))
    _answered(await forgery.press(club.lin, post, custom_id))
    _answered(await forgery.press(club.ada, post, custom_id))
    _answered(await forgery.press(club.lin, private, custom_id))
    for value in ("", "x", "1:1", "999999999999999999999", "\ud800"):
        _answered(await forgery.pick(club.lin, post, custom_id, value))
        _answered(await forgery.pick(club.mo, post, custom_id, value))
    opened = await club.lin.click(post, label="Search")
    assert opened.modal is not None
    _answered(await forgery.send(club.lin, opened.modal, custom_id, query="paper"))


@pytest.mark.parametrize("arguments", ["", ":", ":0", ":x:y", ":1:x", f":{'9' * 30}:1", ":\ud800:\x00"])
@pytest.mark.parametrize("action", ["submit", "edit", "search", "form-again", "desk-approve"])
async def test_a_form_of_nonsense_is_answered_with_a_sentence(
    club: Club, watch: forgery.Watch, action: str, arguments: str
) -> None:
    for fields in ({}, {"title": "A paper"}, {"title": "A paper", "link": "nonsense"}):
        opened = await club.mo.slash(club.chat, "submit")
        assert opened.modal is not None
        _answered(await forgery.send(club.mo, opened.modal, f"m:{action}{arguments}", **fields))


# --- what goes wrong on the way


CALLBACK, ORIGINAL, FOLLOW_UP = r"/callback$", r"/messages/@original$", r"/webhooks/\d+/[^/]+$"
_FAULTS: dict[str, dict[str, Any]] = {
    "500 on the callback": {"path": CALLBACK, "kind": "status"},
    "500 on the callback after acceptance": {"path": CALLBACK, "kind": "status", "when": "after"},
    "the callback is lost": {"path": CALLBACK, "kind": "lost"},
    "the answer to the callback is lost": {"path": CALLBACK, "kind": "lost", "when": "after"},
    "the callback is reset": {"path": CALLBACK, "kind": "reset"},
    "the callback takes 2 s": {"path": CALLBACK, "kind": "delay", "seconds": 2.0},
    "503 on the answer": {"method": "PATCH", "path": ORIGINAL, "kind": "status", "status": 503},
    "503 on the answer after it was changed": {
        "method": "PATCH",
        "path": ORIGINAL,
        "kind": "status",
        "status": 503,
        "when": "after",
    },
    "the answer is lost": {"method": "PATCH", "path": ORIGINAL, "kind": "lost"},
    "what Discord says to the answer is lost": {"method": "PATCH", "path": ORIGINAL, "kind": "lost", "when": "after"},
    "429 on the answer": {"method": "PATCH", "path": ORIGINAL, "kind": "status", "status": 429, "retry_after": 0.5},
}
_slow = pytest.mark.parametrize("fault", _FAULTS)


@_slow
async def test_an_answer_arrives_once_whatever_happens_on_its_way(
    club: Club, watch: forgery.Watch, fault: str
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    await club.posts(club.digest)
    before = len(club.chat.private)

    async def read(user: User) -> None:
        digest = _shown(await user.slash(club.chat, "digest"))
        assert "A paper" in digest.text
        assert digest.ephemeral

    for injected in (club.lin, club.mo):
        club.bot.discord.faults.add(**_FAULTS[fault])
        await read(injected)
    assert len(club.chat.private) == before + 2


@pytest.mark.parametrize("fault", [name for name in _FAULTS if "callback" in name])
async def test_a_form_opens_whatever_happens_on_its_way(club: Club, watch: forgery.Watch, fault: str) -> None:
    before = len(club.chat.private)
    club.bot.discord.faults.add(**_FAULTS[fault])
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    assert "waits for the moderators" in (await club.lin.submit(opened.modal, title="A paper")).text
    assert len(club.chat.private) == before + 1


@pytest.mark.parametrize("fault", [name for name in _FAULTS if "callback" in name])
async def test_a_refusal_arrives_whatever_happens_on_its_way(club: Club, watch: forgery.Watch, fault: str) -> None:
    card = _shown(await club.mo.slash(club.chat, "desk open"))
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = await forgery.press(club.mo, card, "b:no-action")
    assert "no longer works" in forgery.sentence(refused).text
    assert "**Approved**" in card.text


@_slow
async def test_a_form_that_could_not_be_used_is_kept_whatever_happens(
    club: Club, watch: forgery.Watch, fault: str
) -> None:
    typed = {"title": "A paper", "text": "Background\nLong typed.", "takeaway": "Why", "authors": "Ada, Grace"}
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = _shown(await club.lin.submit(opened.modal, link="no link at all", **typed))
    assert "What you typed is kept." in refused.text
    again = await club.lin.click(refused, label="Correct it")
    assert again.modal is not None
    assert {one.custom_id: one.value for one in again.modal.inputs} == {**typed, "link": "no link at all"}
    club.bot.discord.faults.add(**_FAULTS[fault])
    assert "waits for the moderators" in (await club.lin.submit(again.modal, link="10.1002/ijc.35388")).text
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Suggested** (1)\n1. A paper" in desk.text


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status"},
        {"kind": "status", "when": "after"},
        {"kind": "lost"},
        {"kind": "lost", "when": "after"},
    ],
    ids=["500", "500 after", "lost", "lost after"],
)
async def test_what_is_shared_stands_once_whatever_happens_on_its_way(
    club: Club, watch: forgery.Watch, fault: dict[str, Any]
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    await club.posts(club.digest)
    digest = _shown(await club.lin.slash(club.chat, "digest"))
    club.bot.discord.faults.add(path=rf"/channels/{club.chat.id}/messages$", **fault)
    await club.lin.click(digest, label="Share")
    assert digest.button(label="Shared").disabled
    assert len(club.posted(club.chat)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_follow_up_that_may_not_have_arrived_is_not_repeated_and_said(club: Club, when: Any) -> None:
    await club.submit(club.mo, "A paper")
    desk = _shown(await club.mo.slash(club.chat, "desk open"))
    club.bot.discord.faults.add(path=FOLLOW_UP, kind="status", when=when)
    reply = await club.mo.click(desk, label="Preview")
    await club.bot.discord.until(lambda: any("Discord did not confirm" in one.text for one in reply.followups))
    assert sum("A paper" in one.text for one in reply.followups) == (when == "after")


async def test_a_delivery_of_the_answer_that_fails_for_good_is_logged_and_nothing_else_breaks(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    club.bot.discord.faults.add(path=CALLBACK, kind="status", status=404, code=10062)
    club.bot.discord.faults.add(path=CALLBACK, kind="status", status=404, code=10062)
    user = club.bot.discord.user(club.guild, club.lin.member)
    with pytest.raises(Exception, match="did not respond"):
        await user.slash(club.chat, "digest")
    assert any("10062" in record.getMessage() for record in caplog.records)
    assert "No digest has been published here yet" in (await club.lin.slash(club.chat, "digest")).text


# --- what nobody has foreseen


async def test_an_unforeseen_failure_gives_an_error_id_that_the_log_explains(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    with closing(sqlite3.connect(club.bot.database)) as database:
        database.execute("UPDATE entries SET article = '{}' WHERE article LIKE '%A paper%'")
        database.commit()
    for reply in (
        await club.lin.slash(club.chat, "digest"),
        await club.lin.select(post, "1"),
        await club.lin.slash(club.chat, "search", query="paper"),
    ):
        found = re.search(r"Something went wrong on the bot's side.*error ([0-9a-f]{8})\.", reply.text)
        assert found, reply.text
        (record,) = [one for one in caplog.records if found[1] in one.getMessage()]
        assert record.exc_info is not None
        assert f"guild {club.guild.id}" in record.getMessage()
    caplog.clear()


async def test_a_database_that_another_program_holds_is_said_and_works_again_later(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    desk = _shown(await club.mo.slash(club.chat, "desk open"))
    await club.mo.select(desk, desk.selects[0].values[0])
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    with closing(sqlite3.connect(club.bot.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        busy, form = await asyncio.gather(
            club.mo.click(desk, label="Reject"), club.lin.submit(opened.modal, title="Typed with care")
        )
        other.execute("ROLLBACK")
    for reply in (busy, form):
        assert "in use by another program" in forgery.sentence(reply).text
    assert "**Approved** (1)" in (await club.mo.slash(club.chat, "desk open")).text
    done = await club.mo.click(desk, label="Reject")
    assert "**Approved**: none yet" in done.text


# --- two at the same time


@pytest.mark.parametrize(
    ("first", "second"),
    [("Approve", "Approve"), ("Approve", "Reject"), ("Reject", "Reject"), ("Up", "Up"), ("Up", "Reject")],
)
async def test_of_two_moderators_who_press_at_the_same_time_one_wins(club: Club, first: str, second: str) -> None:
    for title in ("One", "Two", "Three"):
        await club.submit(club.lin, title)
    cards = [_shown(await user.slash(club.chat, "desk open")) for user in (club.mo, club.ada)]
    for user, card in zip((club.mo, club.ada), cards, strict=True):
        await user.select(card, card.selects[0].values[-1])
    both = await asyncio.gather(club.mo.click(cards[0], label=first), club.ada.click(cards[1], label=second))
    (told,) = [one for reply in both for one in reply.followups]
    assert "Somebody else has just changed this submission" in told.text
    desk = _shown(await club.mo.slash(club.chat, "desk open"))
    winner = first if both[1].followups else second
    after = {
        "Approve": "**Approved** (1)\n1. Three\n**Suggested** (2)\n1. One\n2. Two",
        "Reject": "**Approved**: none yet\n**Suggested** (2)\n1. One\n2. Two",
        "Up": "**Approved**: none yet\n**Suggested** (3)\n1. One\n2. Three\n3. Two",
    }
    assert after[winner] in desk.text


async def test_publishing_confirmed_twice_posts_once(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    cards = [_shown(await user.slash(club.chat, "desk publish")) for user in (club.mo, club.ada)]
    both = await asyncio.gather(
        club.mo.click(cards[0], label="Publish"),
        club.mo.click(cards[0], label="Publish"),
        club.ada.click(cards[1], label="Publish"),
    )
    texts = [forgery.sentence(reply).text for reply in both]
    assert sum("is published and goes to its channels now" in text for text in texts) >= 1
    assert sum("has been published meanwhile" in text for text in texts) >= 1
    await club.posts(club.digest)
    await club.submit(club.mo, "For the next issue")
    late = await forgery.press(club.ada, cards[1], "b:desk-publish-yes:1:2020-01-01")
    assert "Something went wrong" not in forgery.sentence(late).text
    assert len(club.posted(club.digest)) == 1


async def test_the_same_article_sent_twice_at_once_is_taken_in_once(club: Club) -> None:
    forms = [await user.slash(club.chat, "submit") for user in (club.lin, club.mo)]
    both = await asyncio.gather(
        *(
            user.submit(form.modal, title="One and the same paper", link="10.1002/ijc.35388")
            for user, form in zip((club.lin, club.mo), forms, strict=True)
            if form.modal is not None
        )
    )
    assert sum("nothing was added" in reply.text for reply in both) == 1


async def test_discords_own_client_would_not_send_such_forms(club: Club) -> None:
    """What the forger leaves out: a title beyond the field's length never reaches the bot."""
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    with pytest.raises(DiscordError):
        await club.lin.submit(opened.modal, title="x" * MANY)

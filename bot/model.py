"""The words of the project as types: what is stored, delivered and shown."""

from collections.abc import Sequence
from datetime import date as Date
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NAME_LIMIT = 80  # of a publication
TITLE_LIMIT = 500
TAKEAWAY_LIMIT = 200
EDITOR_LIMIT = 80
INTRO_LIMIT = 1_500  # it stands in one message together with the title
WORDS_PER_MINUTE = 238  # that people read
NO_DAY = Date.min  # the nominal day of a digest that never was an issue: a collection of imported articles


class Frozen(BaseModel):
    """A value: never changed, compared by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- articles ---------------------------------------------------------------------------------------------

LinkKind = Literal["url", "doi", "pmid", "arxiv"]
PartialDate = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]

_RESOLVERS: dict[LinkKind, str] = {
    "url": "{}",
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "arxiv": "https://arxiv.org/abs/{}",
}


class Link(Frozen):
    """Where an article is found: a normalised identifier or an http(s) address."""

    kind: LinkKind
    value: str

    @property
    def href(self) -> str:
        """The address that a browser opens."""
        value = self.value if self.kind == "url" else quote(self.value, safe="/:;.,()-_~")
        return _RESOLVERS[self.kind].format(value)


class Section(Frozen):
    """A stretch of an article's text under its heading; the heading may be empty."""

    heading: str = ""
    text: str


class Article(Frozen):
    """What is known of one paper. `date` is ISO and may stop at the year or the month ("2025-05")."""

    title: Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT)]
    takeaway: Annotated[str, Field(max_length=TAKEAWAY_LIMIT)] = ""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    journal: str = ""
    date: PartialDate = ""
    tags: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        """The address to open the paper at, empty where none is known; the first link is the best one."""
        return self.links[0].href if self.links else ""

    @property
    def year(self) -> str:
        """The year of publication, or the empty string."""
        return self.date[:4]


class State(StrEnum):
    """Where a submission stands on its way into a digest."""

    SUGGESTED = "suggested"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Submission(Frozen):
    """An article on its way. `version` grows with every change, so that of two moderators one wins."""

    id: int
    publication_id: int
    article: Article
    state: State
    position: int
    submitted_by: int
    submitted_at: datetime
    decided_by: int | None = None
    version: int = 0


# --- people -----------------------------------------------------------------------------------------------


class Actor(Frozen):
    """Who asks for something, and where: what Discord says of a person in a guild at that very moment."""

    user_id: int
    guild_id: int
    roles: frozenset[int] = frozenset()
    manages_server: bool = False
    manages_messages: bool = False


# --- publications -----------------------------------------------------------------------------------------


class Owed(Frozen):
    """An issue that an earlier schedule has promised: its nominal day, and the instant it is due."""

    day: Date
    at: datetime


class Schedule(Frozen):
    """When a publication comes out: weekday (0 is Monday), wall time "HH:MM" and IANA zone.

    It counts from `since`: nothing that lies before that instant is ever due. `owed` is the last issue by the
    schedule before it, where this one would leave out that week.
    """

    weekday: Annotated[int, Field(ge=0, le=6)]
    time: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    timezone: str
    since: datetime
    owed: Owed | None = None


class Publication(Frozen):
    """A named weekly digest, owned by one guild; without a guild or a schedule it is an archive only.

    A `public` one may be followed by other guilds' channels; a `paused` one is never due. `reminder_hours` before
    an issue is due its moderators are reminded.
    """

    id: int
    uid: str
    guild_id: int | None
    name: str
    schedule: Schedule | None = None
    editor: str = ""
    intro: str = ""
    moderators_role: int | None = None
    moderators_channel: int | None = None
    public: bool = False
    paused: bool = False
    reminder_hours: Annotated[int, Field(ge=0, le=144)] = 24


ChannelKind = Literal["text", "announcement", "forum", "thread"]
Format = Literal["compact", "full", "classic", "thread"]


class Channel(Frozen):
    """A Discord channel that gets every digest of a publication; `paused` says why it gets none for now.

    `guild_id` is the channel's own guild: the publication's, or one that follows it. `silent` messages notify
    nobody. `gone_since` is when the channel was deleted, or its guild left; `lacking` are the permissions that the
    bot was last found to lack there.
    """

    publication_id: int
    channel_id: int
    guild_id: int
    kind: ChannelKind
    format: Format
    role_id: int | None = None
    silent: bool = False
    paused: str = ""
    gone_since: datetime | None = None
    lacking: str = ""


# --- digests ----------------------------------------------------------------------------------------------


class Entry(Frozen):
    """An article published in a digest, at its place there (from 1).

    `notice` is what a reader should know first, such as a correction; of a withdrawn article only the title is
    left.
    """

    number: int
    article: Article
    notice: str = ""


DigestKind = Literal["weekly", "extra", "imported"]


class Digest(Frozen):
    """One issue, frozen at publication. `day` is its nominal day by the schedule, `date` the one it bears.

    An "extra" issue takes no week's place, nor does an "imported" one.
    """

    uid: str
    kind: DigestKind = "weekly"
    publication: str
    day: Date
    label: str
    editor: str
    date: Date
    reading_minutes: int
    intro: str
    entries: tuple[Entry, ...]

    @property
    def heading(self) -> str:
        """The title line, such as "Exosomes Digest (1/4 May 2025)"."""
        return f"{self.publication} ({self.label})"


class DigestDraft(Frozen):
    """A digest read from outside, before the archive has taken it in; `publication` is as its title says."""

    publication: str
    label: str
    editor: str
    date: Date
    reading_minutes: int
    intro: str
    articles: tuple[Article, ...]


class DigestSummary(Frozen):
    """A digest in a list."""

    uid: str
    publication: str
    label: str
    day: Date
    date: Date
    entries: int


class EntryRef(Frozen):
    """Which entry: by the digest's uid and the number there, both of which survive a restore."""

    digest_uid: str
    number: int


class Choice(Frozen):
    """An entry that can be opened from a message."""

    number: int
    title: str


class Part(Frozen):
    """One message of a digest, finished: Discord markdown within every limit, and what opens from it.

    `header` stands first (empty in later parts), then one text block each; `number` counts from 1 to `total`.
    A part `in_thread` stands in a thread under the message before it; one that is `whole` shows entries whole.
    """

    number: int
    total: int
    header: str
    blocks: tuple[str, ...]
    choices: tuple[Choice, ...]
    in_thread: bool = False
    whole: bool = False


class FullText(Frozen):
    """The message in which an entry of a digest stands whole; `place_id` is its channel, thread or forum post."""

    number: int
    place_id: int
    message_id: int


# --- search -----------------------------------------------------------------------------------------------

Snippet = Sequence[tuple[str, bool]]  # a passage as runs of text, each with whether it is a matched word


# --- deliveries -------------------------------------------------------------------------------------------

Step = Literal["post", "message", "publish", "thread", "edit", "delete"]
DeliveryState = Literal["waiting", "due", "claimed", "sent", "removed", "parked"]


class Delivery(Frozen):
    """The promise to put one part of one digest into one channel exactly once, claimed to be kept.

    `step`: "post" opens a forum post with the part, "message" sends it, "publish" crossposts that message,
    "thread" opens a thread under it, "edit" and "delete" change what stands.
    `mark` is the same at every try and also the nonce. `thread_id` is the forum post or thread that an earlier step
    opened, `message_id` the message that the other steps are about; `released` says that somebody wants it tried
    again, however late it is. `topics` are the publication's name and its entries' tags, for a forum's post, and
    `full_texts` what an announcement links to in other channels of its server.
    """

    id: int
    digest_uid: str
    publication_id: int
    channel: Channel
    step: Step
    part: Part
    mark: str
    post_name: str
    attempts: int
    first_claimed_at: datetime
    revision: int = 0
    released: bool = False
    thread_id: int | None = None
    message_id: int | None = None
    topics: tuple[str, ...] = ()
    full_texts: tuple[FullText, ...] = ()


class Standing(Frozen):
    """How a channel stands with one digest: steps settled, open and parked, and why not all are settled.

    Of the steps some send `messages`, of which so many are `sent`; others, `unpublished` and so on, are still to be
    done with these.
    """

    digest_label: str
    channel_id: int
    settled: int
    waiting: int
    parked: int
    reason: str
    messages: int
    sent: int
    unpublished: int
    uncorrected: int
    undeleted: int
    taken_back: bool


class Progress(Frozen):
    """How far an issue has come in one channel, in steps, of which some send `messages`.

    `paused` or `parked` steps do not go on by themselves.
    """

    channel_id: int
    settled: int
    total: int
    messages: int
    sent: int
    parked: int
    reason: str
    paused: str

    @property
    def done(self) -> bool:
        """Whether all of it stands there."""
        return self.settled == self.total

    @property
    def failed(self) -> bool:
        """Whether it does not go on without a person."""
        return not self.done and bool(self.parked or self.paused)

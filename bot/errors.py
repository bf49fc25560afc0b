"""What can go wrong, as sentences for the person who has to act."""


class DigestError(Exception):
    """Base of every expected failure: its text is one sentence that says what happened and what to do."""


class InvalidInput(DigestError):
    """What a person gave cannot be used as it is."""


class NotAllowed(DigestError):
    """The person may not do this."""


class NotFound(DigestError):
    """What was asked for does not exist, or not for the one who asks."""


class Conflict(DigestError):
    """Somebody else, or an earlier step, has already decided this."""


class SettingsError(DigestError):
    """A setting is missing or malformed; the text names the variable."""


class StoreError(DigestError):
    """The database could not do what was asked; nothing was changed."""


class StoreBusy(StoreError):
    """Another program holds the database; trying again later works."""


class StoreReadOnly(StoreError):
    """The database or its folder cannot be written to."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreCorrupt(StoreError):
    """The file is no database, or a damaged one."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program."""

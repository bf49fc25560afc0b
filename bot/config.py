"""Settings, from the environment and a `.env` file."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

DISCORD_API = "https://discord.com/api/v10"

INDEX_MEMORY = 256  # megabytes

_HELP = {
    "DISCORD_TOKEN": "the bot's token from Discord's developer portal, in one piece",
    "DISCORD_API_URL": f"an address such as {DISCORD_API}",
    "DISCORD_REQUESTS_PER_SECOND": "the number of requests a second that Discord allows this bot, 50 unless raised",
    "DIGEST_DATABASE": "a path to the database file",
    "DIGEST_INDEX_MEMORY": "how many megabytes of search indexes are kept in memory, 256 unless set",
    "DIGEST_LOG_LEVEL": "one of DEBUG, INFO, WARNING, ERROR",
    "DIGEST_LOG_FORMAT": "text or json",
}


def _address(value: str) -> str:
    parts = urlsplit(value)  # which refuses some itself, as does `port`, with ValueError
    whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if not whole or parts.query or parts.fragment or not _seen_whole(value):
        raise ValueError("not an http(s) address")
    return value.rstrip("/")


def _token(value: SecretStr) -> SecretStr | None:
    token = value.get_secret_value().strip()
    if not _seen_whole(token):
        raise ValueError("no token")
    return SecretStr(token) if token else None


def _place(value: Path) -> Path:
    if "\0" in str(value):
        raise ValueError("no path")
    return value


def _seen_whole(value: str) -> bool:
    """Whether there is nothing in it that cannot be seen, such as a line end in the middle."""
    return value.isprintable() and not any(map(str.isspace, value))


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What the operator decides. The names of the variables are the fields' names in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    discord_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    discord_api_url: Annotated[str, AfterValidator(_address)] = DISCORD_API
    discord_requests_per_second: Annotated[float, Field(gt=0, le=10_000)] = 50.0
    digest_database: Annotated[Path, AfterValidator(_place)] = Path("data/digest.db")
    digest_index_memory: Annotated[int, Field(ge=1, le=1_000_000)] = INDEX_MEMORY
    digest_log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    digest_log_format: Literal["text", "json"] = "text"

    @property
    def token(self) -> str:
        """The Discord token; SettingsError where none is set."""
        if self.discord_token is None:
            raise SettingsError(
                f"DISCORD_TOKEN is not set: it must be {_HELP['DISCORD_TOKEN']}. "
                "To try the bot without Discord, run: digest-bot sandbox"
            )
        return self.discord_token.get_secret_value()


def load_settings() -> Settings:
    """Read the settings; SettingsError names the first variable that cannot be used, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        variable = str(error.errors()[0]["loc"][0]).upper()
        raise SettingsError(f"{variable} cannot be used: it must be {_HELP[variable]}.") from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env cannot be read: it must be UTF-8 text.") from None

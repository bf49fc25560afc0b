"""Texts of commands with their translations, and how many characters they add to the command."""

from collections.abc import Callable

from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.form import Form

# fmt: off
_LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})
# fmt: on

Rule = Callable[[Errors, str], None]


class Size:
    """Adds up the characters of one command, its options and their choices (facts 3: 8000 at most)."""

    def __init__(self) -> None:
        self.characters = 0

    def add(self, *texts: str) -> None:
        """Count the longest of a text and its translations."""
        self.characters += max(map(len, texts))


def check_localised(
    form: Form, key: str, size: Size, most: int, *, least: int = 1, required: bool = True, rule: Rule | None = None
) -> str:
    """A text and its translations, which keep the same limits and the same `rule`."""
    text = form.text(key, most, least=least, required=required)
    if rule is not None and text:
        rule(form.at(key), text)
    size.add(text, *_check_translations(form, f"{key}_localizations", most, least, rule))
    return text


def _check_translations(form: Form, key: str, most: int, least: int, rule: Rule | None) -> list[str]:
    translations = form.form(key)
    if translations is None:
        return []
    if not translations.keys() <= _LOCALES:
        translations.errors.add("BASE_TYPE_CHOICES", "Not every key is a locale that Discord knows.")
    found: list[str] = []
    for locale in sorted(translations.keys() & _LOCALES):
        text = translations.text(locale, most, least=least, required=True)
        if rule is not None and text:
            rule(translations.at(locale), text)
        found.append(text)
    return found

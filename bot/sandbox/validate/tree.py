"""A tree of components under check: each by its type, and what holds for all of them together."""

from collections.abc import Callable, Collection, Iterable, Mapping

from bot.sandbox.validate.form import Form

_INT32 = 2**31 - 1
_CUSTOM_ID = 100


class Tree:
    """Counts the components of a message or modal and knows which ids are taken.

    `files` are the names of the files sent along; None where they are not known.
    """

    def __init__(self, checkers: "Mapping[int, Checker]", files: frozenset[str] | None = None) -> None:
        self._checkers = checkers
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()
        self.files = files
        self.count = 0
        self.characters = 0

    def check(self, components: Iterable[Form], allowed: Collection[int]) -> list[int | None]:
        """Check components that stand side by side; their types, None for one that may not stand there."""
        return [self.check_one(component, allowed) for component in components]

    def check_one(self, component: Form, allowed: Collection[int]) -> int | None:
        """Check a component and all that it holds; a misplaced one is noted and not looked into."""
        self.count += 1
        kind = component.kind(allowed)
        if kind is not None:
            self._check_id(component)
            self._checkers[kind](component, self)
        return kind

    def custom_id(self, component: Form) -> None:
        """Check the custom_id that the component must have: 1-100 characters, used once (facts 2)."""
        custom_id = component.text("custom_id", _CUSTOM_ID, least=1, required=True)
        if custom_id in self._custom_ids:
            component.at("custom_id").add(
                "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        if custom_id:
            self._custom_ids.add(custom_id)

    def _check_id(self, component: Form) -> None:
        """The number of a component, used once; 0 asks Discord for one (facts 2)."""
        number = component.whole("id", 0, _INT32)
        if number in self._ids:
            component.at("id").add("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        if number:
            self._ids.add(number)


Checker = Callable[[Form, Tree], None]

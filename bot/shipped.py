"""Where the files are that ship with the program."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped(name: str) -> Traversable:
    """A file or folder of data/: in an installed program it lies inside the package, in a checkout beside it."""
    packed = files("bot") / "data" / name
    return packed if packed.is_file() or packed.is_dir() else files("bot") / ".." / "data" / name

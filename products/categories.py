"""Where a shop has a product: the way to it, without the shop's front page and without the product itself."""

from collections.abc import Callable, Iterable

HOME = {"home", "الرئيسية", "الصفحة الرئيسية", "accueil", "startseite", "inicio"}


def trail(breadcrumbs: Iterable[object], name: str, tidy: Callable[[str], str]) -> list[str]:
    """The categories from the top down; ``tidy`` makes one clean line of each."""
    parts = (tidy(str(part)) for part in breadcrumbs)
    own = name.casefold()
    return [part for part in parts if part and part.casefold() not in HOME and part.casefold() != own]

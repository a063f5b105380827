"""What the steps of a run leave for each other in the process that executes them."""

from functools import cached_property
from typing import Any


class Remembering:
    """A run with a memory, which lasts as long as the object: a run taken up by another process has an empty one."""

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What steps left for later ones and for ``on_end``, to spare work. Nobody may rely on it."""
        return {}

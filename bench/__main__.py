"""``python -m bench NAME [arguments]`` runs ``bench/NAME.py``'s ``main(arguments) -> int``."""

import importlib
import sys
from pathlib import Path


def names() -> list[str]:
    """The measurements there are: the modules beside this one."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in names():
        print(f"usage: python -m bench {'|'.join(names())} [arguments]", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Every benchmark that the documents name can be started."""

import importlib
import pkgutil

import pytest

import bench

NAMES = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("_pairs")])
def test_a_bench_says_what_it_measures(name, capsys):
    module = importlib.import_module(f"bench.{name}")

    with pytest.raises(SystemExit) as ended:
        module.main(["--help"])

    assert ended.value.code == 0
    assert name in capsys.readouterr().out

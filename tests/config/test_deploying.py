"""The files under docs/deploying: they start what the Procfile starts, and the programs that read them accept them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from config.local import BASE_DIR

DEPLOYING = BASE_DIR / "docs" / "deploying"
UNITS = sorted((DEPLOYING / "systemd").glob("*.service"))
LINES = dict(re.findall(r"^(\w+): (.+)$", (BASE_DIR / "Procfile").read_text(), re.MULTILINE))
VARIABLE = re.compile(r"\$\{(\w+):-(\w+)\}")


def program(name: str) -> str:
    return shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin") or pytest.skip(f"no {name} here")


def test_every_process_has_a_unit_with_the_procfile_s_command_and_defaults():
    units = {unit.stem.removeprefix("wared-"): unit.read_text() for unit in UNITS}

    assert set(units) == set(LINES) - {"release"}
    for name, text in units.items():
        (command,) = re.findall(r"^ExecStart=/opt/wared/\.venv/bin/(.+)$", text, re.MULTILINE)
        assert command.replace("%%", "%") == VARIABLE.sub(r"${\1}", LINES[name])
        for variable, default in VARIABLE.findall(LINES[name]):
            assert f"{variable}={default}" in text


def test_systemd_accepts_the_units(tmp_path):
    analyze = program("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text().replace("/opt/wared/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / unit.name).write_text(text.replace("/opt/wared", str(BASE_DIR)).replace("User=wared", "User=root"))

    checked = subprocess.run([analyze, "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_compose_starts_the_procfile_s_processes_after_the_release():
    services = yaml.safe_load((DEPLOYING / "compose.yml").read_text())["services"]

    assert set(LINES) <= set(services)
    for name, line in LINES.items():
        command = services[name]["command"].replace("$$", "$")
        assert command in {f'sh -c "{line}"', f'sh -c "exec {line}"'}
        if name != "release":
            assert services[name]["depends_on"] == {"release": {"condition": "service_completed_successfully"}}


def test_caddy_accepts_its_files():
    for file in ("Caddyfile", "Caddyfile.compose"):
        command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOYING / file]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_prometheus_accepts_its_rules():
    command = [program("promtool"), "check", "rules", DEPLOYING / "alerts.yml"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_both_proxies_send_the_same_addresses_to_the_streams():
    routes = {re.search(r"\^/api/v1/\S+\$", (DEPLOYING / file).read_text())[0] for file in ("nginx.conf", "Caddyfile")}

    (route,) = routes
    assert re.fullmatch(route, "/api/v1/scrape/stream")
    assert re.fullmatch(route, "/api/v1/jobs/0197-ab/stream")
    assert not re.fullmatch(route, "/api/v1/jobs/0197-ab/status")

"""Which engine works on which Azure, and what is said when none can."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from modelstacks.engines import select_engine
from modelstacks.engines.process_environment import local_process_environment
from modelstacks.engines.selection import EngineChoice, refuse_local_environment
from modelstacks.errors import CannotRunError

Target = Literal["local", "azure"]


def _install(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).write_text("#!/bin/sh\n")
        (directory / name).chmod(0o755)


@pytest.fixture
def with_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, "pulumi", "pulumi-language-python")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ARM_METADATA_HOSTNAME", raising=False)


@pytest.fixture
def without_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ARM_METADATA_HOSTNAME", raising=False)


@pytest.mark.usefixtures("with_cli")
@pytest.mark.parametrize(
    ("choice", "target", "engine"),
    [
        ("auto", "local", "pulumi"),
        ("pulumi", "local", "pulumi"),
        ("embedded", "local", "embedded"),
        ("auto", "azure", "pulumi"),
        ("pulumi", "azure", "pulumi"),
    ],
)
def test_with_the_cli(choice: EngineChoice, target: Target, engine: str) -> None:
    assert select_engine(choice, target) == engine


@pytest.mark.usefixtures("without_cli")
@pytest.mark.parametrize("choice", ["auto", "embedded"])
def test_without_the_cli_the_local_azure_has_the_embedded_engine(choice: EngineChoice) -> None:
    assert select_engine(choice, "local") == "embedded"


@pytest.mark.usefixtures("without_cli")
def test_a_cli_without_its_language_host_is_not_taken_by_itself(tmp_path: Path) -> None:
    _install(tmp_path, "pulumi")
    assert select_engine("auto", "local") == "embedded"
    assert select_engine("pulumi", "local") == "pulumi"


@pytest.mark.usefixtures("without_cli")
def test_a_language_host_beside_the_cli_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed, linked = tmp_path / "installed", tmp_path / "linked"
    installed.mkdir()
    linked.mkdir()
    _install(installed, "pulumi", "pulumi-language-python")
    (linked / "pulumi").symlink_to(installed / "pulumi")
    monkeypatch.setenv("PATH", str(linked))
    assert select_engine("auto", "local") == "pulumi"


@pytest.mark.usefixtures("without_cli")
@pytest.mark.parametrize(("choice", "target"), [("pulumi", "local"), ("auto", "azure"), ("pulumi", "azure")])
def test_without_the_cli_the_official_way_to_install_it_is_said(choice: EngineChoice, target: Target) -> None:
    with pytest.raises(CannotRunError, match="`pulumi` is not on PATH") as raised:
        select_engine(choice, target)
    assert "https://www.pulumi.com/docs/install/" in raised.value.hint


@pytest.mark.usefixtures("with_cli")
def test_the_embedded_engine_never_works_on_the_real_azure() -> None:
    with pytest.raises(CannotRunError, match="does not work on the real Azure"):
        select_engine("embedded", "azure")


@pytest.mark.parametrize("host", ["127.0.0.1:4711", "localhost:4711", "[::1]:4711", "127.0.0.1"])
def test_a_shell_of_the_local_azure_is_not_one_for_the_real(host: str) -> None:
    with pytest.raises(CannotRunError, match="set up for the local Azure"):
        refuse_local_environment({"ARM_METADATA_HOSTNAME": host})


@pytest.mark.parametrize("host", ["", "management.azure.com", "management.chinacloudapi.cn"])
def test_any_other_shell_is(host: str) -> None:
    refuse_local_environment({"ARM_METADATA_HOSTNAME": host})


def test_nothing_that_leads_to_a_real_cloud_reaches_a_local_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ARM_USE_OIDC", "AZURE_CLIENT_ID", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "MSI_ENDPOINT"):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = local_process_environment({"ARM_TENANT_ID": "local"})
    assert environment["LANG"] == "C.UTF-8"
    assert environment["ARM_TENANT_ID"] == "local"
    assert "real" not in environment.values()

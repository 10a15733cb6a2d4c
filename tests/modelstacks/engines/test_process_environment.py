"""What a Pulumi CLI inherits, by its target."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from modelstacks.engines.process_environment import local_process_environment, real_process_environment
from modelstacks.local import LocalDirectory


@pytest.mark.parametrize("project", ["mine", "another's project"])
def test_a_stand_in_is_never_on_the_path_to_the_real_azure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: str
) -> None:
    executables = LocalDirectory(tmp_path / project).executables
    monkeypatch.setenv("PATH", os.pathsep.join(["/usr/bin", str(executables), f"{executables}/", "/bin"]))
    monkeypatch.setenv("ARM_CLIENT_ID", "kept")
    environment = real_process_environment()
    assert environment["PATH"] == os.pathsep.join(["/usr/bin", "/bin"])
    assert environment["ARM_CLIENT_ID"] == "kept"


def test_what_leads_to_the_real_azure_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_ID", "real")
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "real")
    environment = local_process_environment({"PATH": "/ours"})
    assert "AZURE_CLIENT_ID" not in environment
    assert "PULUMI_ACCESS_TOKEN" not in environment
    assert environment["PATH"] == "/ours"

"""What the organisation has in Azure before modelstacks comes, for the local Azure: `stacks/local/landing-zone.yaml`.

Settings name things that others own: a Key Vault with the certificate, a network to peer with. On the real Azure they
are there. On the local one they would not be, so the file lists them as ARM takes them, and whatever of it is missing
is made when the local Azure is started. Nothing of the file ever reaches the real Azure.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from modelstacks.errors import CannotRunError
from modelstacks.request.types import FileForm, Form, Text

if TYPE_CHECKING:
    from localcloud.arm.client import ArmConnection
    from localcloud.arm.lifecycle import LocalAzure

LANDING_ZONE = PurePosixPath("stacks/local/landing-zone.yaml")
_POLLS = 100
"""A long write of the local Azure ends after a few looks, unless its clock says otherwise."""


class ExistingResource(Form):
    """One resource, as a PUT would make it."""

    id: Annotated[Text, Field(pattern=r"^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/.+$")]
    api_version: Annotated[Text, Field(pattern=r"^\d{4}-\d{2}-\d{2}(-preview)?$")]
    body: dict[str, Any]


class LandingZone(FileForm):
    """The file: resources in the order in which they can be made."""

    resources: tuple[ExistingResource, ...]


def furnish(root: Path, azure: LocalAzure) -> None:
    """Make what the project's file lists and the local Azure has not; nothing without a file.

    Resources of subscriptions that the local Azure does not have are left out. Raises CannotRunError when the file is
    wrong, or the local Azure refuses one of them.
    """
    landing_zone = read_landing_zone(root)
    known = {one.lower() for one in azure.subscriptions}
    wanted = [one for one in landing_zone if one.id.split("/")[2].lower() in known]
    if not wanted:
        return
    connection = azure.connect()
    for resource in wanted:
        url = f"{resource.id}?api-version={resource.api_version}"
        status, answer, _ = connection.request("GET", url)
        if status == 404:
            _make(connection, url, resource)
        else:
            _require(status, answer, resource)


def read_landing_zone(root: Path) -> tuple[ExistingResource, ...]:
    """The resources of the file, none without one. Raises CannotRunError naming file, line and column."""
    from modelstacks.project import ReadingError, read_document
    from modelstacks.project.validation import validate

    if not (root / LANDING_ZONE).exists():
        return ()
    try:
        document = read_document(root, LANDING_ZONE)
    except ReadingError as error:
        raise CannotRunError(f"{LANDING_ZONE}: {error.finding.message}", error.finding.hint or "") from None
    form, findings = validate(document, LandingZone)
    if form is None:
        first = findings[0]
        raise CannotRunError(f"{first.where or LANDING_ZONE}: {first.message}", first.hint or "")
    return form.resources


def _make(connection: ArmConnection, url: str, resource: ExistingResource) -> None:
    status, answer, headers = connection.request("PUT", url, resource.body)
    _require(status, answer, resource)
    follow = headers.get("azure-asyncoperation")
    for _ in range(_POLLS if follow else 0):
        if connection.request("GET", follow or "")[1]["status"] in {"Succeeded", "Failed", "Canceled"}:
            return


def _require(status: int, answer: Any, resource: ExistingResource) -> None:
    if status < 400:
        return
    error = (answer or {}).get("error", answer or {})
    raise CannotRunError(
        f"{LANDING_ZONE}: the local Azure refuses {resource.id} ({error.get('code')}): {error.get('message')}",
        "Correct the file: each resource as ARM takes it, after those that it needs.",
    )

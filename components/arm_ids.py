"""What an ARM id says: `/subscriptions/<s>/resourceGroups/<g>/providers/<namespace>/<type>/<name>`."""

import itertools


def subscription_of(resource_id: str) -> str:
    """The subscription in an ARM id. Raises ValueError when there is none."""
    return _after("subscriptions", resource_id)


def resource_group_of(resource_id: str) -> str:
    """The resource group's name in an ARM id. Raises ValueError when there is none."""
    return _after("resourceGroups", resource_id)


def name_of(resource_id: str) -> str:
    """The name of the resource itself, the last part of its ARM id."""
    return resource_id.rstrip("/").rpartition("/")[2]


def _after(keyword: str, resource_id: str) -> str:
    # Azure answers with either spelling of `resourceGroups`.
    for segment, value in itertools.pairwise(resource_id.split("/")):
        if segment.lower() == keyword.lower():
            return value
    raise ValueError(f"{resource_id!r} is no ARM id with {keyword!r} in it")

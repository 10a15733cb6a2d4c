"""The resource group that AKS makes for a cluster's own things. It goes with the cluster, whatever else lies in it.

Scale sets, load balancers and disks are no resources here; the identities that AKS makes for nodes and add-ons are, so
that roles can be given to them.
"""

from __future__ import annotations

from dataclasses import replace

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.completion import remove
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import Write
from localcloud.arm.core.store import Resource
from localcloud.arm.core.writes import store_write
from localcloud.arm.providers.containerservice.aks_errors import AksError
from localcloud.arm.providers.managedidentity import user_assigned_identities
from localcloud.arm.providers.resources import resource_groups

_LONGEST_NAME = 80


def name_of(write: Write) -> str:
    """The group's name: the wished one, or Azure's own."""
    given = write.properties.get("nodeResourceGroup")
    return str(given) if given else f"MC_{write.resource_group}_{write.name}_{write.location}"[:_LONGEST_NAME]


def _id(write: Write) -> str:
    return f"/subscriptions/{write.subscription}/resourceGroups/{write.properties['nodeResourceGroup']}"


def check_free(cloud: Cloud, write: Write) -> None:
    """The group of a new cluster must not exist."""
    write.properties["nodeResourceGroup"] = name_of(write)
    group = cloud.resource(_id(write))
    if group is not None and key_of(str(group.body.get("managedBy", ""))) != write.key:
        # The rule is documented, code and text were not seen.
        raise AksError(
            409,
            "NodeResourceGroupAlreadyExists",
            f"The node resource group '{group.name}' exists already. AKS makes it; choose a name that is free.",
            target="nodeResourceGroup",
        )


def make(cloud: Cloud, write: Write) -> None:
    """Make the group, unless it is there."""
    identifier = _id(write)
    if cloud.store.exists(key_of(identifier)):
        return
    body: Json = {
        "location": write.location,
        "managedBy": write.id,
        "tags": {"aks-managed-cluster-name": write.name, "aks-managed-cluster-rg": write.resource_group},
    }
    group = replace(
        write,
        type=resource_groups.TYPE,
        id=identifier,
        key=key_of(identifier),
        name=str(write.properties["nodeResourceGroup"]),
        parent_key=f"/subscriptions/{write.subscription}".lower(),
        resource_group=str(write.properties["nodeResourceGroup"]),
        body=body,
        existing=None,
    )
    store_write(cloud, group, {}, long=False)


def own_identity(cloud: Cloud, write: Write, name: str) -> Json:
    """An identity that AKS makes in the group: its id with client and object, as a cluster shows it."""
    group = _id(write)
    identifier = f"{group}/providers/{user_assigned_identities.TYPE.name}/{name}"
    stored = cloud.resource(identifier)
    if stored is None:
        made = replace(
            write,
            type=user_assigned_identities.TYPE,
            id=identifier,
            key=key_of(identifier),
            name=name,
            parent_key=key_of(group),
            resource_group=str(write.properties["nodeResourceGroup"]),
            body={"location": write.location, "properties": {}},
            existing=None,
        )
        stored = store_write(cloud, made, {}, long=False)
    return shown_identity(stored)


def shown_identity(identity: Resource) -> Json:
    """How a cluster shows an identity that it uses."""
    return {
        "resourceId": identity.id,
        "clientId": identity.properties["clientId"],
        "objectId": identity.properties["principalId"],
    }


def take_away(cloud: Cloud, cluster: Resource) -> None:
    """The group goes with its cluster."""
    group = cloud.resource(
        f"/subscriptions/{cluster.subscription}/resourceGroups/{cluster.properties['nodeResourceGroup']}"
    )
    if group is not None and key_of(str(group.body.get("managedBy", ""))) == cluster.key:
        remove(cloud, group)

"""Workload profiles: which types a region has, and what an environment may say of those that it takes."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.seed import WorkloadProfileType

CONSUMPTION = "Consumption"


def offered(cloud: Cloud, location: str) -> tuple[WorkloadProfileType, ...]:
    """The types of a region."""
    return tuple(one for one in cloud.seed.workload_profile_types if cloud.seed.offers(one.locations, location))


def find(cloud: Cloud, location: str, name: str) -> WorkloadProfileType | None:
    """The type of a region by its name in any case."""
    return next((one for one in offered(cloud, location) if one.name.lower() == name.lower()), None)


def check_profiles(cloud: Cloud, location: str, profiles: list[Json]) -> None:
    """Every profile has a name of its own and a type of the region, and counts of machines only where these are one's
    own.
    """
    seen: set[str] = set()
    for profile in profiles:
        name, wanted = profile.get("name"), str(profile.get("workloadProfileType") or "")
        if not isinstance(name, str) or not name or name.lower() in seen:
            raise bad_request(
                "WorkloadProfileInvalidName", f"Workload profile name '{name}' is missing, or there twice."
            )
        seen.add(name.lower())
        found = find(cloud, location, wanted)
        if found is None:
            raise bad_request("WorkloadProfileInvalidType", f"Workload profile type '{wanted}' is invalid.")
        profile["workloadProfileType"] = found.name
        _check_counts(profile, found)


def _check_counts(profile: Json, kind: WorkloadProfileType) -> None:
    least, most = profile.get("minimumCount"), profile.get("maximumCount")
    if kind.name.startswith(CONSUMPTION):
        for field, value in (("MinimumCount", least), ("MaximumCount", most)):
            if value is not None:
                raise bad_request(
                    "WorkloadProfilePropertyNotSupported",
                    f"Workload Profile property '{field}' is not supported for {kind.name.replace('-', '_')}",
                )
        return
    for value in (least, most):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise _counts(str(profile["name"]), "they must be whole numbers")
    if least is not None and most is not None and least > most:
        raise _counts(str(profile["name"]), f"the minimum {least} is more than the maximum {most}")


def _counts(name: str, why: str) -> ArmError:
    return bad_request("WorkloadProfileInvalidCount", f"The counts of workload profile '{name}' are invalid: {why}.")


def list_types(cloud: Cloud, request: ArmRequest) -> Answer:
    """The workload profile types of a region."""
    location = known_location(cloud, request.path.names[0])
    full_name = "Microsoft.App/availableManagedEnvironmentsWorkloadProfileTypes"
    return Answer(
        200,
        {
            "value": [
                {
                    "id": f"/subscriptions/{request.path.subscription}/providers/{full_name}/{one.name}",
                    "name": one.name,
                    "type": full_name,
                    "location": location,
                    "properties": {
                        "category": one.category,
                        "applicability": "LocationDefault" if one.name == CONSUMPTION else "Custom",
                        "cores": one.cores,
                        "memoryGiB": one.memory_gib,
                        "gpus": one.gpus,
                        "displayName": one.display_name or one.name,
                    },
                }
                for one in offered(cloud, location)
            ]
        },
    )

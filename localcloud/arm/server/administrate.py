"""The knobs that the real Azure has not: clock, quota, faults, the log of writes, reset. Below `/localcloud/`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import set_clock
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request, invalid_request_content, method_not_allowed
from localcloud.arm.core.requests import Answer
from localcloud.arm.core.terms import change_terms
from localcloud.arm.providers.cognitiveservices.stock import set_stock
from localcloud.arm.providers.compute.vm_stock import set_vm_stock

_Knob: TypeAlias = Callable[[Cloud, Json], Any]


def handle(cloud: Cloud, method: str, path: str, content: bytes) -> Answer:
    """Answer an administration request in a transaction of its own; ArmError when it makes no sense."""
    name = path.strip("/").lower()
    knob = _KNOBS.get((method, name))
    if knob is None:
        if any(known == name for _, known in _KNOBS):
            raise method_not_allowed(method)
        raise ArmError(404, "NotFound", f"The administration has no '{name}'.")
    body = _body(content)
    cloud.store.begin()
    try:
        result = knob(cloud, body)
        cloud.store.commit()
    except BaseException:
        cloud.store.rollback()
        raise
    return Answer(200, result)


def _body(content: bytes) -> Json:
    try:
        parsed = json.loads(content) if content else {}
    except ValueError as error:
        raise invalid_request_content(str(error)) from None
    if not isinstance(parsed, dict):
        raise invalid_request_content("the body must be a JSON object")
    return parsed


def _status(cloud: Cloud, body: Json) -> Json:  # noqa: ARG001 - a knob
    count = cloud.store.execute("SELECT type, COUNT(*) FROM resources GROUP BY type ORDER BY type")
    running = cloud.store.execute("SELECT COUNT(*) FROM operations WHERE status = 'InProgress'").fetchone()[0]
    return {
        "subscriptions": cloud.subscriptions,
        "tenantId": cloud.identity.tenant_id,
        "clock": asdict(cloud.clock),
        "resources": {cloud.registry.types[kind].name: number for kind, number in count},
        "runningOperations": running,
        "writes": cloud.log.newest(),
        "faults": len(cloud.faults.entries()),
    }


def _set_clock(cloud: Cloud, body: Json) -> Json:
    return asdict(set_clock(cloud.store, body))


def _set_quota(cloud: Cloud, body: Json) -> Json:
    missing = [key for key in ("subscription", "location", "name", "limit") if key not in body]
    if missing:
        raise bad_request("InvalidQuota", f"'{missing[0]}' is missing.")
    limit = body["limit"]
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise bad_request("InvalidQuota", "'limit' must be a whole number of at least 0.")
    location, name, wanted = str(body["location"]), str(body["name"]), str(body.get("provider", "")).lower()
    for namespace, provider in cloud.registry.providers.items():
        if provider.set_limit is None or wanted not in ("", namespace):
            continue
        usage = provider.set_limit(cloud, str(body["subscription"]), location, name, limit)
        if usage is not None:
            return usage
    raise ArmError(404, "QuotaNotFound", f"There is no quota '{name}' in '{location}'.")


def _add_subscriptions(cloud: Cloud, body: Json) -> Json:
    wanted = body.get("subscriptions")
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise bad_request("InvalidSubscriptions", "'subscriptions' must be a list of ids.")
    cloud.add_subscriptions(wanted)
    return {"subscriptions": cloud.subscriptions}


def _set_terms(cloud: Cloud, body: Json) -> Json:
    subscription = body.pop("subscription", None)
    if not isinstance(subscription, str):
        raise bad_request("InvalidSubscriptions", "'subscription' is missing.")
    return change_terms(cloud, subscription, body).model_dump(by_alias=True)


def _set_stock(cloud: Cloud, body: Json) -> Json:
    missing = [key for key in ("model", "sku", "location", "available") if key not in body]
    if missing:
        raise bad_request("InvalidStock", f"'{missing[0]}' is missing.")
    available = body["available"]
    if isinstance(available, bool) or not isinstance(available, int) or available < 0:
        raise bad_request("InvalidStock", "'available' must be a whole number of at least 0.")
    return set_stock(cloud, str(body["model"]), str(body["sku"]), str(body["location"]), available)


def _set_vm_stock(cloud: Cloud, body: Json) -> Json:
    missing = [key for key in ("vmSize", "location", "available") if key not in body]
    if missing:
        raise bad_request("InvalidStock", f"'{missing[0]}' is missing.")
    available = body["available"]
    if isinstance(available, bool) or not isinstance(available, int) or available < 0:
        raise bad_request("InvalidStock", "'available' must be a whole number of at least 0.")
    return set_vm_stock(cloud, str(body["vmSize"]), str(body["location"]), str(body.get("zone", "")), available)


def _faults(cloud: Cloud, body: Json) -> Json:  # noqa: ARG001 - a knob
    return {"value": cloud.faults.entries()}


def _add_fault(cloud: Cloud, body: Json) -> Json:
    return cloud.faults.add(body)


def _clear_faults(cloud: Cloud, body: Json) -> Json:  # noqa: ARG001 - a knob
    cloud.faults.clear()
    return {"value": []}


def _requests(cloud: Cloud, body: Json) -> Json:  # noqa: ARG001 - a knob
    return {"value": cloud.log.entries()}


def _clear_requests(cloud: Cloud, body: Json) -> Json:  # noqa: ARG001 - a knob
    cloud.log.clear()
    return {"value": []}


def _reset(cloud: Cloud, body: Json) -> Json:
    """Everything is as after the first start, with the same subscriptions."""
    cloud.store.clear(keep_settings=("subscriptions", "port"))
    return _status(cloud, body)


_KNOBS: dict[tuple[str, str], _Knob] = {
    ("GET", "status"): _status,
    ("PUT", "clock"): _set_clock,
    ("PUT", "quota"): _set_quota,
    ("PUT", "stock"): _set_stock,
    ("PUT", "vmstock"): _set_vm_stock,
    ("POST", "subscriptions"): _add_subscriptions,
    ("PUT", "terms"): _set_terms,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _clear_requests,
    ("POST", "reset"): _reset,
}

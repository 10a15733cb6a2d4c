"""A client of the knobs that the real Azure has not."""

from __future__ import annotations

from typing import Any, Literal

from localcloud.arm.lifecycle import LocalAzure, LocalAzureError


class Administration:
    """Clock, quota, faults, log of writes and reset of a running local Azure. Raises LocalAzureError on a refusal."""

    def __init__(self, azure: LocalAzure) -> None:
        self._connection = azure.connect()

    def status(self) -> dict[str, Any]:
        """Resources by type, running operations, clock, number of writes and faults."""
        return self._send("GET", "status")

    def clock(
        self,
        mode: Literal["instant", "polls", "seconds"] | None = None,
        *,
        polls: int | None = None,
        scale: float | None = None,
        lag: int | None = None,
    ) -> dict[str, Any]:
        """Change what is given; returns the whole setting.

        `polls`: reads until an operation ends (mode `polls`). `scale`: real seconds per second of the real Azure (mode
        `seconds`). `lag`: how often a private endpoint is refused on an account that has only just succeeded.
        """
        wanted = {"mode": mode, "polls": polls, "scale": scale, "lag": lag}
        return self._send("PUT", "clock", {key: value for key, value in wanted.items() if value is not None})

    def quota(
        self, subscription: str, location: str, name: str, limit: int, *, provider: str | None = None
    ) -> dict[str, Any]:
        """Set the limit of the pool that `name` (a usage name) means in `location`; returns its usage.

        `provider` is the namespace, where two have a quota of one name; else the first that has it.
        """
        body = {"subscription": subscription, "location": location, "name": name, "limit": limit}
        return self._send("PUT", "quota", {**body, **({"provider": provider} if provider else {})})

    def stock(self, model: str, sku: str, location: str, available: int) -> dict[str, Any]:
        """Let a region have so many units of a model and SKU left for new deployments; returns it as ARM shows it."""
        body = {"model": model, "sku": sku, "location": location, "available": available}
        return self._send("PUT", "stock", body)

    def vm_stock(self, vm_size: str, location: str, available: int, *, zone: str = "") -> dict[str, Any]:
        """Let a region, or a zone of it, have so many machines of a size left."""
        return self._send(
            "PUT", "vmstock", {"vmSize": vm_size, "location": location, "zone": zone, "available": available}
        )

    def terms(self, subscription: str, **wanted: Any) -> dict[str, Any]:
        """Change what is given of a subscription's terms; returns all of them.

        In ARM's spelling: `quotaId`, `spendingLimit`, `state`, `actions` and `notActions` (what the identity may do),
        `unregistered` (namespaces). None gives a term back to the seed.
        """
        return self._send("PUT", "terms", {"subscription": subscription, **wanted})

    def faults(self) -> list[dict[str, Any]]:
        """Those that will still strike."""
        return self._send("GET", "faults")["value"]

    def add_fault(
        self,
        *,
        method: str = "*",
        id: str = "*",
        at: Literal["request", "answer", "end"] = "request",
        status: int = 500,
        code: str = "InternalServerError",
        message: str = "An error occurred that was injected into this local Azure.",
        times: int = 1,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Make matching requests fail: at once, once carried out (`answer`), or at the end of their operation."""
        body = {"method": method, "id": id, "at": at, "status": status, "code": code, "message": message}
        return self._send("POST", "faults", {**body, "times": times, "headers": headers or {}})

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._send("DELETE", "faults")

    def requests(self) -> list[dict[str, Any]]:
        """The log of writes: number, method, id, status, code, operation, and after which write the operation ended."""
        return self._send("GET", "requests")["value"]

    def clear_requests(self) -> None:
        """Empty the log."""
        self._send("DELETE", "requests")

    def reset(self) -> None:
        """Forget every resource, quota, fault and setting."""
        self._send("POST", "reset")

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        status, answer, _ = self._connection.request(method, f"/localcloud/{path}", body)
        if status != 200:
            error = (answer or {}).get("error", {})
            raise LocalAzureError(f"{error.get('code', status)}: {error.get('message', '')}")
        return answer

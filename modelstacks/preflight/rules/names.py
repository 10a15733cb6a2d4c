"""Rules on names that the snapshot shows to be held: by deleted accounts, or by others."""

from __future__ import annotations

from collections.abc import Iterator

from modelstacks.boundary import account_key
from modelstacks.codes import stacks
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context


def names_are_free(context: Context) -> Iterator[Finding]:
    """No account that the locks plan has a name that is soft-deleted or somebody else's."""
    if context.quota is None:
        return
    deleted = {name.lower() for one in context.quota.soft_deleted for name in (one.name, one.subdomain) if name}
    taken = {name.lower() for name in context.quota.taken_subdomains}
    told: set[str] = set()
    for request, entry in sorted(context.project.locks.items()):
        for index, placement in enumerate(entry.form.placements):
            names = context.names(account_key(request, placement))
            account = names.account(placement.account.generation) if names is not None else ""
            if not account or account in told or request not in context.project.named:
                continue
            where = entry.where("placements", index, "account")
            if account in deleted:
                told.add(account)
                message = f"the account {account} of {placement.stack} is soft-deleted: its name is held for 48 hours"
                yield stacks.NAME_SOFT_DELETED.finding(message, request=request, where=where)
            elif account in taken:
                told.add(account)
                message = f"the subdomain {account} belongs to somebody else"
                yield stacks.NAME_TAKEN.finding(message, request=request, where=where)

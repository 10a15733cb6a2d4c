"""The order of writes that Azure does not take in parallel.

An AI account takes one write at a time: account, content filters, deployments and projects alike. A second one,
create, update or delete, is refused with 409 RequestConflict, which azure-native does not retry (azurerm#22607,
#22939). The program has to order them, and it has to order the deletes too: the engine runs deletes after all creates
and updates, in parallel where no resource depends *directly* on the other in the old state. A chain (each write
depends on the one before) would therefore run the deletes of two deployments at once as soon as one between them
stays. So each write depends on *every* earlier one.

The price is n(n-1)/2 edges: about 500 in an account that is full with 32 deployments.
"""

from collections.abc import Sequence

import pulumi


def child(
    parent: pulumi.ComponentResource,
    given: pulumi.ResourceOptions | None = None,
    *,
    after: Sequence[pulumi.Resource] = (),
) -> pulumi.ResourceOptions:
    """Options of a resource in a component: it comes after all of `after`, and after what `given` depends on.

    `given` are the options of the component itself. Pulumi's Python SDK does not hand their `depends_on` on to
    children; what else they say (provider, protect and so on) reaches them through `parent`.
    """
    options = pulumi.ResourceOptions(parent=parent, depends_on=list(after))
    if given is None or given.depends_on is None:
        return options
    return pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=given.depends_on))

"""Pulumi components for private, monitored, budgeted model endpoints on Azure; one concern a file.

They know Pulumi and Azure and nothing of requests or plans: arguments are typed values, finished names among them.

- A component's type token is `modelstacks:index:<Class>`. It stands in every URN below the component and never changes.
- `<Class>Args` is a `TypedDict` because that is what Pulumi's component host hands to a component that is used from
  another language; it reads the annotations as objects, so these modules do without `from __future__ import
  annotations`.
- Required arguments are what Azure needs to be told. Every optional one has the secure default; it loosens when it is
  named.
- `depends_on` given to a component holds for the resources in it (of a boundary: for what enters the network). Pulumi's
  Python SDK does not pass it on by itself.
- `writes`, where a component has it, are its resources in the order of their writes, for what has to come after them.
  It is set in `__init__` and not annotated on the class, where the component host would take it for an output.

Nothing is imported here: a stack that makes DNS zones need not load the classes of the network module.
"""

"""A whole cloud on this machine: a stand-in for Azure Resource Manager, its Pulumi provider and an embedded engine.

It knows nothing of model requests, plans or components, and could leave this repository.
"""

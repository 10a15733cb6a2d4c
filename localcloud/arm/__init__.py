"""A stand-in for Azure Resource Manager on loopback, for azure-mgmt clients, azure-native and anyone's HTTPS client.

`core/` is what every resource shares (ids, envelopes, long-running operations, paging, storage), `providers/` has one
folder a namespace with one small file a resource type, `seed/` says which regions, models and quotas there are,
`server/` is the HTTPS process. `lifecycle` starts and stops it, `administration` turns the knobs that Azure has not.
"""

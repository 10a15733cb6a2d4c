"""A stand-in for Azure Resource Manager on loopback, spoken to by azure-mgmt clients, azure-native and anyone's HTTPS client.

`core/` is what every resource shares (ids, envelopes, long-running operations, paging, storage), `providers/` has one folder a
namespace with one small file a resource type, `seed/` the regions, models and quotas that this Azure has, `server/` the HTTPS
process. `lifecycle` starts and stops it, `administration` turns the knobs that the real Azure has not.
"""

"""azure-native 3.29 for the local Azure: Pulumi's provider protocol on one side, Azure Resource Manager on the other.

It is a second implementation of the plugin's observable behaviour, for the types of `resources/`, and speaks to
loopback addresses only. `python -m localcloud.provider` is the plugin.
"""

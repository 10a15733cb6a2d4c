"""The toolkit: requests, names, the catalogue, the preflight, the planner, reports and the command line.

It imports neither pulumi nor azure-native; `localcloud` only late, in the commands that need it.
"""

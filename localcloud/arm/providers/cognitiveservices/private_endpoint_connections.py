"""The account's side of a private endpoint."""

from __future__ import annotations

from localcloud.arm.core.private_connections import connection_type
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK

TYPE = connection_type("Microsoft.CognitiveServices/accounts", api_versions.ALL, ACCOUNT_LOCK)

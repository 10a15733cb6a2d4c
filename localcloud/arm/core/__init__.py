"""What every resource of ARM shares: addresses, envelopes, verbs, long-running operations, paging, storage."""

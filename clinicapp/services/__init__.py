"""Use cases: each one transaction, one permission check, one audit record. No Qt, no clock."""

"""The station: links to devices, and what they send on its way to the store. No Qt, no SQL."""

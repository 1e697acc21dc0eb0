"""From recordings of calls to entries of a catalog."""

"""Where answers differ from the catalog."""

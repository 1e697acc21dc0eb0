"""Compile the endpoint catalog in `spec/` into the generated client."""

"""Recordings of calls, which hold what is sent and answered by its shape alone."""

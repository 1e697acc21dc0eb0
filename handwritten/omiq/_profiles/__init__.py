"""Stored sign-ins, each of one account on one server: a profile.

What is no secret stands in `profiles.json` in the user's folder of settings (`stored`); the secret lies in the system's
keyring, else in a file that only its owner can read (`secrets`). `store` reads and changes both, `choice` says which
profile counts. Loaded where there are no other credentials.
"""

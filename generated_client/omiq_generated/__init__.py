"""The known endpoints of OMIQ, typed. Written by `make client` from the catalog; not edited.

`api` has the operations, `models` the objects of the API, `types` what both are made of.
"""

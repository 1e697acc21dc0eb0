"""The part of the generated package that is the same whatever the catalog says: copied, not generated."""

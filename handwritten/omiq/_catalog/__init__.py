"""The catalog at run time: what is known of OMIQ's API."""

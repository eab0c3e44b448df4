"""The owner's settings: the schema, the defaults, and where in a TOML text something stands."""

"""The owner's settings, and the reader for every TOML file that an owner may write."""

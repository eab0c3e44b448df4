"""The owner's settings, and the reader of every TOML file that an owner may write."""

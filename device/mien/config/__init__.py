"""The owner's settings, and how every TOML file that an owner writes is read."""

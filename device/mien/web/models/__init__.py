"""The values that the speaker and the page exchange, by concern. Pure."""

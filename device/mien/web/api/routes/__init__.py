"""The operations of the API, by concern."""

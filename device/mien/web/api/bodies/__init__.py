"""The request and response bodies of the API, as pydantic models. Pure."""

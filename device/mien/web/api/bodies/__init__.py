"""What the API accepts and answers, as pydantic models. Pure."""

"""Turns the backend's values into response bodies. Pure."""

"""Makes bodies of what the backend says. Pure."""

"""HTTP: connection limits, middleware, rate limits, static files, streams."""

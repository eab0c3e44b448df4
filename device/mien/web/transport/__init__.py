"""What every request passes: connection limits, middleware, static files, endless answers."""

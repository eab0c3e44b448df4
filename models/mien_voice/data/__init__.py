"""What is learnt from and judged on: voices, music to lay under them, and what a room does to both."""

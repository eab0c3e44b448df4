"""What is learnt from and judged on: pieces, what was heard of them, and the borrowed networks' tags."""

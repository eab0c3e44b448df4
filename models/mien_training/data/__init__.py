"""What is learnt from and judged on: pictures, their labels, and what a room does to them."""

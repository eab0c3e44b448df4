"""What is noted of songs at the player, by us and by other clients, and what the owner thinks of them."""

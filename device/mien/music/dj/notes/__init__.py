"""What we and other clients note about songs at the player, and the owner's opinions of them."""

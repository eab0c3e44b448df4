"""What a song sounds like: decoding, features, and the sticker that keeps them."""

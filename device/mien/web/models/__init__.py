"""What the speaker tells the page: plain values, by concern. Pure."""

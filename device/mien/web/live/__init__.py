"""What changes while a page is open: events, the live view, the timeline."""

"""Who may use the page: the pairing window, the paired browsers, their sessions."""

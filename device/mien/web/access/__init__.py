"""Who may use the page: the pairing window, paired browsers, their sessions."""

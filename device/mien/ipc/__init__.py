"""What the processes of one speaker say to each other over UNIX sockets, and both ends of those sockets."""

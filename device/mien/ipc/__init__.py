"""The messages between the processes of one speaker over UNIX sockets, and both ends of those sockets."""

"""The command line: the parser, the commands, and a module for each larger one."""

"""What can be typed after `mien`: the parser and one module for each larger command."""

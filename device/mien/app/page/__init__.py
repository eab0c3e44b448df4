"""The speaker as the page knows it: fits its parts to the protocol of `mien.web.backend`."""

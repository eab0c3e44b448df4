"""The speaker as a part of the house: joins `mien.home` to the application."""

"""Cells that every notebook begins with, as they stand in it; their names in capitals are filled in."""

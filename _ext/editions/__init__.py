"""Take-away editions, made from the built site: PDF, EPUB, offline archive, notebooks and Anki cards."""

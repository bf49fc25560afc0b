"""The archive and everything on its way into it: the only home of SQL besides the search index."""

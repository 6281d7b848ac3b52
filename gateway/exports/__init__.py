"""Long lists as files that are made beside the requests: asked for, watched, fetched, or given up."""

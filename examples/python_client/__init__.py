"""A client of the API in one file that can be read, and an example of its use."""

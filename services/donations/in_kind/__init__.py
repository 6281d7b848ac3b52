"""Gifts in kind and labour: received, kept in store, handed out.  Never money of the Fund."""

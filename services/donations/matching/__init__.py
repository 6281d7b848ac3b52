"""Bank lines and who gave them: what the memo claims, what is suggested, what somebody decided."""

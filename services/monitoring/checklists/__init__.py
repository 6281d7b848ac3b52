"""Checklists: versioned questions per subject, and the answers that visits give."""

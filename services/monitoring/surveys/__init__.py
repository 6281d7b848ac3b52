"""Surveys of citizens: versioned questions, answers without a name, results that tell of nobody."""

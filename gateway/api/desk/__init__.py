"""The report desk: rounds, reports of units, versions, examples, and what is defined once for all rounds."""

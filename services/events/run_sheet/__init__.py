"""The stage: what is planned, what happens when, and whether what is handed over is true in the books."""

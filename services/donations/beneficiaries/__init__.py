"""The register of poor households and what each needs.  Personal data: they stay in this service, and every look at
them is kept."""

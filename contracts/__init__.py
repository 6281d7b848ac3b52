"""The language between the services: refusals, command schemas, event schemas and one sample per event version."""

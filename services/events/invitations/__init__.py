"""Offices invited to send somebody, and what they answer."""

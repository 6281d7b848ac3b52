"""What every process needs before it can do its job: settings, log lines and the sign that it is ready.

Imports nothing else of Chung Tay.
"""

"""The one door for people and programs: API, pages, access, read models and reports. Never imports a
service.
"""

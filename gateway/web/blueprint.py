"""The one blueprint of all pages. `/static` belongs to it; browser libraries lie in `static/vendor`."""

from flask import Blueprint

pages = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

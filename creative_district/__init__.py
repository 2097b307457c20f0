"""The portal of a European Creative District."""

from creative_district.celery import app as celery_app

__all__ = ["celery_app"]

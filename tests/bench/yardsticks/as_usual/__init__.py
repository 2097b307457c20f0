"""The yardstick: the same page by Django REST framework, as it is usually written.

Model serializers, one within the other; related rows joined or fetched along, so that a
page costs a handful of queries; page numbers; django-filter and the search that comes
with the framework. No negotiation of languages, formats or fields, no limit.
"""

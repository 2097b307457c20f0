"""Programmes, sources, news and documents in the words of schema.org."""

from django.conf import settings

from creative_district.kernel.linked import Node, Words, day_of, named
from creative_district.kernel.record import Record
from creative_district.kernel.text import Text
from programme.models import Document, News, Programme, Source


def project(record: Record, name: Text, page: str, words: Words) -> Node:
    """Return a programme, or a part of it, by name and address."""
    return {**named("Project", record, page), "name": words.of(name)}


def programme_node(programme: Programme, words: Words) -> Node:
    """Return a programme by name and address."""
    return project(programme, programme.name, programme.get_absolute_url(), words)


def of_programme(programme: Programme, words: Words) -> Node:
    """Return the programme as the project that it is."""
    return {
        **programme_node(programme, words),
        "alternateName": words.others(
            programme.name, programme.short_name, programme.acronym
        ),
        "description": words.of(programme.summary),
        "foundingDate": day_of(programme.start),
        "dissolutionDate": day_of(programme.end),
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": words.of(programme.region),
        },
    }


def of_news(news: News, words: Words) -> Node:
    """Return a news item."""
    return {
        **named("NewsArticle", news, news.get_absolute_url()),
        "headline": words.of(news.title),
        "description": words.of(news.summary),
        "inLanguage": words.languages(news.title),
        "datePublished": news.published_on.isoformat(),
        "dateModified": news.updated_at.isoformat(),
    }


def of_document(document: Document, words: Words) -> Node:
    """Return a document."""
    site = settings.SITE_URL if document.file else ""
    return {
        **named("DigitalDocument", document, document.get_absolute_url()),
        "name": words.of(document.title),
        "description": words.of(document.summary),
        "inLanguage": document.language,
        "datePublished": day_of(document.published),
        "encodingFormat": document.format,
        "contentUrl": f"{site}{document.address}",
    }


def of_source(source: Source, words: Words) -> Node:
    """Return a public text of others, which stands where they published it."""
    title = {"@value": source.title, "@language": source.language}
    return {
        **named("CreativeWork", source, ""),
        "url": source.url,
        "name": title if words.is_tagged else source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "inLanguage": source.language,
        "datePublished": day_of(source.published),
    }

"""The document for people: one HTML page without a script, written from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from proffer.api.document.style import STYLE

METHODS = ("get", "post", "put", "delete")

Object = Mapping[str, Any]


def html_page(document: Object) -> str:
    """The whole page."""
    info, objects = document["info"], document["components"]["schemas"]
    chapters = _chapters(document["paths"])
    body = "".join(_chapter(tag, found, objects) for tag, found in chapters.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{STYLE}</style></head><body>"
        f'<nav aria-label="Chapters">{_contents(chapters, objects)}</nav><main>'
        f"<h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>"
        f"{_prose(info['description'])}"
        '<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>'
        f'{body}<section><h2 id="objects">Objects</h2>{"".join(_object(*item) for item in _wire(objects))}</section>'
        "</main></body></html>"
    )


def _chapters(paths: Object) -> dict[str, list[tuple[str, str, Object]]]:
    """Tag → (method, path, operation), in the order of the document."""
    found: dict[str, list[tuple[str, str, Object]]] = {}
    for path, item in paths.items():
        for method in METHODS:
            if method in item:
                found.setdefault(item[method]["tags"][0], []).append((method.upper(), path, item[method]))
    return found


def _contents(chapters: Iterable[str], objects: Object) -> str:
    links = [f'<li><a href="#{_anchor(tag)}">{escape(tag)}</a></li>' for tag in chapters]
    inner = [f'<li><a href="#o-{escape(name)}">{escape(name)}</a></li>' for name, _ in _wire(objects)]
    return f'<ul>{"".join(links)}<li><a href="#objects">objects</a><ul>{"".join(inner)}</ul></li></ul>'


def _chapter(tag: str, found: Iterable[tuple[str, str, Object]], objects: Object) -> str:
    inner = "".join(_operation(*each, objects) for each in found)
    return f'<section><h2 id="{_anchor(tag)}">{escape(tag)}</h2>{inner}</section>'


def _operation(method: str, path: str, operation: Object, objects: Object) -> str:
    title = f'<span class="{method.lower()}">{method}</span> <code>{escape(path)}</code>'
    parts = [_prose(operation.get("description", ""))]
    if "parameters" in operation:
        rows = [(one["name"], _type(one["schema"]), one.get("description", "")) for one in operation["parameters"]]
        parts.append(f"<h4>Query</h4>{_table(rows)}")
    asked = operation.get("requestBody", {}).get("content", {})
    answered = operation["responses"]["200"].get("content", {})
    parts += [f"<h4>Request</h4>{_request(content['schema'], objects)}" for content in asked.values()]
    parts += [
        f"<h4>Answer</h4><p>{_answer(content['schema']) if content['schema'] else escape(media)}</p>"
        for media, content in answered.items()
    ]
    summary = f"{title} <span>{_inline(operation['summary'])}</span>"
    return f'<details id="{operation["operationId"]}"><summary>{summary}</summary>{"".join(parts)}</details>'


def _request(schema: Object, objects: Object) -> str:
    """Each operation that can be posted, or the one object."""
    if "anyOf" not in schema:
        return _properties(schema)
    found = []
    for one in schema["anyOf"]:
        named = objects[_name(one)] if "$ref" in one else one
        title = escape(named.get("title", ""))
        found.append(f"<details><summary><b>{title}</b> {_inline(named.get('description', ''))}</summary>")
        found.append(f"{_properties(named)}</details>")
    return "".join(found)


def _answer(schema: Object) -> str:
    if "anyOf" in schema:
        return " or ".join(filter(None, map(_answer, schema["anyOf"])))
    if "properties" not in schema:
        return _type(schema)
    inner = ", ".join(f"<code>{escape(name)}</code>: {_type(one)}" for name, one in schema["properties"].items())
    return f"{{ {inner} }}"


def _object(name: str, schema: Object) -> str:
    return f'<h3 id="o-{escape(name)}">{escape(name)}</h3>{_prose(schema.get("description", ""))}{_properties(schema)}'


def _properties(schema: Object) -> str:
    required = set(schema.get("required", ())) | set(schema.get("x-always-present", ()))
    rows = [
        (name + ("" if name in required else " ?"), _type(one), one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]
    return _table(rows) if rows else ""


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = (f"<tr><td><code>{escape(a)}</code></td><td>{b}</td><td>{_inline(c)}</td></tr>" for a, b, c in rows)
    return f"<table>{''.join(lines)}</table>"


def _type(schema: Object) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = escape(_name(schema))
        return f'<a href="#o-{name}">{name}</a>'
    if "const" in schema:
        return f"<code>{escape(repr(schema['const']).replace(chr(39), chr(34)))}</code>"
    if "enum" in schema:
        return " · ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if words == "array":
        words = f"list of {_type(schema.get('items', {}))}"
    elif "properties" in schema:
        words = _answer(schema)
    limits = [
        f"{word} {schema[key]}"
        for key, word in (
            ("minLength", "at least"),
            ("maxLength", "at most"),
            ("minimum", "from"),
            ("maximum", "to"),
            ("maxItems", "at most"),
        )
        if key in schema
    ]
    return f"{words}, {' '.join(limits)}" if limits else words


def _wire(objects: Object) -> Iterator[tuple[str, Object]]:
    """The objects that are not requests: those stand where they are posted."""
    return ((name, schema) for name, schema in objects.items() if "title" not in schema)


def _name(reference: Object) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _anchor(tag: str) -> str:
    return "c-" + tag.replace(" ", "-")


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(part)}</p>" for part in text.split("\n\n") if part.strip())


def _inline(text: str) -> str:
    """Text with `code` in it."""
    parts = escape(" ".join(text.split())).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))

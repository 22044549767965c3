"""An API as the others are made: tokens, exact numbers, problem documents, and its description.

The shapes in the OpenAPI document are those of the answers themselves: a change of an answer is
a change of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from typing import Any

import msgspec
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema, get_schema

from openmips.api.answering import SCHEMAS, SHAPE
from openmips.api.exact import ExactParser, ExactRenderer
from openmips.api.problems import (
    PROBLEM,
    ProblemDocument,
    broken_address,
    install,
    method_not_offered,
    nowhere,
    unknown_parameters,
)
from openmips.api.tokens import Bearer

_CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
_NOT_ALLOWED = 405

_NUL = "\x00"

View = Callable[..., HttpResponseBase]


class Api(NinjaAPI):
    """An API; `namespace` is what its addresses are called among all addresses."""

    def __init__(self, *, title: str, version: str, description: str, namespace: str) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace=namespace,
            docs_url=None,
            auth=Bearer(),
            renderer=ExactRenderer(),
            parser=ExactParser(),
        )
        install(self)

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses; at any other below them a problem document says that nothing is there."""
        patterns, app, namespace = super().urls
        for one in patterns:
            if isinstance(one, URLPattern):
                one.callback = self._told(one.callback, str(one.pattern))
        return [*patterns, path("<path:rest>", csrf_exempt(nowhere))], app, namespace

    def _told(self, view: View, route: str) -> View:
        """The view, with problem documents for what Django or Ninja would say in their own way."""
        place = "/" + _CONVERTED.sub(r"{\1}", route)

        @wraps(view)
        def told(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if any(_NUL in text for text in (request.path, *_texts(request))):
                return broken_address()
            known = self._parameters.get((place, str(request.method).lower()))
            unknown = [] if known is None else [one for one in request.GET if one not in known]
            if unknown:
                return unknown_parameters(unknown, known or frozenset())
            try:
                found = view(request, *arguments, **named)
            except Http404:
                return nowhere(request, request.path)
            if found.status_code == _NOT_ALLOWED:
                return method_not_offered(str(request.method), found.headers["Allow"])
            return found

        return csrf_exempt(told)

    @cached_property
    def _parameters(self) -> dict[tuple[str, str], frozenset[str]]:
        """The parameters after the question mark, by path and method."""
        paths = get_schema(api=self, path_prefix="")["paths"]
        return {
            (place, method): frozenset(
                one["name"] for one in operation["parameters"] if one["in"] == "query"
            )
            for place, methods in paths.items()
            for method, operation in methods.items()
        }

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function: each is one question or deed."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document, with the shapes of all answers."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        made = get_schema(api=self, path_prefix=self.get_root_path({}))
        shapes: list[type[Any]] = [ProblemDocument]
        for methods in made["paths"].values():
            for operation in methods.values():
                told = operation["responses"].items()
                operation["responses"] = {str(status): one for status, one in told}
                shape = operation.pop(SHAPE, None)
                if shape is not None:
                    shapes.append(shape)
        made["components"]["schemas"] |= components(shapes)
        made["components"]["responses"] = {
            "Problem": {
                "description": "What is wrong, with a code and what to do about it.",
                "content": {PROBLEM: {"schema": {"$ref": SCHEMAS.format(name="ProblemDocument")}}},
            }
        }
        return made


def _texts(request: HttpRequest) -> Iterator[str]:
    """Whatever stands after the question mark."""
    for name, values in request.GET.lists():
        yield from (name, *values)


def components(shapes: list[type[Any]]) -> dict[str, Any]:
    """The schemas of some shapes and of all that they hold, by name.

    Raises ValueError where two of these shapes have one name.
    """
    unique = list(dict.fromkeys(shapes))
    _, found = msgspec.json.schema_components(
        unique, ref_template=SCHEMAS, schema_hook=lambda _: {"description": "Any value."}
    )
    absent = [one.__name__ for one in unique if one.__name__ not in found]
    if absent:
        raise ValueError(f"several shapes are called {', '.join(absent)}")
    return found

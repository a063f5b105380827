"""What a query costs at Shopify, as its documents say: a point an object, a connection as many as ``first`` or ``last``
allow and two for itself, nothing for scalars, ten for a change; ``productSet`` by what it is to do.

Before it is run every list counts as full: that is what no query may exceed 1,000 of. Afterwards what was not there is
given back.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    parse,
)

MOST = 1000
CHANGE = 10.0


def requested(schema: GraphQLSchema, document: str, variables: Mapping[str, Any]) -> float:
    """Points, reckoned before anything is run."""
    return _Reckoning(schema, document, variables).total()


def actual(schema: GraphQLSchema, document: str, variables: Mapping[str, Any], data: Any) -> float:
    """Points of what was done and is told in ``data``."""
    return _Reckoning(schema, document, variables).of_changes() + _objects(data)


def of_set(form: Mapping[str, Any]) -> float:
    """``productSet``: since October 2025 by the number of variants, pictures and fields."""
    variants = form.get("variants") or []
    pictured = sum(1 for each in variants if each.get("file"))
    own = 0.4 * len(form.get("metafields") or []) + 1.9 * len(form.get("files") or [])
    return CHANGE + 0.2 * len(variants) + 0.6 * pictured + own


class _Reckoning:
    def __init__(self, schema: GraphQLSchema, document: str, variables: Mapping[str, Any]) -> None:
        parts = parse(document).definitions
        self._schema, self._variables = schema, variables
        self._operation = next(each for each in parts if isinstance(each, OperationDefinitionNode))
        self._fragments = {each.name.value: each for each in parts if isinstance(each, FragmentDefinitionNode)}

    @property
    def _is_change(self) -> bool:
        return self._operation.operation.value == "mutation"

    def total(self) -> float:
        root = self._schema.mutation_type if self._is_change else self._schema.query_type
        assert root is not None
        within = sum(self._below(field, root) for field in self._fields(self._operation.selection_set))
        return self.of_changes() + within

    def of_changes(self) -> float:
        if not self._is_change:
            return 0.0
        return sum(
            of_set(self._variables["input"]) if each.name.value == "productSet" else CHANGE
            for each in self._fields(self._operation.selection_set)
        )

    def _fields(self, chosen: SelectionSetNode | None) -> list[FieldNode]:
        found: list[FieldNode] = []
        for each in chosen.selections if chosen else ():
            if isinstance(each, FieldNode):
                found.append(each)
            else:
                part = each if isinstance(each, InlineFragmentNode) else self._fragments[each.name.value]
                found += self._fields(part.selection_set)
        return found

    def _below(self, field: FieldNode, parent: GraphQLObjectType) -> float:
        """A field's own points and those of what is chosen of it."""
        kind = get_named_type(parent.fields[field.name.value].type)
        if not isinstance(kind, GraphQLObjectType):
            return 0.0
        chosen = self._fields(field.selection_set)
        if "nodes" not in kind.fields:
            return 1.0 + sum(self._below(each, kind) for each in chosen)
        listed = sum(self._below(each, kind) for each in chosen if each.name.value == "nodes")
        other = sum(self._below(each, kind) for each in chosen if each.name.value != "nodes")
        return 2.0 + self._size(field) * listed + other

    def _size(self, field: FieldNode) -> int:
        """How many the connection may give. Raises ValueError when the query does not say."""
        for argument in field.arguments:
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, VariableNode):
                    return int(self._variables[value.name.value])
                assert isinstance(value, IntValueNode)
                return int(value.value)
        raise ValueError(f"you must provide one of first or last for {field.name.value}")


def _objects(data: Any) -> int:
    """How many objects an answer has."""
    if isinstance(data, Mapping):
        return 1 + sum(_objects(each) for each in data.values())
    return sum(_objects(each) for each in data) if isinstance(data, list) else 0

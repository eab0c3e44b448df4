"""What a request must look like: JSON Schema, so little of it that we check it ourselves.

So the description of the API and what the API accepts cannot differ.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Shape: TypeAlias = Mapping[str, Any]
"""JSON Schema. Of it we check: type, enum, minimum, maximum, maxLength, required, properties."""

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "object": (dict,),
}


def an_object(**properties: Shape) -> Shape:
    """Return the shape of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def fault(shape: Shape, plain: object, name: str = "the body") -> str:
    """Return what is wrong with `plain` as one sentence, "" if nothing."""
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    if not any(_is(kind, plain) for kind in kinds):
        return f"{name} must be {' or '.join(kinds)}."
    if "enum" in shape and plain not in shape["enum"]:
        return f"{name} must be one of {', '.join(str(choice) for choice in shape['enum'])}."
    if isinstance(plain, dict):
        return _object_fault(shape, plain)
    if isinstance(plain, str) and len(plain) > shape.get("maxLength", len(plain)):
        return f"{name} may have {shape['maxLength']} characters at most."
    if isinstance(plain, (int, float)) and not isinstance(plain, bool):
        low, high = shape.get("minimum", plain), shape.get("maximum", plain)
        return "" if low <= plain <= high else f"{name} must be from {low} to {high}."
    return ""


def _is(kind: str, plain: object) -> bool:
    """Return whether `plain` is of the kind; JSON's true is no number, and 3.0 is a whole one."""
    if isinstance(plain, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(plain, float):
        return plain.is_integer()
    return isinstance(plain, _TYPES[kind])


def _object_fault(shape: Shape, plain: Mapping[str, object]) -> str:
    properties: Mapping[str, Shape] = shape["properties"]
    for name in shape["required"]:
        if name not in plain:
            return f"{name} is missing."
    for name, value in plain.items():
        if name not in properties:
            return f"{name[:40]!r} is not known here."
        wrong = fault(properties[name], value, name)
        if wrong:
            return wrong
    return ""

"""What a docstring of a public object must hold; `problems_of` names what it lacks."""

import inspect
import re

ORDER = (
    *("Args", "Attributes", "Call arguments", "Returns", "Raises", "Example"),
    "Reference",
)
HEADING = re.compile(rf"^({'|'.join(ORDER)}):", re.M)
ENTRY = re.compile(r"^    (\*{0,2}\w+): \S", re.M)
PLACEHOLDER = re.compile(r"TODO|FIXME|XXX|TBD|\[\w+\]:|_summary_|lorem", re.I)


def own_docstring(thing):
    """Its text without indentation; what a class inherits does not count."""
    return inspect.cleandoc(thing.__doc__ or "")


def sections_of(thing):
    """Heading -> text, in the order of the docstring."""
    _, *rest = HEADING.split(own_docstring(thing))
    return dict(zip(rest[::2], rest[1::2], strict=True))


def parameters_of(thing):
    """The names of the signature as a docstring writes them."""
    stars = {inspect.Parameter.VAR_KEYWORD: "**", inspect.Parameter.VAR_POSITIONAL: "*"}
    parameters = inspect.signature(thing).parameters.values()
    return [stars.get(p.kind, "") + p.name for p in parameters]


def problems_of(thing, needs_reference=True):
    """What is wrong with the docstring, in words; nothing if it is complete."""
    text, sections = own_docstring(thing), sections_of(thing)
    expected = parameters_of(thing)
    told = ENTRY.findall(sections.get("Args", ""))
    order = [name for name in ORDER if name in sections]
    checks = {
        "the first line is no sentence": text.partition("\n")[0].endswith("."),
        f"Args are {told}, the signature has {expected}": told == expected,
        "no Example with >>>": ">>> " in sections.get("Example", ""),
        f"sections in the order {list(sections)}": list(sections) == order,
        "placeholder text": not PLACEHOLDER.search(text),
        "no Reference with a link": not needs_reference
        or "https://" in sections.get("Reference", ""),
    }
    return [problem for problem, fine in checks.items() if not fine]

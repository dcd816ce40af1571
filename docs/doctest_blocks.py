"""Shows the examples of docstrings as code: a fence around each block of `>>>`."""

import re

import griffe

BLOCK = re.compile(r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*|\n *\.\.\..*)*", re.M)


def fenced(text):
    """The text with each block of examples between fences."""

    def fence(match):
        indent = match["indent"]
        return f"\n{indent}```pycon\n{match[0]}\n{indent}```\n"

    return BLOCK.sub(fence, text)


class DoctestBlocks(griffe.Extension):
    """Rewrites each docstring as it is read."""

    def on_instance(self, *, obj, **kwargs):
        """Called for every object that the source defines."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)

"""Templates with escaping on."""

from __future__ import annotations


def render(template, **values):
    """Fills a Jinja template; whatever is filled in is escaped.

    A value that is HTML already, as `themed_svg` gives it, takes `| safe` in the
    template. A name that is missing is an error.

    Args:
        template: str. The text of a Jinja template.
        **values: what the template names.

    Returns:
        The HTML as a str.

    Raises:
        jinja2.UndefinedError: if the template uses a name that is not given.

    Example:
    >>> render("<p>{{ said }}</p>", said="<script>")
    '<p>&lt;script&gt;</p>'

    Reference: Jinja, "Template Designer Documentation",
    https://jinja.palletsprojects.com/en/stable/templates/
    """
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(template).render(**values)

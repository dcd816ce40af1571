def percent(share):
    """A share as text, without powers of ten.

    >>> percent(3.956), percent(0.0431), percent(0)
    ('396 %', '4.3 %', '0 %')
    """
    value = 100 * share
    return f"{value:.0f} %" if value >= 100 else f"{value:.2g} %"

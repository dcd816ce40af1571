"""How often a ReLU network is born dead: exact values and rigorous bounds.

One input, symmetric weights, no bias, `depth` weight layers of which `depth - 1`
end in ReLU, `width` units each. Such a network is positively homogeneous: it is
dead when some layer is zero on both rays x > 0 and x < 0. With p = 2^-width a
living ray dies in one layer with probability p.
"""


def ray_dead(depth, width):
    """Probability that one ray dies: 1 - (1 - p)^(depth - 1), exact."""
    return 1 - (1 - 2.0**-width) ** (depth - 1)


def three_layers_dead(width):
    """Probability that a net of three weight layers is born dead, exact.

    The first layer's units split between the rays, so the hidden vectors of two
    living rays are orthogonal and die independently in the second layer.
    """
    p = 2.0**-width
    return 2 * p**2 + (1 - 2 * p) * p**2


def dead_bounds(depth, width):
    """Rigorous (low, high) of the probability that the net is born dead.

    Past the second layer two living rays are non-negatively correlated, so both
    die together with a probability q between p^2 (independent) and p (equal).
    """
    return _dead(depth, width, min), _dead(depth, width, max)


def _dead(depth, width, extreme):
    p = 2.0**-width
    if depth <= 2:
        return 0.0
    both = _both_alive(depth - 3, p, extreme)
    one = ray_dead(depth - 2, width)
    second_layer = _step(p**2, p, one, both)
    return 2 * p * ray_dead(depth - 1, width) + (1 - 2 * p) * second_layer


def _both_alive(layers, p, extreme):
    """Extreme probability of dying in `layers` more layers, both rays alive."""
    both, one = 0.0, 0.0
    for _ in range(layers):
        both = extreme(_step(q, p, one, both) for q in (p**2, p))
        one = one + (1 - one) * p
    return both


def _step(q, p, one, both):
    """One layer: both die (q), exactly one dies, or neither."""
    return q + (2 * p - 2 * q) * one + (1 - 2 * p + q) * both

"""A row as the benchmark writes it, with made times."""


def made_row(**changes):
    return {
        "benchmark": "layers",
        "pair": "celu",
        "mode": "jax",
        "ours": "CELU",
        "reference": "keras ELU",
        "input_shape": [4, 3],
        "target": 1.15,
        "seconds": {"ours": [1.0, 2.2, 3.0], "reference": [1.0, 2.0, 2.0]},
        "load_average": [0.5, 0.25, 0.75],
        "threads": 2,
        "peak_bytes": {"ours": 3 * 2**20, "reference": 2 * 2**20},
        "peak_measure": "made",
        "temporary_bytes": {"ours": 8, "reference": 16},
        "environment": {
            "processor": "a processor",
            "cores": 2,
            "device": "cpu",
            "keras": "3.15.1",
            "jax": "0.10.2",
            "python": "3.11",
        },
        **changes,
    }

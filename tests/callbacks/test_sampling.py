"""Which steps are sampled, and where a sample goes."""

import pytest

from keras_nntricks.callbacks._sampling import Sampling, next_sampled


class Recorder:
    """Keeps what a record is given."""

    def __init__(self):
        self.samples = []

    def add_sample(self, *sample):
        self.samples.append(sample)


class Sample:
    """A sample that says whether it was fetched."""

    def __init__(self, step):
        self.step = step
        self.fetched = False

    def fetch(self):
        self.fetched = True
        return {"loss": float(self.step)}


def run(sampling, steps, per_execution=1, begin=0):
    """Makes the steps as the taps do; the samples that were wanted."""
    samples = []
    for step in range(begin, begin + steps, per_execution):
        wanted = sampling.wants(step)
        sampling.after_step(step, {})
        if wanted:
            samples.append(Sample(step))
            sampling.receive(samples[-1])
    return samples


def sampling(every, per_execution=1, told=lambda: None, **options):
    return Sampling(None, every, per_execution, told, **options)


@pytest.mark.parametrize(
    ("every", "steps"),
    [
        (50, [0, 1, 2, 4, 8, 16, 32, 50, 100, 150]),
        (1, [*range(160)]),
        (3, [0, 1, 2, *range(3, 160, 3)]),
        (64, [0, 1, 2, 4, 8, 16, 32, 64, 128]),
        (None, [0, 1, 2, 4, 8, 16, 32, 50, 100, 150]),
    ],
)
def test_first_steps_are_sampled_more_often(every, steps):
    assert [s for s in range(160) if next_sampled(s, every) == s] == steps


@pytest.mark.parametrize("per_execution", [2, 3, 7])
def test_an_execution_is_sampled_if_one_of_its_steps_is_due(per_execution):
    due = {0, 1, 2, 4, 8, 10, 20, 30, 40}
    expected = sorted({step - step % per_execution for step in due})
    sampler = sampling(10, per_execution)
    sampler.begin_epoch(Recorder(), 0, 0, None)
    samples = run(sampler, 42, per_execution)
    assert [sample.step for sample in samples] == expected


def test_a_long_training_is_sampled_more_rarely():
    due = [s for s in range(900, 1320) if next_sampled(s, None) == s]
    assert due == [900, 950, 1000, 1100, 1200, 1300]
    assert [s for s in range(1000, 1320) if next_sampled(s, 99) == s] == [
        1089,
        1188,
        1287,
    ]


def test_who_samples_nothing_counts_steps_alone():
    sampler = sampling(50, samples=False)
    sampler.begin_epoch(Recorder(), 0, 0, None)
    assert run(sampler, 9) == []
    assert sampler.steps_made == 9


def test_a_sample_is_fetched_when_the_next_arrives_or_at_the_end():
    recorder, sampler = Recorder(), sampling(50)
    sampler.begin_epoch(recorder, 0, 0, None)
    first, second = run(sampler, 2)
    assert (first.fetched, second.fetched) == (True, False)
    sampler.fetch()
    sampler.fetch()
    assert recorder.samples == [(0, 0, 0, {"loss": 0.0}), (1, 0, 1, {"loss": 1.0})]


def test_steps_go_on_from_epoch_to_epoch_and_from_fit_to_fit():
    recorder, sampler = Recorder(), sampling(4)
    sampler.begin_epoch(recorder, 7, 100, 5)
    run(sampler, 5)
    sampler.fetch()
    assert sampler.steps_made == 105
    sampler.begin_epoch(recorder, 8, 105, 5)
    run(sampler, 5, begin=5)
    sampler.fetch()
    places = [sample[:3] for sample in recorder.samples]
    assert places == [
        *((100, 7, 0), (101, 7, 1), (102, 7, 2), (104, 7, 4)),
        (108, 8, 3),
    ]
    assert sampler.steps_made == 110


def test_a_short_last_execution_makes_no_more_steps_than_the_epoch_has():
    sampler = sampling(50, 4)
    sampler.begin_epoch(Recorder(), 0, 0, 6)
    run(sampler, 6, per_execution=4)
    assert sampler.steps_made == 6


def test_each_sample_is_told_of_after_the_one_before_is_fetched():
    recorder, counts = Recorder(), []
    sampler = sampling(50, told=lambda: counts.append(len(recorder.samples)))
    sampler.begin_epoch(recorder, 0, 0, None)
    run(sampler, 3)
    assert counts == [0, 1, 2]

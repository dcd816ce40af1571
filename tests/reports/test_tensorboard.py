"""TensorFlow's own reader finds in the folder what the record holds."""

import numpy as np
import pytest
import tensorflow as tf

from keras_nntricks.monitors import ModelFacts, Record
from keras_nntricks.reports import TensorBoardWriter, write_tensorboard
from tests.reports.records import record_of, verdict


def events_of(folder):
    """The events after the header; the reader checks the checksums."""
    (path,) = folder.glob("events.out.tfevents.*")
    header, *events = [
        tf.compat.v1.Event.FromString(data.numpy())
        for data in tf.data.TFRecordDataset(str(path))
    ]
    assert header.file_version == "brain.Event:2"
    return events


def written(record, folder):
    """What `write_tensorboard` wrote: tag -> list of (step, value)."""
    write_tensorboard(record, folder)
    return values_of(folder)


def values_of(folder):
    """Tag -> list of (step, value)."""
    found = {}
    for event in events_of(folder):
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, value))
    return found


def scalars(found, tag):
    return [(step, value.simple_value) for step, value in found[tag]]


def test_scalars_are_those_of_the_record(tmp_path):
    found = written(record_of(), tmp_path / "run")
    assert scalars(found, "loss/batch") == [(0, 4.0), (1, 2.0), (2, 1.5), (3, 1.0)]
    assert scalars(found, "epoch/val_loss") == [(3, 2.0)]
    assert scalars(found, "outputs_spread/net/dense")[3] == (3, 4.0)
    ratios = [
        value for _, value in scalars(found, "weights_update_ratio/net/dense/bias")
    ]
    np.testing.assert_allclose(ratios, [0.005, 0.01, 0.015, 0.02], rtol=1e-6)


def test_large_numbers_and_steps_survive(tmp_path):
    record = Record(ModelFacts())
    record.add_sample(300_000_000_000, 0, 0, {"loss": 1e30, "penalty": -2.5})
    found = written(record, tmp_path)
    [(step, loss)] = scalars(found, "loss/batch")
    assert step == 300_000_000_000
    assert loss == pytest.approx(1e30)
    assert scalars(found, "loss/penalty") == [(step, -2.5)]


def test_unknown_numbers_are_left_out(tmp_path):
    record = Record(ModelFacts())
    record.add_sample(0, 0, 0, {"loss": 1.0})
    assert set(written(record, tmp_path)) == {"loss/batch"}


def test_histograms_keep_counts_and_edges(tmp_path):
    counts, edges = np.array([1, 0, 3]), np.array([-1.0, 0.0, 1.0, 3.0])
    record = record_of([1.0], histograms={"outputs": {"net/dense": (counts, edges)}})
    [(step, value)] = written(record, tmp_path)["outputs/net/dense"]
    histogram = value.histo
    assert (step, list(histogram.bucket), list(histogram.bucket_limit)) == (
        0,
        [1, 0, 3],
        [0.0, 1.0, 3.0],
    )
    assert (histogram.min, histogram.max, histogram.num) == (-1.0, 3.0, 4)
    # Centres -0.5, 0.5 and 2.
    assert (histogram.sum, histogram.sum_squares) == (5.5, 12.25)


def test_a_verdict_is_a_text(tmp_path):
    record = record_of()
    record.verdicts = [verdict(step=2)]
    [(step, value)] = written(record, tmp_path)["verdicts/dead-units/text_summary"]
    assert step == 2
    assert value.metadata.plugin_data.plugin_name == "text"
    assert value.tensor.dtype == tf.string.as_datatype_enum
    assert [said.decode() for said in value.tensor.string_val] == [str(verdict(step=2))]


def test_a_writer_writes_each_number_once(tmp_path):
    record = record_of([4.0, 2.0])
    with TensorBoardWriter(tmp_path) as writer:
        writer.write(record)
        assert scalars(values_of(tmp_path), "loss/batch") == [(0, 4.0), (1, 2.0)]
        writer.write(record)
        record.add_sample(2, 0, 2, {"loss": 1.0})
        record.verdicts.append(verdict(step=2))
        writer.write(record)
    found = values_of(tmp_path)
    assert scalars(found, "loss/batch") == [(0, 4.0), (1, 2.0), (2, 1.0)]
    assert len(found["verdicts/dead-units/text_summary"]) == 1

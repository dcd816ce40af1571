import pytest

from keras_nntricks import engines


def test_jobs_run_in_order_and_give_their_results():
    with engines.serial() as engine:
        futures = [engine.submit(divmod, number, 3) for number in range(5)]
        found = [future.result() for future in engine.as_completed(futures)]
    assert found == [divmod(number, 3) for number in range(5)]
    assert engine.num_workers == 1


def test_an_exception_is_raised_by_its_future_alone():
    with engines.serial() as engine:
        bad, good = engine.submit(divmod, 1, 0), engine.submit(divmod, 1, 1)
    with pytest.raises(ZeroDivisionError):
        bad.result()
    assert good.result() == (1, 0)


def test_a_shared_value_is_the_value_itself():
    value = object()
    with engines.serial() as engine:
        assert engine.submit(lambda s: s.get(), engine.share(value)).result() is value

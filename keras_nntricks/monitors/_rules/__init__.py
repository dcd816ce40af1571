"""The rules of the diagnosis, one group in a file."""

from keras_nntricks.monitors._rules._batch_norm import BATCH_NORM_RULES
from keras_nntricks.monitors._rules._generalisation import GENERALISATION_RULES
from keras_nntricks.monitors._rules._gradients import GRADIENT_RULES
from keras_nntricks.monitors._rules._initial_loss import INITIAL_LOSS_RULES
from keras_nntricks.monitors._rules._inputs import INPUT_RULES
from keras_nntricks.monitors._rules._last_layer import LAST_LAYER_RULES
from keras_nntricks.monitors._rules._learning_rate import LEARNING_RATE_RULES
from keras_nntricks.monitors._rules._loss_progress import LOSS_PROGRESS_RULES
from keras_nntricks.monitors._rules._lost_loss import LOST_LOSS_RULES
from keras_nntricks.monitors._rules._regularisation import REGULARISATION_RULES
from keras_nntricks.monitors._rules._targets import TARGET_RULES
from keras_nntricks.monitors._rules._units import UNIT_RULES
from keras_nntricks.monitors._rules._updates import UPDATE_RULES
from keras_nntricks.monitors._rules._weights import WEIGHT_RULES

RULES = (
    *INPUT_RULES,
    *TARGET_RULES,
    *LAST_LAYER_RULES,
    *INITIAL_LOSS_RULES,
    *BATCH_NORM_RULES,
    *WEIGHT_RULES,
    *REGULARISATION_RULES,
    *LOST_LOSS_RULES,
    *LEARNING_RATE_RULES,
    *GRADIENT_RULES,
    *UNIT_RULES,
    *UPDATE_RULES,
    *LOSS_PROGRESS_RULES,
    *GENERALISATION_RULES,
)

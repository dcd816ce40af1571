"""The rules of the diagnosis, one group in a file."""

from keras_nntricks.monitors.rules._generalisation import GENERALISATION_RULES
from keras_nntricks.monitors.rules._gradients import GRADIENT_RULES
from keras_nntricks.monitors.rules._learning_rate import LEARNING_RATE_RULES
from keras_nntricks.monitors.rules._loss_progress import LOSS_PROGRESS_RULES
from keras_nntricks.monitors.rules._lost_loss import LOST_LOSS_RULES
from keras_nntricks.monitors.rules._units import UNIT_RULES
from keras_nntricks.monitors.rules._updates import UPDATE_RULES

RULES = (
    *LOST_LOSS_RULES,
    *LEARNING_RATE_RULES,
    *GRADIENT_RULES,
    *UNIT_RULES,
    *UPDATE_RULES,
    *LOSS_PROGRESS_RULES,
    *GENERALISATION_RULES,
)

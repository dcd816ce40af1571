"""What a colour means in every figure."""

from keras_nntricks.reports import PALETTE

FIRST = PALETTE["series-1"].light
SECOND = PALETTE["series-2"].light
THIRD = PALETTE["series-3"].light
THEORY = PALETTE["ink"].light
PUBLISHED = PALETTE["series-4"].light
FOURTH = PALETTE["series-5"].light
MUTED = PALETTE["muted"].light
SURFACE = PALETTE["surface"].light

"""How a kernel holds the matrices that it applies."""

import dataclasses
import math

from keras import ops


@dataclasses.dataclass(frozen=True)
class Layout:
    """The kernel's shape, split so that each axis has one role.

    `copies` are matrices side by side: groups, channels of a depthwise kernel, gates.
    A transposed convolution writes its window where another one reads it. `taps` is the
    position in each axis of the window that carries a pixel to its own place.
    """

    shape: tuple[int, ...]
    split: tuple[int, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    copies: tuple[int, ...] = ()
    window: tuple[int, ...] = ()
    taps: tuple[int, ...] = ()
    strides: int = 1
    writes_window: bool = False

    def fans(self):
        """(fan_in, fan_out): inputs that feed an output, outputs that one reaches.

        On average over the units. Borders are not counted: padding changes neither.
        """
        fan_in = self.size(self.window + self.inputs)
        fan_out = self.size(self.window + self.outputs)
        if self.writes_window:
            return fan_in / self.strides, fan_out
        return fan_in, fan_out / self.strides

    def size(self, axes):
        """How many entries these axes of `split` have together."""
        return math.prod(self.split[axis] for axis in axes)

    def sizes(self):
        """(copies, inputs, outputs) at one tap."""
        return tuple(map(self.size, (self.copies, self.inputs, self.outputs)))

    def kernel(self, values, order):
        """The kernel from values whose axes are those of `split` in this order."""
        values = ops.reshape(values, [self.split[axis] for axis in order])
        back = sorted(range(len(order)), key=order.__getitem__)
        return ops.reshape(ops.transpose(values, back), self.shape)

    def at_tap(self, matrices):
        """Zeros but for (copies, inputs, outputs) at the tap."""
        place = 0
        for axis, tap in zip(self.window, self.taps, strict=True):
            place = place * self.split[axis] + tap
        before, after = place, self.size(self.window) - place - 1
        values = ops.pad(matrices[None], [[before, after], [0, 0], [0, 0], [0, 0]])
        order = self.window + self.copies + self.inputs + self.outputs
        return self.kernel(values, order)

    def by_output(self):
        """(inputs, outputs) that each count once, and the order of such values."""
        inputs, outputs = self.window + self.inputs, self.copies + self.outputs
        return (self.size(inputs), self.size(outputs)), inputs + outputs

    def by_window(self):
        """(copies, rows, columns) of the maps from or to one window, and the order."""
        rows, columns = self.inputs, self.outputs
        if self.writes_window:
            rows, columns = columns, rows
        order = (self.copies, self.window + rows, columns)
        return tuple(map(self.size, order)), sum(order, ())

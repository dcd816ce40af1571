"""Files that TensorBoard reads, in its own format and without its libraries."""

import struct

import numpy as np

_POLYNOMIAL = 0x82F63B78  # CRC-32C, bits reversed.
_MASK = 0xA282EAD8


def event(seconds, step=0, values=(), version=None):
    """The bytes of an event: when, at which step, and the values it holds."""
    content = _number(1, seconds) + _integer(2, step)
    if version is not None:
        return content + _text(3, version)
    return content + _bytes(5, b"".join(_bytes(1, value) for value in values))


def scalar(tag, value):
    """A value that is one number."""
    with np.errstate(over="ignore"):
        return _text(1, tag) + _key(2, 5) + np.asarray(value, "<f4").tobytes()


def histogram(tag, counts, edges):
    """A value that is a histogram; its sums take each bin at its centre."""
    pairs = list(zip(counts, edges[:-1], edges[1:], strict=True))
    centres = [(count, (low + high) / 2) for count, low, high in pairs]
    total = sum(count * centre for count, centre in centres)
    squares = sum(count * centre**2 for count, centre in centres)
    numbers = (edges[0], edges[-1], sum(counts), total, squares)
    content = b"".join(_number(field, n) for field, n in enumerate(numbers, start=1))
    packed = _packed(6, edges[1:]) + _packed(7, counts)
    return _text(1, tag) + _bytes(5, content + packed)


def text(tag, said):
    """A value that is Markdown."""
    plugin = _text(1, "text")
    tensor = _integer(1, 7) + _bytes(2, _bytes(2, _integer(1, 1))) + _text(8, said)
    return _text(1, tag) + _bytes(8, tensor) + _bytes(9, _bytes(1, plugin))


def framed(data):
    """A record of the file: its length and its bytes, each with a checksum."""
    length = struct.pack("<Q", len(data))
    return length + _checksum(length) + data + _checksum(data)


def _checksum(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _REMAINDERS[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    rotated = (crc >> 15) | (crc << 17)
    return struct.pack("<I", (rotated + _MASK) & 0xFFFFFFFF)


def _remainder(byte):
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_REMAINDERS = tuple(_remainder(byte) for byte in range(256))


def _key(field, wire_type):
    return _varint(field << 3 | wire_type)


def _varint(value):
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _integer(field, value):
    return _key(field, 0) + _varint(int(value))


def _number(field, value):
    return _key(field, 1) + struct.pack("<d", value)


def _bytes(field, data):
    return _key(field, 2) + _varint(len(data)) + data


def _text(field, said):
    return _bytes(field, said.encode())


def _packed(field, values):
    return _bytes(field, struct.pack(f"<{len(values)}d", *values))

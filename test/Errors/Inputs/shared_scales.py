"""Makes all tensors of a model refer to the scales of the first: shared_scales.py MODEL RESULT

flatc writes them to the end of the file, where offsets of all the others can reach them.
"""

import struct
import sys

data = bytearray(open(sys.argv[1], "rb").read())


def word(at):
    return struct.unpack_from("<I", data, at)[0]


def follow(at):
    return at + word(at)


def field(table, number):
    """Where a table has a field."""
    vtable = table - struct.unpack_from("<i", data, table)[0]
    return table + struct.unpack_from("<H", data, vtable + 4 + 2 * number)[0]


tensors = follow(field(follow(follow(field(follow(0), 2)) + 4), 0))
scales = [field(follow(field(follow(tensors + 4 + 4 * i), 4)), 2) for i in range(word(tensors))]
last = max(map(follow, scales))
for at in scales:
    struct.pack_into("<I", data, at, last - at)
open(sys.argv[2], "wb").write(data)

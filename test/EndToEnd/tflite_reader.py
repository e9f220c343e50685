"""Reads what a test must know of a TFLite model (its inputs, outputs and operators), without effc's help.

A FlatBuffers table starts with the distance back to its vtable; the vtable holds, per field, the
field's distance from the table's start, or 0 for an absent one.
"""

import collections
import struct

from tflite_builder import enumerators

TYPES = enumerators("TensorType")
OPERATORS = enumerators("BuiltinOperator")
Tensor = collections.namedtuple("Tensor", "name dtype shape")
Graph = collections.namedtuple("Graph", "inputs outputs operators")


class Table:
    def __init__(self, data, position):
        self.data, self.position = data, position

    def offset(self, field):
        vtable = self.position - self.unpack("<i", self.position)
        slot = 4 + 2 * field
        if slot >= self.unpack("<H", vtable):
            return 0
        return self.unpack("<H", vtable + slot)

    def unpack(self, code, position):
        return struct.unpack_from(code, self.data, position)[0]

    def scalar(self, field, code, default=0):
        offset = self.offset(field)
        return self.unpack(code, self.position + offset) if offset else default

    def indirect(self, field):
        """Position of what an offset field points to, or None."""
        offset = self.offset(field)
        if not offset:
            return None
        position = self.position + offset
        return position + self.unpack("<I", position)

    def vector(self, field, code):
        start = self.indirect(field)
        if start is None:
            return []
        return list(struct.unpack_from(f"<{self.unpack('<I', start)}{code}", self.data, start + 4))

    def tables(self, field):
        start = self.indirect(field)
        if start is None:
            return []
        places = range(start + 4, start + 4 + 4 * self.unpack("<I", start), 4)
        return [Table(self.data, place + self.unpack("<I", place)) for place in places]

    def string(self, field):
        start = self.indirect(field)
        if start is None:
            return ""
        return self.data[start + 4 : start + 4 + self.unpack("<I", start)].decode("utf-8", "replace")


def read(path):
    """The main subgraph of the model at `path`."""
    with open(path, "rb") as file:
        data = file.read()
    model = Table(data, struct.unpack_from("<I", data)[0])
    codes = [max(code.scalar(0, "<b"), code.scalar(3, "<i")) for code in model.tables(1)]
    graph = model.tables(2)[0]
    tensors = [Tensor(t.string(3), TYPES[t.scalar(1, "<b")], t.vector(0, "i")) for t in graph.tables(0)]
    operators = [OPERATORS[codes[op.scalar(0, "<I")]] for op in graph.tables(3)]
    return Graph([tensors[i] for i in graph.vector(1, "i")], [tensors[i] for i in graph.vector(2, "i")],
                 operators)

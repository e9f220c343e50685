"""floats.py FILE NUMBER...: writes floats to a raw or .npy file; without numbers, prints a file's."""
import struct
import sys

path, numbers = sys.argv[1], [float(text) for text in sys.argv[2:]]
if numbers:
    data = struct.pack(f"<{len(numbers)}f", *numbers)
    if path.endswith(".npy"):
        header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(numbers)},), }}".ljust(117) + "\n"
        data = b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + data
    open(path, "wb").write(data)
else:
    data, shape = open(path, "rb").read(), ""
    if path.endswith(".npy"):
        size = struct.unpack("<H", data[8:10])[0]
        header, data = data[10:10 + size].decode(), data[10 + size:]
        assert (10 + size) % 64 == 0 and "'<f4'" in header and "False" in header
        shape = "(" + header.split("'shape': (")[1].split(")")[0] + ") "
    print(shape + " ".join(str(value) for value in struct.unpack(f"<{len(data) // 4}f", data)))

"""npy.py FILE HEADER [BYTES]: writes a .npy file with this header and so many zero bytes.
npy.py FILE --reals TYPE NUMBER...: writes real numbers of that type, `<f2`, `<f4` or `<f8`."""
import struct
import sys

path = sys.argv[1]
if sys.argv[2] == "--reals":
    numbers = [float(text) for text in sys.argv[4:]]
    header = f"{{'descr': '{sys.argv[3]}', 'fortran_order': False, 'shape': ({len(numbers)},), }}"
    data = struct.pack(f"<{len(numbers)}{dict(f2='e', f4='f', f8='d')[sys.argv[3][1:]]}", *numbers)
else:
    header, data = sys.argv[2], bytes(int(sys.argv[3]))
header += "\n"
open(path, "wb").write(b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + data)

"""Prints a model, as JSON, of 40 operators of two kinds that effc does not know."""
import json

N = 40
print(json.dumps({
    "version": 3,
    "operator_codes": [{"deprecated_builtin_code": 32, "builtin_code": "CUSTOM", "custom_code": name}
                       for name in ("first", "second")],
    "subgraphs": [{
        "tensors": [{"name": f"t{i}", "type": "FLOAT32", "shape": [4]} for i in range(N + 1)],
        "inputs": [0], "outputs": [N],
        "operators": [{"opcode_index": i % 2, "inputs": [i], "outputs": [i + 1]} for i in range(N)],
    }],
    "buffers": [{}],
}))

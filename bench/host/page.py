"""The results of bench.py as a table, a page and a plot."""

import math

NAMES = {"effc": "effc", "xnnpack": "XNNPACK operators", "onednn": "oneDNN primitives", "onnxruntime": "ONNX Runtime",
         "litert_wasm": "LiteRT.js (wasm)", "effc_threads": "effc, 2 threads",
         "xnnpack_threads": "XNNPACK, 2 threads"}


def get_time(model, engine, key="min_us"):
    times = model["engines"].get(engine)
    return times[key] if times else None


def number(value, digits=1):
    return "–" if value is None else f"{value:.{digits}f}"


def ratio(a, b, digits=2):
    return f"{a / b:.{digits}f}" if a and b else "–"


def get_rows(result):
    head = ["model", "type", "MMACs", "limit us", "effc us", "median", "x limit", "XNNPACK us", "/ effc", "oneDNN us", "/ effc",
            "ONNX Runtime us", "/ effc", "LiteRT.js us", "/ effc", "2 threads us", "speed-up", "TFLite x limit"]
    rows = []
    for model in result["models"]:
        effc, threads = get_time(model, "effc"), get_time(model, "effc_threads")
        peers = [get_time(model, engine) for engine in ("xnnpack", "onednn", "onnxruntime", "litert_wasm")]
        rows.append([model["model"], model["type"], f"{model['macs'] / 1e6:.2f}", number(model["limit_us"]), number(effc),
                     number(get_time(model, "effc", "median_us")), ratio(effc, model["limit_us"]),
                     *(cell for time in peers for cell in (number(time), ratio(time, effc))), number(threads),
                     ratio(effc, threads),
                     number(model["published_times_the_limit"])])
    return head, rows


def get_means(result):
    """Geometric means of what peers take by what effc takes."""
    lines = []
    for kind, types in (("int8 and uint8", ("int8", "uint8")), ("float32", ("float32",))):
        for engine in ("xnnpack", "onednn", "onnxruntime"):
            ratios = [get_time(m, engine) / get_time(m, "effc") for m in result["models"]
                      if m["type"] in types and get_time(m, engine) and get_time(m, "effc")]
            if ratios:
                mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
                lines.append(f"{kind}: {NAMES[engine]}: {mean:.2f} times effc's time (geometric mean of {len(ratios)} models, "
                             f"least {min(ratios):.2f})")
    return lines


def format_table(result):
    head, rows = get_rows(result)
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = ["  ".join(cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths)))
             for row in [head, *rows]]
    peaks = result["peak_gmacs"]
    machine = result["machine"]
    title = f"{machine['cpu']}: peak of one core {peaks['float32']} GMAC/s f32, {peaks['int8']} GMAC/s int8"
    return "\n".join([title, "", *lines, "", *get_means(result)])


def format_layers(model):
    lines = [f"### {model['model']}", "", "| op | output | MACs | effc us | GMAC/s | XNNPACK us | / effc |",
             "|---|---|--:|--:|--:|--:|--:|"]
    for layer in model["layers"]:
        rate = f"{layer['macs'] / layer['effc_us'] / 1e3:.1f}" if layer["macs"] and layer["effc_us"] else "–"
        shape = "x".join(map(str, layer["output"]))
        lines.append(f"| {'+'.join(layer['ops']) or layer['kernel']} | {shape} | {layer['macs']} | {layer['effc_us']} | {rate} | "
                     f"{number(layer['xnnpack_us'], 2)} | {ratio(layer['xnnpack_us'], layer['effc_us'])} |")
    return lines + [""]


def format_page(result):
    machine, peaks = result["machine"], result["peak_gmacs"]
    head, rows = get_rows(result)
    lines = ["<!-- Written by bench/run.sh -->", "# Benchmarks", "",
             f"Machine: {machine['cpu']}, {machine['cores']} cores, {' '.join(machine['vectors'])}. Peak of one core, measured in "
             f"the same run: {peaks['float32']} GMAC/s in f32 (multiply-add), {peaks['int8']} GMAC/s in int8 without saturation "
             "(`vpmaddwd` + `vpaddd`).", "",
             "`bench/run.sh` writes this page. Engines take turns in "
             f"{result['rounds']} rounds, pinned to one core (two for two threads); times are the best call of all rounds.", "",
             "* **limit**: the time of the model's multiply-accumulates at the core's peak; **x limit**: effc's time by that.",
             "* **XNNPACK**: the operators of Debian's XNNPACK (2022-02), called one after the other for the convolutions, fully "
             "connected layers, additions and global pools of the model, with nothing between them. What else the model has is "
             "not in its time: a lower bound of what an interpreter on top of it takes.",
             "* **oneDNN**: the same layers by primitives of Debian's oneDNN (2.6), in its preferred formats. Its 8-bit products "
             "saturate in 16 bits on machines without VNNI, where TensorFlow Lite's and effc's are exact.",
             "* **ONNX Runtime**: 1.30 from npm, on the same graph in QDQ form with random weights, one thread, called from Node; "
             f"a call that computes nothing takes {number(result['onnxruntime_overhead_us'])} us of its time.",
             "* **LiteRT.js**: the whole model in TFLite + XNNPACK, compiled to WebAssembly, in Node: no native code.",
             f"* **TFLite x limit**: {result['published']['what']}; not from this run but {result['published']['source']}.", "",
             "![times the limit](benchmarks.svg)", "", "| " + " | ".join(head) + " |",
             "|---|---|" + "--:|" * (len(head) - 2), *("| " + " | ".join(row) + " |" for row in rows), ""]
    lines += [*(f"* {line}" for line in get_means(result)), "", "## By layer", ""]
    for model in result["models"]:
        lines += format_layers(model)
    return "\n".join(lines)


COLORS = {"effc": "#1565c0", "xnnpack": "#ef6c00", "onednn": "#2e7d32", "onnxruntime": "#6a1b9a", "litert_wasm": "#8e8e8e",
          "published": "#c62828"}


def draw(result):
    """Horizontal bars on a logarithmic axis: times the limit."""
    left, right, bar, gap, top = 300, 760, 11, 12, 76
    largest, smallest = 100.0, 1.0
    engines = ["effc", "xnnpack", "onednn", "onnxruntime", "litert_wasm", "published"]
    labels = {**NAMES, "published": "TFLite (other machine)"}

    def place(value):
        value = min(max(value, smallest), largest)
        return left + (right - left) * math.log(value / smallest) / math.log(largest / smallest)

    parts, y = [], top
    for model in result["models"]:
        if not model["limit_us"]:
            continue
        values = {engine: get_time(model, engine) / model["limit_us"] for engine in engines[:-1] if get_time(model, engine)}
        if model["published_times_the_limit"]:
            values["published"] = model["published_times_the_limit"]
        parts.append(f'<text x="{left - 8}" y="{y + bar * len(values) / 2 + 4}" text-anchor="end">{model["model"]}</text>')
        for engine, value in values.items():
            parts.append(f'<rect x="{left}" y="{y}" width="{place(value) - left:.1f}" height="{bar - 1}" '
                         f'fill="{COLORS[engine]}"/>')
            parts.append(f'<text x="{place(value) + 4:.1f}" y="{y + bar - 2}" font-size="9">{value:.2f}</text>')
            y += bar
        y += gap
    grid = []
    for value in (1, 2, 5, 10, 20, 50, 100):
        grid.append(f'<line x1="{place(value):.1f}" y1="{top - 8}" x2="{place(value):.1f}" y2="{y}" stroke="#ddd"/>')
        grid.append(f'<text x="{place(value):.1f}" y="{top - 12}" text-anchor="middle" fill="#666">{value}</text>')
    legend = []
    for index, engine in enumerate(engines):
        x = 12 + index * 125
        legend.append(f'<rect x="{x}" y="34" width="10" height="10" fill="{COLORS[engine]}"/>')
        legend.append(f'<text x="{x + 14}" y="43">{labels[engine]}</text>')
    title = f"Times the limit of {result['machine']['cpu']} (one core, less is better)"
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" width="{right + 60}" height="{y + 10}" '
                      'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>',
                      f'<text x="12" y="20" font-size="14">{title}</text>', *legend, *grid, *parts, "</svg>"]) + "\n"

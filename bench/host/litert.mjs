// Runs a model with LiteRT.js (TFLite + XNNPACK in wasm) in Node and prints what the calls took:
//   node litert.mjs MILLISECONDS model.tflite INPUT_FILE...
// Goes below the package's Tensor class, which takes float32, int32 and uint8 only.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const [milliseconds, file, ...inputFiles] = process.argv.slice(2);
const factory = createRequire(import.meta.url)('./litert_loader.cjs');
const quiet = () => {};
const wasm = await factory({ locateFile: () => new URL('./litert_wasm_compat_internal.wasm', import.meta.url).pathname,
                             print: quiet, printErr: quiet });
wasm.setupLogging?.();
const environment = wasm.LiteRtEnvironment.create(null);
const bytes = fs.readFileSync(file);
const address = wasm._malloc(bytes.byteLength);
wasm.HEAPU8.set(bytes, address);
const model = wasm.loadModel(environment, address, bytes.byteLength);
const compiled = await wasm.compileModel(environment, model,
  { environment, accelerator: 'wasm', cpuOptions: { numThreads: 1 }, gpuOptions: {}, webNNOptions: {} });

const inputs = inputFiles.map((path, i) => {
  const type = model.getInputTensorType(0, i);
  const data = fs.readFileSync(path);
  const tensor = wasm.LiteRtTensorBuffer.createManaged(environment, wasm.LiteRtTensorBufferType.HOST_MEMORY, type, type.bytes());
  wasm.HEAPU8.set(data, tensor.lock(wasm.LiteRtTensorBufferLockMode.WRITE));
  tensor.unlock();
  return tensor;
});

const now = () => Number(process.hrtime.bigint()) / 1e3;
const call = async () => {
  const start = now();
  const outputs = await compiled.run(0, inputs);
  const time = now() - start;
  for (const tensor of outputs) tensor.delete();
  return time;
};
// V8 optimises the code while it runs.
for (const start = now(); now() - start < Math.max(1000, +milliseconds) * 1e3;) await call();
const times = [];
for (const start = now(); times.length < 5 || now() - start < milliseconds * 1e3;) times.push(await call());
times.sort((a, b) => a - b);
console.log(JSON.stringify({ min: times[0], median: times[times.length >> 1], runs: times.length }));
process.exit(0);

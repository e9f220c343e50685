// Runs a model with ONNX Runtime in Node and prints what the calls took:
//   node onnx.mjs MILLISECONDS THREADS model.onnx
// Inputs are zeros. A call through Node costs some microseconds, which a model that copies one number shows.
import { createRequire } from 'node:module';
const ort = createRequire(import.meta.url)('onnxruntime-node');

const [milliseconds, threads, file] = process.argv.slice(2);
const session = await ort.InferenceSession.create(file, {
  executionProviders: ['cpu'], intraOpNumThreads: +threads, interOpNumThreads: 1, executionMode: 'sequential',
  graphOptimizationLevel: 'all', logSeverityLevel: 3 });
const arrays = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int32: Int32Array };
const feeds = {};
for (const { name, type, shape } of session.inputMetadata) {
  const size = shape.reduce((a, b) => a * b, 1);
  feeds[name] = new ort.Tensor(type, new arrays[type](size), shape);
}

const now = () => Number(process.hrtime.bigint()) / 1e3;
const call = async () => {
  const start = now();
  await session.run(feeds);
  return now() - start;
};
for (const start = now(); now() - start < milliseconds * 1e3;) await call();
const times = [];
for (const start = now(); times.length < 5 || now() - start < milliseconds * 1e3;) times.push(await call());
times.sort((a, b) => a - b);
console.log(JSON.stringify({ min: times[0], median: times[times.length >> 1], runs: times.length }));
process.exit(0);

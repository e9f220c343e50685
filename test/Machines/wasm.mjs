// machine.h for WebAssembly in Node: node wasm.mjs PROGRAM
import fs from "node:fs";

let memory;
const bytes = (start, length) => new Uint8Array(memory.buffer, start, length);

function text(start) {
  const all = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(all.subarray(start, all.indexOf(0, start)));
}

const env = {
  openFile: (path, writing) => fs.openSync(text(path), writing ? "w" : "r"),
  readFile: (file, data, length) => fs.readSync(file, bytes(data, length)),
  writeFile: (file, data, length) => void fs.writeSync(file, bytes(data, length)),
  leave: (code) => process.exit(code),
};

const { instance } = await WebAssembly.instantiate(fs.readFileSync(process.argv[2]), { env });
memory = instance.exports.memory;
process.exit(instance.exports.run());

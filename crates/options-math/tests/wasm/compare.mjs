// Repeats in WebAssembly what tests/wasm.rs computed natively, and stops at the first difference.
//
//     node compare.mjs MODULE.wasm FOLDER FUNCTION...
//
// FOLDER/FUNCTION.bin holds calls. Each consists of 64-bit words, little-endian: the arguments, the native return value, and
// what the result area must contain afterwards if every word of it was UNTOUCHED before.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const RESULT_WORDS = 10;
const UNTOUCHED = 0x5555555555555555n;

const [modulePath, folder, ...names] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(modulePath));
const { RESULT, memory } = instance.exports;
const result = new BigUint64Array(memory.buffer, RESULT.value, RESULT_WORDS);

let calls = 0;
for (const name of names) {
  const call = instance.exports[name];
  const words = new BigUint64Array(new Uint8Array(readFileSync(join(folder, `${name}.bin`))).buffer);
  const stride = call.length + 1 + RESULT_WORDS;
  if (words.length === 0 || words.length % stride !== 0) {
    fail(`${name}.bin has ${words.length} words, which are no calls of ${stride}`);
  }
  for (let start = 0; start < words.length; start += stride) {
    const inputs = words.subarray(start, start + call.length);
    const [returned, ...expected] = words.subarray(start + call.length, start + stride);
    result.fill(UNTOUCHED);
    check(call(...inputs), Number(returned), name, inputs, "the return value");
    expected.forEach((word, index) => check(result[index], word, name, inputs, `word ${index}`));
    calls += 1;
  }
}
console.log(`${calls} calls agree`);

function check(found, expected, name, inputs, what) {
  if (found !== expected) {
    fail(`${name}(${inputs.join(", ")}): ${what} is ${found} in WebAssembly and ${expected} natively`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

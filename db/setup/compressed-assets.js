// Compressed once at build time, as small as it gets, instead of a little at every request. Fonts are
// packed already and stay as they are.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { filesBelow } from "./kept-assets.js";

const PACKABLE = /\.(js|mjs|css|svg|json|txt|wasm)$/;

/** The endings are what express-static-gzip looks for. */
const FORMS = [
  {
    ending: ".br",
    compress: (bytes) =>
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
  },
  { ending: ".gz", compress: (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }) },
];

/**
 * Writes a brotli and a gzip form beside every file of a folder that is not packed yet, where that form is smaller.
 * @param {string} folder
 */
export function compressBelow(folder) {
  for (const file of filesBelow(folder).filter((name) => PACKABLE.test(name))) {
    const bytes = readFileSync(join(folder, file));
    for (const { ending, compress } of FORMS) {
      const small = compress(bytes);
      if (small.length < bytes.length) writeFileSync(join(folder, `${file}${ending}`), small);
    }
  }
}

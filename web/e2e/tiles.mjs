/** In: one tile of the whole world. Out: a .pmtiles file (version 3) that holds it; a picture and a line to put in. Knows no page. */
import { deflateSync, crc32 } from "node:zlib";

const varint = (n) => {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
};

/** `type` is 1 for vector tiles and 2 for PNG. */
export function pmtiles(tile, type, metadata = {}) {
  const directory = Buffer.from([1, 0, 1, ...varint(tile.length), 1]);
  const about = Buffer.from(JSON.stringify(metadata));
  const head = Buffer.alloc(127);
  head.write("PMTiles", 0, "latin1");
  head[7] = 3;
  const at = [127, 127 + directory.length, 127 + directory.length + about.length];
  const fields = [at[0], directory.length, at[1], about.length, at[2], 0, at[2], tile.length, 1, 1, 1];
  fields.forEach((n, i) => head.writeBigUInt64LE(BigInt(n), 8 + 8 * i));
  // Clustered, nothing compressed, zoom 0 alone, the whole world.
  [1, 1, 1, type, 0, 0].forEach((n, i) => { head[96 + i] = n; });
  [-180, -85, 180, 85].forEach((n, i) => head.writeInt32LE(n * 1e7, 102 + 4 * i));
  return Buffer.concat([head, directory, about, tile]);
}

/** A picture of 256 by 256 points in one colour. */
export function png([r, g, b]) {
  const chunk = (name, body) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    const whole = Buffer.concat([Buffer.from(name, "latin1"), body]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(whole));
    return Buffer.concat([head, whole, sum]);
  };
  const size = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: 256 }, () => [r, g, b]).flat())]);
  const rows = Buffer.concat(Array.from({ length: 256 }, () => row));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", size), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A vector tile with one polygon over all of it, in a layer. */
export function vector(layer) {
  const zig = (n) => varint(n < 0 ? -2 * n - 1 : 2 * n);
  const part = (field, bytes) => [field * 8 + 2, ...varint(bytes.length), ...bytes];
  const shape = [9, ...zig(0), ...zig(0), 26, ...zig(4096), ...zig(0), ...zig(0), ...zig(4096), ...zig(-4096), ...zig(0), 15];
  const feature = [0x18, 3, ...part(4, shape)];
  return Buffer.from(part(3, [0x78, 2, ...part(1, Buffer.from(layer)), ...part(2, feature), 0x28, ...varint(4096)]));
}

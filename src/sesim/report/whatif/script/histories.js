// The histories of every setting, from the data in the page: a byte or two for each value, and equal
// rows only once (`sesim/whatif/packing.py`).

const D = JSON.parse(document.getElementById("data").textContent);
const T = D.texts, LEVERS = D.levers;
const NOW = LEVERS.map(lever => lever.now);
const $ = id => document.getElementById(id);

/** Return the bytes of a text in base64. */
const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

/** Return the numbers that stand in bytes, little-endian, one or two bytes each. */
function numbersOf(text, width) {
  const bytes = bytesOf(text);
  if (width === 1) return bytes;
  return Uint16Array.from({length: bytes.length / 2}, (_, i) => bytes[2 * i] + 256 * bytes[2 * i + 1]);
}

const NOTHING = 65535;
const unpacked = {};

/** Return the value of every history of a setting; NaN where there is none. */
function values(outcome, cell) {
  const packed = D.outcomes[outcome];
  unpacked[outcome] ??= {codes: numbersOf(packed.rows, packed.bytes), row: numbersOf(packed.row, 2)};
  const {codes, row} = unpacked[outcome], first = row[cell] * D.replications;
  return Array.from(codes.slice(first, first + D.replications), code => {
    if (packed.exact) return packed.exact[code] ?? NaN;
    return code === NOTHING ? NaN : packed.first + packed.step * code;
  });
}

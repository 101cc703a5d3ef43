// Numbers as readers write them, and differences in the words of the page for boards.

const [POINT, THOUSANDS] = D.locale === "sv_SE" ? [",", "\u00a0"] : [".", ","];

/** Return a number rounded as Python does: a tie goes to the even neighbour. */
function rounded(value, decimals) {
  const times = 10 ** decimals, twice = value * 2 * times;
  const isTie = Number.isInteger(twice) && twice % 2 !== 0 && Number.isInteger(value * 4);
  return isTie ? 2 * Math.round(twice / 4) / times : Number(value.toFixed(decimals));
}

/** Return a number as readers write it. */
function written(value, decimals = 0, signed = false) {
  if (!Number.isFinite(value)) return "–";
  const near = rounded(value, decimals) + 0;
  const sign = near < 0 ? "−" : signed && near > 0 ? "+" : "";
  const [whole, rest] = Math.abs(near).toFixed(decimals).split(".");
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, THOUSANDS) + (rest ? POINT + rest : "");
}

/** Return a text with values in its places. */
const filled = (text, places = {}) => text.replace(/\{(\w+)\}/g, (all, name) => places[name] ?? all);

/** Return in few words what may be concluded. */
function reading(verdict, kind) {
  if (verdict === "more" || verdict === "less") {
    const people = kind === "people" ? "_people" : "";
    if (kind === "money") return verdict === "more" ? T.reading_higher : T.reading_lower;
    if (kind === "longer") return verdict === "more" ? T.reading_longer : T.reading_shorter;
    return T[`reading_${verdict}${people}`];
  }
  return T[`reading_${verdict}`];
}

/** Return the ends of the interval to show: of the effect where it is known, else of the mean. */
function ends(found) {
  const known = Number.isFinite(found.effectLow) && Number.isFinite(found.effectHigh);
  return known ? [found.effectLow, found.effectHigh] : [found.low, found.high];
}

/** Return a difference in whole numbers and its reading, as the page for boards words it. */
function inWords(found, outcome) {
  const {times, kind} = D.outcomes[outcome], read = reading(found.verdict, kind);
  if (found.verdict === "none" || found.verdict === "missing") return read;
  const numbers = [found.difference, ...ends(found)].map(one => times * one);
  const decimals = numbers.some(one => one && rounded(one, 0) === 0) ? 1 : 0;
  const [size, low, high] = numbers.map(one => written(Math.abs(one), decimals));
  const mean = rounded(numbers[0], decimals);
  let about = mean < 0 ? filled(T.fewer_about, {size}) : mean > 0 ? filled(T.more_about, {size}) : T.as_many;
  if (numbers.every(Number.isFinite) && D.replications > 1)
    about = filled(T.with_range, {mean: about, between: range(numbers, low, high)});
  return filled(T.read, {change: about, reading: read});
}

/** Return a range in words, with directions if the numbers are not all on one side. */
function range(numbers, low, high) {
  if (Math.min(...numbers) >= 0) return filled(T.range, {low, high});
  if (Math.max(...numbers) <= 0) return filled(T.range, {low: high, high: low});
  const [first, last] = [[numbers[1], low], [numbers[2], high]].map(
    ([number, size]) => filled(number < 0 ? T.fewer : T.more, {size}));
  return filled(T.range_across, {low: first, high: last});
}

/** Return a level as readers see it: whole in a sentence, with decimals in a table. */
const level = (value, outcome, decimals = "decimals") =>
  written(value * D.outcomes[outcome].times, D.outcomes[outcome][decimals]);

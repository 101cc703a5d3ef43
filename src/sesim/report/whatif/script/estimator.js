// How two settings differ, history by history: the estimator of `sesim/runs/pairing.py`, step by step,
// and the verdict of `sesim/outcomes/sureness.py`.

const sum = list => list.reduce((total, one) => total + one, 0);
const divided = (total, number) => number > 0 ? total / number : NaN;
const FAR = (1 + D.coverage) / 2;

/** Return the place of the cluster that each history belongs to, and their number. */
function clustersOf(names) {
  const places = new Map([...new Set(names)].map((name, i) => [name, i]));
  return {of: names.map(name => places.get(name)), number: places.size};
}

const DRAWS = clustersOf(D.draws);  // histories with the same parameters
const INDEPENDENT = clustersOf(D.independent);  // these are independent of one another
const SHARED = DRAWS.number < D.draws.length;  // otherwise chance and parameters are one

/** Return how many histories of each cluster count, and the sum of their differences. */
function summed({of, number}, difference, counts) {
  const size = Array(number).fill(0), total = Array(number).fill(0);
  difference.forEach((one, i) => { size[of[i]] += counts[i]; total[of[i]] += one; });
  return [size, total];
}

/** Return Student's quantile at the end of the interval. */
const student = draws => D.student[Math.max(draws - 1, 1) - 1];

/** Return how one setting differs from another: the columns of `comparison.csv`. */
function compared(before, after, better) {
  const counts = before.map((one, i) => Number.isFinite(one) && Number.isFinite(after[i]));
  const number = counts.filter(Boolean).length;
  const difference = before.map((one, i) => counts[i] ? Math.round((after[i] - one) * 1e9) / 1e9 : 0);
  const mean = divided(sum(difference), number);
  const half = halfWidth(...summed(INDEPENDENT, difference, counts), number, mean);
  const [low, high] = effects(difference, ...summed(DRAWS, difference, counts), number, mean);
  const gain = difference.map(one => better < 0 ? -one : one);
  const wins = sum(gain.map((one, i) => counts[i] ? (one > 0) + (one === 0) / 2 : 0));
  const meanOf = list => divided(sum(list.map((one, i) => counts[i] ? one : 0)), number);
  const found = {
    baseline: meanOf(before), mean: meanOf(after), difference: mean,
    low: mean - half, high: mean + half,
    // The effect cannot be known more precisely than its mean.
    effectLow: Math.min(low, mean - half), effectHigh: Math.max(high, mean + half),
    better: divided(wins, number), replications: number,
  };
  return {...found, verdict: judged(found)};
}

/** Return half the width of the interval of the mean, over clusters that are independent. */
function halfWidth(size, total, number, mean) {
  const draws = size.filter(one => one > 0).length;
  const squares = sum(size.map((one, i) => one > 0 ? (total[i] - one * mean) ** 2 : 0));
  const corrected = squares * divided(draws, draws - 1);
  return student(draws) * Math.sqrt(divided(corrected, number ** 2));
}

/** Return the ends of the interval of the effects in the draws, without chance. */
function effects(difference, size, total, number, mean) {
  if (!D.knows_effects || !SHARED || size.filter(one => one > 1).length < D.fewest.pairs) return [NaN, NaN];
  const draws = size.filter(one => one > 0).length;
  const means = total.map((one, i) => divided(one, size[i]));
  const within = number - draws, between = draws - 1;
  const squares = sum(difference.map(one => one ** 2))
    - sum(means.map((one, i) => size[i] > 0 ? size[i] * one ** 2 : 0));
  const chance = divided(Math.max(squares, 0), within);
  const centre = divided(sum(total), number);
  const apart = sum(means.map((one, i) => size[i] > 0 ? size[i] * (one - centre) ** 2 : 0));
  const meanSquare = divided(apart, between);
  const usual = divided(number - divided(sum(size.map(one => one ** 2)), number), between);
  const doubt = Math.sqrt(2 * (divided(meanSquare ** 2, between) + divided(chance ** 2, within)));
  const parameters = Math.max(divided(meanSquare - chance, usual), 0);
  const wanted = (parameters + divided(doubt, usual)) * (1 + divided(1, draws));
  const found = means.flatMap((one, i) => {
    if (!Number.isFinite(one)) return [];
    const kept = student(draws) / D.normal * Math.sqrt(divided(wanted, parameters + divided(chance, size[i])));
    return [mean + (Number.isFinite(kept) ? kept : 0) * (one - mean)];
  });
  return [quantile(found, 1 - FAR), quantile(found, FAR)];
}

/** Return a quantile, linear between two values. */
function quantile(list, share) {
  const sorted = [...list].sort((a, b) => a - b), place = share * (sorted.length - 1);
  const below = Math.floor(place), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** Return what may be concluded, as `sesim/outcomes/sureness.py` does. */
function judged(found) {
  if (!Number.isFinite(found.difference)) return "missing";
  if (found.replications < D.fewest.replications) return "unknown";
  if (found.difference === 0 && found.low === 0 && found.high === 0) return "none";
  if (!Number.isFinite(found.effectLow) || !Number.isFinite(found.effectHigh)) return "unknown";
  return found.effectLow > 0 ? "more" : found.effectHigh < 0 ? "less" : "either";
}

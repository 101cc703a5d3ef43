// The page to try for oneself: reads the simulated histories of every setting, pairs those of two
// settings, and shows what differs. Nothing is sent or fetched, and nothing is guessed between
// settings. The estimator is that of `sesim/runs/pairing.py`, step by step.
"use strict";
(() => {
const D = JSON.parse(document.getElementById("data").textContent);
const T = D.texts, LEVERS = D.levers;
const NOW = LEVERS.map(lever => lever.now);
const $ = id => document.getElementById(id);

// --- the histories ------------------------------------------------------------------------------

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

// --- the estimator ------------------------------------------------------------------------------

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

// --- numbers and sentences ----------------------------------------------------------------------

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

// --- the settings -------------------------------------------------------------------------------

const state = {mine: [...NOW], against: [...NOW], kept: null, tab: 0};
const key = places => places.join(",");
const isCell = places => key(places) in D.cells;
const same = (one, other) => key(one) === key(other);
const moved = places => places.flatMap((place, i) => place === NOW[i] ? [] : [i]);

/** Return what a setting is called: a ready-made change, or what it changes. */
function titleOf(places) {
  if (same(places, NOW)) return T.now;
  const preset = D.presets.find(one => same(one.places, places));
  if (preset) return preset.title;
  const text = moved(places).map(i => LEVERS[i].options[places[i]].phrase).join("; ");
  return text[0].toUpperCase() + text.slice(1);
}

/** Return the settings that the address names: "#back_heaviness=0.3&posts=whole~posts=0.5". */
function ofAddress() {
  let text = location.hash.slice(1);
  try { text = decodeURIComponent(text); } catch { /* then its names are unknown below */ }
  const parts = text.split("~");
  return [0, 1].map(part => {
    const places = [...NOW];
    for (const one of (parts[part] ?? "").split("&").filter(Boolean)) {
      const [name, code] = one.split("="), lever = LEVERS.findIndex(it => it.name === name);
      const place = LEVERS[lever]?.options.findIndex(it => it.code === code) ?? -1;
      if (place < 0) return null;
      places[lever] = place;
    }
    return isCell(places) ? places : null;
  });
}

/** Return the address of the settings that are shown. */
function address() {
  const [mine, against] = [state.mine, state.against].map(places =>
    moved(places).map(i => `${LEVERS[i].name}=${LEVERS[i].options[places[i]].code}`).join("&"));
  return against ? `${mine}~${against}` : mine;
}

/** Choose a tab in which all that differs from now can be chosen, the present one if possible. */
function fittingTab(places) {
  const fits = tab => moved(places).every(i => D.tabs[tab].levers.includes(i));
  const found = [state.tab, ...D.tabs.keys()].find(fits);
  return found ?? state.tab;
}

function choose(places) {
  state.mine = [...places];
  state.tab = fittingTab(places);
  show();
}

// --- what is shown ------------------------------------------------------------------------------

/** Return an element with attributes and contents; texts are never read as HTML. */
function made(name, attributes = {}, ...inside) {
  const spaces = {svg: 1, circle: 1, path: 1, line: 1, text: 1, polyline: 1, g: 1};
  const one = name in spaces
    ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...inside);
  return one;
}

/** Return a number that carries its exact value, and which it is. */
const fact = (text, value, outcome, column) =>
  made("data", {value: String(value), "data-outcome": outcome, "data-column": column}, text);

function show() {
  const cell = places => D.cells[key(places)];
  const find = outcome => outcome in D.outcomes ? compared(
    values(outcome, cell(state.against)), values(outcome, cell(state.mine)), D.outcomes[outcome].better
  ) : null;
  showLevers();
  showSelects();
  $("chosen-mine").textContent = titleOf(state.mine);
  $("chosen-against").textContent = titleOf(state.against);
  const differing = LEVERS.filter((_, i) => moved(state.mine).includes(i) || moved(state.against).includes(i));
  $("chosen-assumes").textContent = differing.flatMap(lever => lever.assumes).join(" ");
  $("chosen-assumes").parentElement.hidden = differing.length === 0;
  showAnswer(find);
  showTable(find);
  showYears(find);
  showLedger(find);
  const hash = address();
  try { history.replaceState(null, "", `#${hash}`); } catch { location.hash = hash; }
  for (const link of document.querySelectorAll("nav a[hreflang]"))
    link.href = `${link.getAttribute("href").split("#")[0]}#${hash}`;
}

function showLevers() {
  for (const [i, box] of [...$("tabs").querySelectorAll("input")].entries()) box.checked = i === state.tab;
  LEVERS.forEach((lever, i) => {
    const area = $(`lever-${i}`), why = area.querySelector(".why");
    area.hidden = !D.tabs[state.tab].levers.includes(i);
    let grey = "";
    lever.options.forEach((_, place) => {
      const places = state.mine.map((one, j) => j === i ? place : one), box = $(`option-${i}-${place}`);
      box.checked = place === state.mine[i];
      box.disabled = !isCell(places);
      if (box.disabled)
        grey = moved(places).length > D.together ? filled(T.too_many, {number: D.together}) : T.not_together;
    });
    why.hidden = !grey;
    why.textContent = grey;
  });
}

function showSelects() {
  const own = !same(state.mine, NOW) && !D.presets.some(one => same(one.places, state.mine));
  const options = [{title: T.now, places: NOW}, ...D.presets];
  fill($("preset"), own ? [...options, {title: T.own, places: state.mine}] : options, state.mine);
  fill($("against"), state.kept ? [...options, {title: T.kept, places: state.kept}] : options, state.against);
}

function fill(select, options, chosen) {
  select.replaceChildren(...options.map(one => made("option", {value: key(one.places)}, one.title)));
  select.value = key(chosen);
}

function showAnswer(find) {
  const referred = find("referred"), main = referred && referred.difference ? "employed" : "employed_share";
  const found = find(main), box = $("answer");
  const about = {
    who: D.who, end: D.end, baseline: titleOf(state.against), scenario: titleOf(state.mine),
  };
  const sentence = (text, outcome, row) => filled(text, {
    ...about, before: level(row.baseline, outcome), after: level(row.mean, outcome),
    difference: inWords(row, outcome),
  });
  const lines = [], verdicts = [];
  const line = (text, outcome, row) => {
    verdicts.push(row.verdict);
    lines.push(made("p", {class: row.verdict}, sentence(text, outcome, row)));
  };
  const isSame = same(state.mine, state.against);
  if (isSame) line(T.same, "employed_share", find("employed_share"));
  else {
    const share = same(state.against, NOW) ? T.share_now : T.share;
    line(main === "employed" ? T.people : share, main, found);
    const soon = find("first_job_by_12_months");
    if (soon && Number.isFinite(soon.difference)) line(T.sooner, "first_job_by_12_months", soon);
    if (main !== "employed") line(T.how_many, "employed", find("employed"));
    lines.push(made("p", {}, filled(T.better, {number: written(100 * found.better)})));
  }
  // A clear answer to one question is not hidden behind an unclear one to another.
  const isClear = verdicts.some(verdict => verdict === "more" || verdict === "less");
  box.className = `answer ${isSame ? "same" : isClear ? "clear" : found.verdict}`;
  box.replaceChildren(...lines);
  showHundred(find("employed_share"), about.scenario, main === "employed");
}

function showHundred(found, scenario, isHidden) {
  $("hundred").hidden = isHidden || !Number.isFinite(found.difference);
  if ($("hundred").hidden) return;
  $("hundred").className = found.verdict;
  const [before, after] = [found.baseline, found.mean].map(one => rounded(100 * one, 0));
  const both = Math.min(before, after), won = Math.max(after - before, 0), lost = Math.max(before - after, 0);
  const kinds = Array.from({length: 100}, (_, i) =>
    i < both ? "both" : i < both + won ? "won" : i < both + lost ? "lost" : "none");
  const shapes = kinds.map((kind, i) => {
    const x = 12 * (i % 20) + 6, y = 12 * Math.floor(i / 20) + 6;
    if (kind === "won") return made("path", {class: kind, d: `M${x} ${y - 5}l5 5-5 5-5-5z`});
    if (kind === "lost") return made("path", {class: kind, d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`});
    return made("circle", {class: kind, cx: x, cy: y, r: 4.5});
  });
  const text = filled(lost ? T.hundred_lost : T.hundred, {both, won, lost, rest: 100 - both - won - lost, scenario});
  $("people").replaceChildren(made("svg", {viewBox: "0 0 240 60", role: "img", "aria-label": text}, ...shapes));
  $("hundred-text").textContent = text;
}

function showTable(find) {
  $("differences").tBodies[0].replaceChildren(...D.table.map(({outcome, title}) => {
    const found = find(outcome);
    return made("tr", {class: found.verdict},
      made("th", {scope: "row"}, title),
      differenceCell(found, outcome),
      made("td", {}, fact(written(100 * found.better), found.better, outcome, "probability_better")),
      ...levelCells(found, outcome, "decimals_in_table"));
  }));
}

/** Return the cells of the two levels that are compared. */
const levelCells = (found, outcome, decimals) => ["baseline", "mean"].map(column =>
  made("td", {}, fact(level(found[column], outcome, decimals), found[column], outcome, column)));

/** Return the cell of a difference: in words, with the exact numbers behind it. */
function differenceCell(found, outcome) {
  const one = fact(inWords(found, outcome), found.difference, outcome, "difference");
  for (const [name, value] of Object.entries({
    low: found.low, high: found.high, effect_low: found.effectLow, effect_high: found.effectHigh,
    verdict: found.verdict, replications: found.replications,
  })) one.setAttribute(`data-${name.replace("_", "-")}`, String(value));
  return made("td", {}, one);
}

function showLedger(find) {
  $("ledger").tBodies[0].replaceChildren(...D.ledger.map(({outcome, title}) => {
    const found = find(outcome), {times} = D.outcomes[outcome];
    const [low, high] = ends(found).map(one => written(one * times, 0, true));
    const number = fact(written(found.difference * times, 0, true), found.difference, outcome, "difference");
    const between = found.verdict === "none" || !Number.isFinite(ends(found)[0]) ? []
      : [made("span", {class: "between"}, `(${filled(T.range, {low, high})})`)];
    return made("tr", {class: found.verdict},
      made("th", {scope: "row"}, title), made("td", {}, number, ...between),
      made("td", {}, reading(found.verdict, "more")));
  }));
}

function showYears(find) {
  const rows = D.years.map(({outcome, year}) => ({outcome, year, found: find(outcome)}));
  $("years").hidden = rows.length === 0;
  if (!rows.length) return;
  $("years-table").tBodies[0].replaceChildren(...rows.map(({outcome, year, found}) => made("tr", {class: found.verdict},
    made("th", {scope: "row"}, year),
    ...levelCells(found, outcome, "decimals_in_table"), differenceCell(found, outcome))));
  $("chart").replaceChildren(chart(rows));
}

function chart(rows) {
  const most = Math.max(1, Math.ceil(Math.max(...rows.flatMap(({found}) => [found.baseline, found.mean]))));
  const [wide, high, left, below] = [340, 150, 24, 20];
  const x = i => left + (wide - left) * (i + .5) / rows.length;
  const y = value => 8 + (high - below - 8) * (1 - value / most);
  const line = (kind, column) => made("polyline", {
    class: `line ${kind}`, points: rows.map(({found}, i) => `${x(i)},${y(found[column])}`).join(" ")});
  const label = rows.map(({year, found}) => filled(T.year_shown, {
    year, before: written(found.baseline, 1), after: written(found.mean, 1)})).join("; ");
  return made("svg", {viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": label},
    ...[0, most].flatMap(value => [
      made("line", {class: "axis", x1: left, x2: wide, y1: y(value), y2: y(value)}),
      made("text", {x: left - 4, y: y(value) + 4, "text-anchor": "end"}, written(value))]),
    line("none", "baseline"), line("mine", "mean"),
    ...rows.flatMap(({year, found}, i) => [
      made("circle", {class: "none", cx: x(i), cy: y(found.baseline), r: 4}),
      made("path", {class: "mine", d: `M${x(i)} ${y(found.mean) - 5}l5 5-5 5-5-5z`}),
      made("text", {x: x(i), y: high - 4, "text-anchor": "middle"}, year)]));
}

// --- what readers do ----------------------------------------------------------------------------

const placesOf = text => text.split(",").map(Number);

function begin() {
  D.tabs.forEach(({name, title}, i) => {
    const box = made("input", {type: "radio", name: "tab", value: name});
    $("tabs").append(made("label", {}, box, ` ${title}`));
    box.addEventListener("change", () => {
      state.tab = i;  // what cannot be chosen in this tab is as it is now
      state.mine = state.mine.map((place, lever) => D.tabs[i].levers.includes(lever) ? place : NOW[lever]);
      show();
    });
  });
  $("tabs").hidden = D.tabs.length < 2;
  LEVERS.forEach((lever, i) => lever.options.forEach((_, place) =>
    $(`option-${i}-${place}`).addEventListener("change", () => { state.mine[i] = place; show(); })));
  $("preset").addEventListener("change", event => choose(placesOf(event.target.value)));
  $("against").addEventListener("change", event => { state.against = placesOf(event.target.value); show(); });
  $("keep").addEventListener("click", () => { state.kept = [...state.mine]; state.against = [...state.mine]; show(); });
  $("reset").addEventListener("click", () => choose(NOW));
  $("levers").addEventListener("submit", event => event.preventDefault());
  window.addEventListener("hashchange", read);
  $("tool").hidden = false;
  read();
}

/** Show the settings that the address names; settings that are not on the page are said so. */
function read() {
  const [mine, against] = ofAddress();
  const isUnknown = !mine || !against;
  state.against = [...(against ?? NOW)];
  const presets = [NOW, ...D.presets.map(one => one.places)];
  if (!presets.some(one => same(one, state.against))) state.kept = [...state.against];
  choose(mine ?? NOW);
  if (isUnknown) $("answer").prepend(made("p", {}, T.not_found));
}

begin();
})();

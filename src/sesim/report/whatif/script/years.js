// First jobs year by year: a small chart, and its numbers.

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

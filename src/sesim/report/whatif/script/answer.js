// The answer: in a sentence that changes, as a hundred people, and in tables with the exact numbers.

/** Whether two levels read the same, so that "9 instead of 9" would puzzle. */
const areAlike = (found, outcome) => level(found.baseline, outcome) === level(found.mean, outcome);

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
    const isAlike = areAlike(found, main);
    const share = same(state.against, NOW)
      ? isAlike ? T.share_now_alike : T.share_now
      : isAlike ? T.share_alike : T.share;
    line(main === "employed" ? T.people : share, main, found);
    lines.push(made("p", {}, filled(T.better, {number: written(100 * found.better)})));
    const soon = find("first_job_by_12_months"), people = find("employed");
    if (soon && Number.isFinite(soon.difference))
      line(areAlike(soon, "first_job_by_12_months") ? T.sooner_alike : T.sooner, "first_job_by_12_months", soon);
    if (main !== "employed") line(areAlike(people, "employed") ? T.how_many_alike : T.how_many, "employed", people);
  }
  // A clear answer to one question is not hidden behind an unclear one to another.
  const isClear = verdicts.some(verdict => verdict === "more" || verdict === "less");
  box.className = `answer ${isSame ? "same" : isClear ? "clear" : found.verdict}`;
  box.replaceChildren(...lines);
  const short = isSame ? T.short_same : main === "employed" ? T.short_people : T.short;
  $("short").textContent = filled(short, {
    before: level(found.baseline, main), after: level(found.mean, main),
    reading: reading(found.verdict, D.outcomes[main].kind),
  });
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
      made("td", {}, reading(found.verdict, "money")));
  }));
}

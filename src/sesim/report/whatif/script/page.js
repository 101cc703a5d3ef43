// The page: shows everything again whenever a reader chooses something.

function choose(places) {
  state.mine = [...places];
  state.tab = fittingTab(places);
  show();
}

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
  const weakest = Math.max(...differing.map(lever => lever.weakness));  // none is surer than that
  $("chosen-rests").textContent = differing.find(lever => lever.weakness === weakest)?.rests ?? "";
  for (const id of ["chosen-assumes", "chosen-rests"]) $(id).parentElement.hidden = !differing.length;
  showAnswer(find);
  showTable(find);
  showYears(find);
  showLedger(find);
  const hash = address();
  try { history.replaceState(null, "", `#${hash}`); } catch { location.hash = hash; }
  for (const link of document.querySelectorAll("nav a[hreflang]"))
    link.href = `${link.getAttribute("href").split("#")[0]}#${hash}`;
}

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
  $("short").addEventListener("click", () => $("result").scrollIntoView());
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

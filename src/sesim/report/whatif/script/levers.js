// The levers: which options are chosen, which are not computed, and why.

function showLevers() {
  for (const [i, box] of [...$("tabs").querySelectorAll("input")].entries()) box.checked = i === state.tab;
  LEVERS.forEach((lever, i) => {
    const area = $(`lever-${i}`), why = area.querySelector(".why");
    area.hidden = !D.tabs[state.tab].levers.includes(i);
    const tooMany = D.together === 1 ? T.too_many_one : filled(T.too_many, {number: D.together});
    let grey = "";
    lever.options.forEach((_, place) => {
      const places = state.mine.map((one, j) => j === i ? place : one), box = $(`option-${i}-${place}`);
      box.checked = place === state.mine[i];
      box.disabled = !isCell(places);
      if (box.disabled)
        grey = moved(places).length > D.together ? tooMany : T.not_together;
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

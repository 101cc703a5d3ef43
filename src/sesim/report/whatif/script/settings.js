// What is chosen: the places of the options of every lever, of the reader's own setting and of the one
// that it is compared with. They are in the address of the page, so that a link shows the same.

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

// Elements of the page. Texts are never read as HTML, so that no title of a user's own can do harm.

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

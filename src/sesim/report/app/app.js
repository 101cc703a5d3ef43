"use strict";
// Errors first: who listens to the page hears what has to be corrected.
const errors = document.getElementById("errors");
if (errors) errors.focus();

// A run tells how far it is; as long as this page listens, it goes on.
const run = document.getElementById("run");
if (run) {
  const text = document.getElementById("progress");
  const bar = document.getElementById("bar");
  const look = document.getElementById("look");
  const source = new EventSource(run.dataset.events);
  // Whoever ends the run goes where the answer to that leads.
  run.addEventListener("submit", () => source.close());
  let said = 0;
  source.onmessage = (event) => {
    const now = JSON.parse(event.data);
    // Not more often than somebody who listens can follow.
    if (Date.now() - said > 5000 || now.over) {
      text.textContent = now.text;
      said = Date.now();
    }
    if (now.share === null) bar.removeAttribute("value");
    else bar.value = now.share;
    if (now.first && !look.hasAttribute("src")) {
      look.src = run.dataset.first + now.first + "/" + look.dataset.page;
      document.getElementById("first").hidden = false;
      document.getElementById("keep").hidden = false;
    }
    if (now.over) {
      source.close();
      location.replace(run.dataset.done);
    }
  };
}

'use strict';

const PATIENCE_MS = 60000;
const LOOK_EVERY_MS = 25;

// What `look` gives once it gives something true; throws with `what` when it does not within the bound.
async function eventually(look, what, within = PATIENCE_MS) {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

module.exports = { eventually };

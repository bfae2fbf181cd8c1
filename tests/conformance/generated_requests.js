'use strict';
// Requests made from the document's schemas by a third party's generator: as they are, and with one thing broken.

const { option, generate } = require('json-schema-faker');

const ROUNDS = 24; // of each operation that has a body; half as many of the others
const SEED = 20260701;
const MOST_RESPONSE_TIME_MS = 1000;

// Not for a walk of all operations: it stays open.
const LEFT_OUT = new Set(['streamEvents']);
// After it there is nothing to ask about.
const LAST = 'removeChargePoint';

// mulberry32: the same sequence in every run.
function sequence(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// The schema with every reference written out; ours have no circles.
function writtenOut(document, schema) {
  if (Array.isArray(schema)) return schema.map((each) => writtenOut(document, each));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (schema.$ref) return writtenOut(document, document.resolved(schema));
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, writtenOut(document, value)]));
}

// One member of the body, at any depth, left out, of another type, or added.
function broken(body, chance) {
  const copy = structuredClone(body);
  if (typeof copy !== 'object' || copy === null) return [copy];
  let at = copy;
  for (;;) {
    const names = Object.keys(at);
    const name = names[Math.floor(chance() * names.length)];
    if (name !== undefined && typeof at[name] === 'object' && at[name] !== null && chance() < 0.5) {
      at = at[name];
      continue;
    }
    const kind = Math.floor(chance() * 4);
    if (name === undefined || kind === 0) at[Array.isArray(at) ? at.length : 'unknown'] = 1;
    else if (kind === 1) delete at[name];
    else at[name] = [[], {}, true, -1, 1e300, 'x', '', null, '\u0000', 'é'.repeat(300)][Math.floor(chance() * 10)];
    return copy;
  }
}

function* generatedRequests(document, known) {
  const chance = sequence(SEED);
  option({ random: chance, alwaysFakeOptionals: false, optionalsProbability: 0.5, maxItems: 4, maxLength: 40, failOnInvalidTypes: false });
  const value = (schema) => generate(writtenOut(document, schema));
  const filled = (path) => path.replace(/{(\w+)}/g, (all, name) =>
    encodeURIComponent(known[name] && chance() < 0.8 ? known[name] : `none${Math.floor(chance() * 1000)}`));
  const asked = (operation) => (operation.parameters ?? []).map((each) => document.resolved(each))
    .filter((each) => each.in === 'query' && chance() < 0.4)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(chance() < 0.8 ? value(schema) : 'x y')}`).join('&');

  const isLast = ({ operation }) => operation.operationId === LAST;
  const all = document.operations();
  for (const { path, method, operation } of [...all.filter((each) => !isLast(each)), ...all.filter(isLast)]) {
    if (LEFT_OUT.has(operation.operationId)) continue;
    const schema = operation.requestBody?.content['application/json'].schema;
    for (let round = 0; round < (schema ? ROUNDS : ROUNDS / 2); ++round) {
      const query = asked(operation);
      const target = filled(path) + (query && `?${query}`);
      let body = schema && value(schema);
      if (schema && round % 2 === 1) body = broken(body, chance);
      // A call that waits for the charger would hold up the walk.
      if (operation.operationId === 'startCall') Object.assign(body, { timeoutMs: MOST_RESPONSE_TIME_MS });
      yield { method: method.toUpperCase(), target, body };
    }
  }
}

module.exports = { generatedRequests };

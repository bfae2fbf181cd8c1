// The gate against slow growth: instructions for each message, the gateway's in relation to the bare responder's, beside
// bench/baseline.tsv. A ratio of counts: neither the machine nor a newer library moves it by much.
//
//   gate.mjs BUILD --gate | --baseline

import fs from 'node:fs';
import path from 'node:path';
import { perMessage } from './callgrind.mjs';
import { Programs } from './servers.mjs';

const MOST_GROWTH = 0.03;
const BASELINE = path.join(import.meta.dirname, 'baseline.tsv');
const HEAD = '# Instructions for each message in relation to the bare responder (scripts/bench --baseline). What makes one of\n' +
  '# them larger says why in its commit.\n';

function baseline() {
  const rows = fs.readFileSync(BASELINE, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  return Object.fromEntries(rows.map((row) => row.split('\t')).map(([kind, ratio]) => [kind, Number(ratio)]));
}

const [, , build, mode] = process.argv;
const programs = new Programs(build);
const bare = await perMessage(programs, programs.startBare);
const gateway = await perMessage(programs, programs.startGateway);
const ratios = Object.fromEntries(Object.keys(bare).map((kind) => [kind, gateway[kind] / bare[kind]]));

if (mode === '--baseline') {
  fs.writeFileSync(BASELINE, HEAD + Object.entries(ratios).map(([kind, ratio]) => `${kind}\t${ratio.toFixed(3)}\n`).join(''));
}
const allowed = baseline();
const strange = [...new Set([...Object.keys(allowed), ...Object.keys(ratios)])].filter(
  (kind) => !(kind in ratios) || !(allowed[kind] > 0));
if (strange.length > 0) {
  process.exitCode = 1;
  console.log(`bench/baseline.tsv and what is measured do not agree: ${strange.join(', ')}`);
}
for (const [kind, ratio] of Object.entries(ratios)) {
  const growth = ratio / allowed[kind] - 1;
  const grown = !(growth <= MOST_GROWTH);
  console.log(`${kind}: ${Math.round(gateway[kind])} instructions, the bare responder ${Math.round(bare[kind])}: ` +
    `${ratio.toFixed(3)} x, baseline ${allowed[kind]} (${growth >= 0 ? '+' : ''}${(growth * 100).toFixed(1)} %)`);
  if (growth < -MOST_GROWTH) console.log(`${kind}: better than the baseline; write it anew (scripts/bench --baseline)`);
  if (!grown) continue;
  process.exitCode = 1;
  console.log(`${kind}: more than ${MOST_GROWTH * 100} % above bench/baseline.tsv. Find out why, or write it anew ` +
    '(scripts/bench --baseline) and say in the commit what it is for.');
}

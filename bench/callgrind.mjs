// Instructions for each message, by valgrind's callgrind: what a server executes for one count of messages is taken from
// what it executes for a larger one, so that start-up, connecting and ending do not count.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const CHARGERS = 20;
const SESSION = 20; // messages of one session: only whole ones are counted
const WARM_UP = CHARGERS * SESSION;
const AT_ONCE = 1; // more would share commits
const QUIET_MS = 3000;

export const FEW = 400;
export const MANY = 3600;

function instructionsOf(file) {
  const totals = /^(?:totals|summary): (\d+)/m.exec(fs.readFileSync(file, 'utf8'));
  if (!totals) throw new Error(`${file}: not a profile`);
  return Number(totals[1]);
}

// One run under callgrind. `keep`: where the profile goes.
export async function instructions(programs, start, { messages = 0, heartbeats = 0, keep } = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'callgrind-'));
  const file = keep ?? path.join(directory, 'profile');
  const wrapper = ['valgrind', '--tool=callgrind', '--fair-sched=yes', `--callgrind-out-file=${file}`];
  const server = await start.call(programs, { wrapper });
  try {
    await programs.put('charge', { port: server.ocppPort, chargers: CHARGERS, 'at-once': AT_ONCE, 'quiet-ms': QUIET_MS,
      'warm-up': WARM_UP, messages, heartbeats });
  } finally {
    await server.stop();
  }
  const count = instructionsOf(file);
  fs.rmSync(directory, { recursive: true, force: true });
  return count;
}

// { charging, heartbeat } of one server.
export async function perMessage(programs, start) {
  const base = await instructions(programs, start, { messages: FEW });
  const charging = await instructions(programs, start, { messages: MANY });
  const heartbeat = await instructions(programs, start, { messages: FEW, heartbeats: MANY - FEW });
  return { charging: (charging - base) / (MANY - FEW), heartbeat: (heartbeat - base) / (MANY - FEW) };
}

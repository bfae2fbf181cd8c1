// Everything that scripts/bench measures, and docs/BENCHMARK.md.
//
//   run.mjs BUILD [--quick | --rounds N]

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { perMessage } from './callgrind.mjs';
import { report } from './report.mjs';
import { Programs } from './servers.mjs';

const [, , build, mode, rounds = '5'] = process.argv;
const quick = mode === '--quick';
const sizes = quick
  ? { rounds: 1, chargers: 100, messages: 4000, idle: 500, rate: 200, rateSeconds: 3, requests: 1600, transactions: 20000, starts: 1 }
  : { rounds: Number(rounds), chargers: 1000, messages: 40000, idle: 8000, rate: 1000, rateSeconds: 15, requests: 24000, transactions: 300000, starts: 3 };

const programs = new Programs(build, 'build/bench-peers');
// The server has one core and the load another.
const onCore = (core) => (os.cpus().length > 1 ? ['taskset', '-c', String(core)] : []);
const SERVER = onCore(0);
const LOAD = onCore(1);

const servers = {
  gateway: () => programs.startGateway({ wrapper: SERVER }),
  bare: () => programs.startBare({ wrapper: SERVER }),
  'ocpp-rpc': () => programs.startPeer('ocpp_rpc_server.mjs', { wrapper: SERVER }),
};

const say = (text) => console.error(`==> ${text}`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
const medians = (rows) => Object.fromEntries(Object.keys(rows[0]).map((name) => [name, median(rows.map((row) => row[name]))]));

async function withServer(start, work) {
  const server = await start();
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

// Rounds alternate, so that what else the machine does meets all of them.
async function alternating(what, work) {
  const rows = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  for (let round = 1; round <= sizes.rounds; ++round) {
    for (const name of Object.keys(servers)) {
      say(`${what}: ${name}, round ${round} of ${sizes.rounds}`);
      rows[name].push(await withServer(servers[name], work));
    }
  }
  return Object.fromEntries(Object.entries(rows).map(([name, of]) => [name, medians(of)]));
}

const messageOptions = (server) => ({ port: server.ocppPort, process: server.pid, chargers: sizes.chargers,
  'warm-up': sizes.chargers * 20 });

const atFullSpeed = (server) => programs.put('charge', { ...messageOptions(server), 'at-once': 64,
  messages: sizes.messages, heartbeats: sizes.messages }, LOAD);

const atRate = (server) => programs.put('charge', { ...messageOptions(server), 'at-once': 64, rate: sizes.rate,
  messages: sizes.rate * sizes.rateSeconds }, LOAD);

async function connects(server) {
  const options = { port: server.ocppPort, process: server.pid, chargers: sizes.idle };
  const first = await programs.put('connect', options, LOAD);
  const again = await programs.put('connect', options, LOAD);
  return { newPerSecond: first['connects.per_second'], knownPerSecond: again['connects.per_second'], kb: first['idle.kb'] };
}

async function deviceAnswer(server, key) {
  const list = await (await fetch(`http://127.0.0.1:${server.apiPort}/ev-charger`, { headers: { 'x-api-key': key } })).json();
  const address = `http://127.0.0.1:${server.apiPort}/ev-charger/${list.data.items[0].id}`;
  return (await fetch(address, { headers: { 'x-api-key': key } })).text();
}

async function restSide() {
  let device;
  const requests = { messages: sizes.requests };
  say('REST: gateway');
  const gateway = await withServer(servers.gateway, async (server) => {
    const key = programs.createKey(server);
    const result = await programs.put('rest', { port: server.ocppPort, 'api-port': server.apiPort, process: server.pid, key,
      ...requests }, LOAD);
    device = await deviceAnswer(server, key);
    return result;
  });
  say('REST: fastify');
  const start = () => programs.startPeer('fastify_server.mjs', { wrapper: SERVER, environment: { DEVICE: device } });
  const fastify = await withServer(start, (server) => programs.put('ask', { 'api-port': server.apiPort, process: server.pid,
    target: '/ev-charger/1', ...requests }, LOAD));
  return { gateway, fastify };
}

async function readyMs(data) {
  const times = [];
  for (let i = 0; i < sizes.starts; ++i) {
    times.push(await withServer(() => programs.startGateway({ data }), (server) => server.readyMs));
  }
  return median(times);
}

async function restarts() {
  say(`restart with ${sizes.transactions} transactions`);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-restart-'));
  const data = path.join(directory, 'data');
  try {
    const empty = await readyMs();
    await withServer(() => programs.startGateway({ data }), () => {}); // makes the directory
    execFileSync(programs.fill, [data, String(sizes.transactions)]);
    return { empty, full: await readyMs(data) };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function counted() {
  say('instructions, by callgrind');
  return { gateway: await perMessage(programs, programs.startGateway), bare: await perMessage(programs, programs.startBare) };
}

const results = {
  instructions: await counted(),
  speed: await alternating('CPU for each message', atFullSpeed),
  rate: await alternating(`${sizes.rate} messages a second`, atRate),
  connects: await alternating('connects', connects),
  rest: await restSide(),
  restart: await restarts(),
};
const file = quick ? path.join(build, 'BENCHMARK.md') : 'docs/BENCHMARK.md';
fs.writeFileSync(file, report(results, sizes));
say(`written: ${file}`);

// docs/BENCHMARK.md from what run.mjs has measured.

import os from 'node:os';

const whole = (value) => Math.round(value).toLocaleString('en-US');
const tenth = (value) => value.toFixed(1);
const times = (value, one) => `${(value / one).toFixed(2)} x`;

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function messages({ instructions, speed }) {
  const row = (what, kind) => {
    const cpu = (name) => speed[name][`${kind}.cpu_us`];
    return [
      [`${what}: CPU, µs`, ...Object.keys(speed).map((name) => `${tenth(cpu(name))} (${times(cpu(name), cpu('bare'))})`)],
      [`${what}: messages a second`, ...Object.keys(speed).map((name) => whole(speed[name][`${kind}.per_second`]))],
      [`${what}: instructions`, `${whole(instructions.gateway[kind])} (${times(instructions.gateway[kind], instructions.bare[kind])})`,
        whole(instructions.bare[kind]), '–'],
    ];
  };
  return table(['for each message', ...Object.keys(speed)], [...row('charging', 'charging'), ...row('heartbeat', 'heartbeat')]);
}

function latencies({ rate }) {
  return table(['confirmed within, µs', ...Object.keys(rate)], ['p50', 'p99'].map((part) =>
    [part, ...Object.keys(rate).map((name) => whole(rate[name][`charging.${part}_us`]))]));
}

function sockets({ connects }) {
  const row = (what, value) => [what, ...Object.keys(connects).map((name) => value(connects[name]))];
  return table(['', ...Object.keys(connects)], [
    row('connects with boot a second, new chargers', (of) => whole(of.newPerSecond)),
    row('connects with boot a second, known chargers', (of) => whole(of.knownPerSecond)),
    row('kB for each idle charger', (of) => tenth(of.kb)),
  ]);
}

function requests({ rest }) {
  const row = (what, kind) => [
    [`${what}: CPU, µs`, ...['gateway', 'fastify'].map((name) => tenth(rest[name][`${kind}.cpu_us`]))],
    [`${what}: a second`, ...['gateway', 'fastify'].map((name) => whole(rest[name][`${kind}.per_second`]))],
  ];
  return table(['for each request', 'gateway', 'fastify'], [...row('read of a device', 'reads'), ...row('write of a setting', 'settings')]);
}

export function report(results, sizes) {
  const { rest, restart } = results;
  return `# Benchmark

Written by \`scripts/bench\` on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} cores of
${os.cpus()[0].model}, Node ${process.version}. Times depend on the machine; compare what stands in one row.

- **gateway**: as it ships, with its limits of rates raised. Start, stop and meter values of a transaction are on disk
  before they are answered.
- **bare**: websocketpp and RapidJSON alone. Every message is parsed and confirmed; nothing is checked or stored.
- **ocpp-rpc**: the npm package in strict mode: every message is held against the schemas; nothing is stored.
- **fastify**: the npm package with a constant answer and a body schema; nothing is stored.

## Messages

${sizes.chargers} chargers, 64 messages under way, the server on one core and the load on another. *Charging* is a session of
20 messages over and over: three StatusNotification, StartTransaction, fourteen MeterValues of eight values (about
900 bytes), Heartbeat and StopTransaction. CPU is user and system time of the server's process, the median of
${sizes.rounds} alternating rounds. Instructions are counted by callgrind with one message under way.

${messages(results)}

At ${sizes.rate} charging messages a second:

${latencies(results)}

## Sockets

${sizes.idle} chargers, each with a boot and one status.

${sockets(results)}

## REST

Eight connections, one request under way on each.

${requests(results)}

From a \`POST\` of a setting to the SetChargingProfile on the charger's socket: ${whole(rest.gateway['reaction.p50_us'])} µs
(median of 20), with the setting on disk.

## Start

Ready within ${whole(restart.empty)} ms without data, within ${whole(restart.full)} ms with ${whole(sizes.transactions)} transactions
(medians of ${sizes.starts}).
`;
}

// Runs plays against one gateway of their own: node run.mjs GATEWAY_PROGRAM [--at-once N] [NAME...]
// Prints one line for each, the wrong ones last; ends with 1 if any was wrong. Without names: all of them.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const words = process.argv.slice(2);
const program = words.shift();
if (!program) {
  console.error('usage: node run.mjs GATEWAY_PROGRAM [--at-once N] [NAME...]');
  process.exit(2);
}
const atOnce = words[0] === '--at-once' ? Number(words.splice(0, 2)[1]) : 20;
process.env.GATEWAY_BIN = program;
const { open } = await import('./open.mjs');
const { OwnGateway } = await import('./own-gateway.mjs');
const here = dirname(fileURLToPath(import.meta.url));
const shared = ['charger', 'open', 'own-gateway', 'run'];
const all = readdirSync(here)
  .filter(f => f.endsWith('.mjs'))
  .map(f => basename(f, '.mjs'));
const names = words.length ? words : all.filter(n => !shared.includes(n)).sort();

const gateway = await new OwnGateway().start();
process.env.GATEWAY_DATA = gateway.folder;
const wrong = [];
const play = name =>
  new Promise(done => {
    let text = '';
    const child = spawn(process.execPath, [
      `${here}/${name}.mjs`,
      `ws://${gateway.ocpp}/ocpp`,
      `http://${gateway.api}`,
      gateway.key,
    ]);
    child.stdout.on('data', d => (text += d));
    child.stderr.on('data', d => (text += d));
    child.on('close', code => {
      const line = `${name}: ${text.trim().split('\n').pop()}`;
      if (code && open[name]) console.log(`${name}: still wrong, ${open[name]}`);
      else if (code) wrong.push(line);
      else if (open[name]) wrong.push(`${name}: is right now, and belongs no more to open.mjs`);
      else console.log(line);
      done();
    });
  });
const queue = [...names];
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (queue.length) await play(queue.shift());
  }),
);
console.log([...wrong, `${names.length - wrong.length} right, ${wrong.length} wrong`].join('\n'));
process.exit(wrong.length ? 1 : 0);

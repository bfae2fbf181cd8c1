// The servers that are measured, each a process of its own on loopback, ended by its id.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// No limit of the gateway is what is measured. Everything else is as it ships.
const CONFIG = `
onboarding = "auto"
log_level = "warning"
[ocpp]
messages_per_second = 0
reconnects_per_hour = 0
unauthenticated_per_address = 100000
unauthenticated_total = 100000
[api]
requests_per_second = 0
`;

const READY_WITHIN_MS = 120000;
const STOPPED_WITHIN_MS = 60000;

export class Server {
  static async start(name, command, { wrapper = [], environment = {}, directory } = {}) {
    const server = new Server(name, directory);
    const [program, ...words] = [...wrapper, ...command];
    const began = process.hrtime.bigint();
    server.child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    server.child.stderr.on('data', (text) => { server.log = (server.log + text).slice(-20000); });
    server.exited = new Promise((resolve) => {
      server.child.on('exit', (code, signal) => resolve(code ?? signal));
      server.child.on('error', (error) => { server.log += error; resolve('not started'); });
    });
    const line = await server.#readyLine();
    server.readyMs = Number(process.hrtime.bigint() - began) / 1e6;
    for (const word of line.split(' ').slice(1)) {
      const [key, address] = word.split('=');
      server[`${key}Port`] = Number(address.slice(address.lastIndexOf(':') + 1));
    }
    return server;
  }

  constructor(name, directory) {
    this.name = name;
    this.directory = directory;
    this.log = '';
  }

  get pid() { return this.child.pid; }

  #readyLine() {
    return new Promise((resolve, reject) => {
      let output = '';
      const timer = setTimeout(() => reject(new Error(`${this.name} is not ready: ${this.log}`)), READY_WITHIN_MS);
      this.child.stdout.on('data', (text) => {
        output += text;
        const found = /^ready .*$/m.exec(output);
        if (found) { clearTimeout(timer); resolve(found[0]); }
      });
      this.exited.then((how) => { clearTimeout(timer); reject(new Error(`${this.name} ended with ${how}: ${this.log}`)); });
    });
  }

  async stop() {
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await this.exited;
    clearTimeout(patience);
    if (this.directory) fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

// What is built in one build folder, and the peers of npm.
export class Programs {
  constructor(build, modules) {
    this.gateway = path.join(build, 'gateway/ocpp-gateway');
    this.bare = path.join(build, 'bench/bench-bare');
    this.load = path.join(build, 'bench/bench-load');
    this.fill = path.join(build, 'bench/bench-fill');
    this.modules = modules;
  }

  // `data`: a directory that stays; else one that goes with the server.
  startGateway({ wrapper, data } = {}) {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    const config = path.join(directory, 'gateway.toml');
    fs.writeFileSync(config, CONFIG);
    const command = [this.gateway, 'serve', '--config', config, '--data-dir', data ?? path.join(directory, 'data'),
      '--ocpp-listen', '127.0.0.1:0', '--api-listen', '127.0.0.1:0'];
    return Server.start('gateway', command, { wrapper, directory });
  }

  startBare({ wrapper } = {}) { return Server.start('bare', [this.bare], { wrapper }); }

  startPeer(file, { wrapper, environment } = {}) {
    return Server.start(file, [process.execPath, path.join(this.modules, file)], { wrapper, environment });
  }

  // A key that sees real chargers.
  createKey(gateway) {
    const words = ['keys', 'create', '--environment', 'live', '--data-dir', path.join(gateway.directory, 'data')];
    return execFileSync(this.gateway, words, { encoding: 'utf8' }).trim();
  }

  // What the load prints, by name.
  async put(kind, options, wrapper = []) {
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const [program, ...before] = [...wrapper, this.load];
    const child = spawn(program, [...before, kind, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => { output += text; });
    const code = await new Promise((resolve) => { child.on('exit', resolve); });
    if (code !== 0) throw new Error(`the load ${kind} ${words.join(' ')} ended with ${code}`);
    return Object.fromEntries(output.trim().split('\n').map((line) => line.split('\t')).map(([k, v]) => [k, Number(v)]));
  }
}

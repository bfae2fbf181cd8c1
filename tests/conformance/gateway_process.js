'use strict';
// One gateway process on free loopback ports with a fresh data directory, and a client of its API.

const assert = require('node:assert/strict');
const { spawn, execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ApiDocument } = require('./api_document');
const { eventually } = require('./eventually');

const READY_WITHIN_MS = 60000;
const STOPPED_WITHIN_MS = 30000;

// Windows short enough that no test waits for a human time scale.
const CONFIG = `
[api]
requests_per_second = 10000
request_burst = 10000
[control]
settle_after_boot_ms = 50
ask_for_boot_after_ms = 300
between_profiles_ms = 200
live_effect_after_ms = 3000
trial_after_ms = 4000
meter_interval_s = 1
`;

function tlsOptions(certificates) {
  return ['--ocpp-tls-listen', '127.0.0.1:0', '--ocpp-mtls-listen', '127.0.0.1:0',
    ...['server', 'server-rsa'].flatMap((name) => ['--tls-certificate', certificates.path(`${name}.pem`),
      '--tls-key', certificates.path(`${name}.key`)]), '--client-ca', certificates.path('ca.pem')];
}

class GatewayProcess {
  // `certificates`: listen for TLS, too, with and without client certificates. `options`: more of the command line; `sections`: of the
  // configuration; `environment` and `role`: of the key.
  static async start(program, { certificates, options = [], sections = '', environment = 'live', role = 'integrator' } = {}) {
    const gateway = new GatewayProcess(program, certificates, options, sections);
    try {
      await gateway.#becomeReady();
      gateway.#key = gateway.#createKey(environment, role);
      return gateway;
    } catch (error) {
      await gateway.stop().catch(() => {});
      throw error;
    }
  }

  #program;
  #directory = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
  #child;
  #failure = null;
  #output = '';
  #log = '';
  #key;
  #document;

  constructor(program, certificates, more, sections) {
    this.#program = program;
    const config = path.join(this.#directory, 'gateway.toml');
    fs.writeFileSync(config, CONFIG + sections);
    const options = ['--config', config, '--data-dir', this.#dataDirectory(), '--onboarding', 'auto',
      '--ocpp-listen', '127.0.0.1:0', '--api-listen', '127.0.0.1:0', ...more];
    if (certificates) options.push(...tlsOptions(certificates));
    this.#child = spawn(program, ['serve', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => { this.#failure = error; });
    this.#child.stdout.on('data', (text) => { this.#output += text; });
    this.#child.stderr.on('data', (text) => { this.#log += text; });
  }

  #dataDirectory() { return path.join(this.#directory, 'data'); }

  async #becomeReady() {
    const ready = () => {
      if (this.#failure) throw this.#failure;
      if (this.#child.exitCode !== null) throw new Error(`the gateway did not start: ${this.#log}`);
      return /^ready (.*)$/m.exec(this.#output);
    };
    const [, line] = await eventually(ready, 'the line "ready"', READY_WITHIN_MS);
    const { ocpp, ocpp_tls: tls, ocpp_mtls: mutual, api } = Object.fromEntries(line.split(' ').map((word) => word.split('=')));
    this.chargerEndpoint = `ws://${ocpp}/ocpp`;
    this.tlsEndpoint = `wss://${tls}/ocpp`;
    this.mutualEndpoint = `wss://${mutual}/ocpp`;
    this.api = `http://${api}`;
  }

  #createKey(environment, role) {
    const options = ['--data-dir', this.#dataDirectory(), '--environment', environment, '--role', role, '--name', 'conformance'];
    return execFileSync(this.#program, ['keys', 'create', ...options], { encoding: 'utf8' }).trim();
  }

  // A registered charger's new password.
  passwordFor(identity) {
    this.#command('chargers', 'approve', '--create', identity);
    return this.#command('chargers', 'set-password', identity);
  }

  #command(...words) {
    return execFileSync(this.#program, [...words, '--data-dir', this.#dataDirectory()], { encoding: 'utf8' }).trim();
  }

  get log() { return this.#log; }
  get key() { return this.#key; }

  // One exchange as ApiDocument judges it.
  async exchange(method, target, body) {
    const request = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'x-api-key': this.#key, 'content-type': 'application/json' };
    const response = await fetch(this.api + target, { method, headers, body: request || undefined });
    return { method, target, request, status: response.status, contentType: response.headers.get('content-type'),
      body: await response.text() };
  }

  // Every answer has to be as the gateway's own document says.
  async request(method, route, body) {
    const exchange = await this.exchange(method, route, body);
    this.#document ??= new ApiDocument(await (await fetch(`${this.api}/openapi.json`)).json());
    assert.deepEqual(this.#document.faultsOfExchange(exchange), []);
    const answer = JSON.parse(exchange.body);
    if (!answer.success) throw new Error(`${method} ${route}: ${exchange.status} ${JSON.stringify(answer.error)}`);
    return answer.data;
  }

  read(route) { return this.request('GET', route); }

  // SIGTERM to this process alone; anything but a clean end within the bound is an error.
  async stop() {
    const child = this.#child;
    const isOver = this.#failure || child.exitCode !== null || child.signalCode !== null;
    const ended = isOver ? [child.exitCode, child.signalCode] : once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    const [code, signal] = await ended;
    clearTimeout(patience);
    fs.rmSync(this.#directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the gateway ended with ${code ?? signal}: ${this.#log}`);
  }
}

module.exports = { GatewayProcess };

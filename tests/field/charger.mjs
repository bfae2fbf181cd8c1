// What the plays share: a charge point over a plain websocket, the vehicle on its cable, and the gateway's REST
// surface.
// Each play is a program of its own: node FILE ws://HOST:PORT/ocpp http://HOST:PORT OPERATOR_KEY
// GATEWAY_BIN and GATEWAY_DATA (program and data folder) let the few plays that need the command line use it.
import { connect } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';

let [ocppUrl, restUrl, operatorKey] = process.argv.slice(2);
export const aim = (ocpp, rest, key) => {
  ocppUrl = ocpp;
  restUrl = rest;
  operatorKey = key;
};
const began = Date.now();
const suffix = randomBytes(4).toString('hex');
let serial = 0;

export const sleep = ms => new Promise(done => setTimeout(done, ms));
export const note = (...words) => console.log(((Date.now() - began) / 1000).toFixed(1).padStart(6), ...words);
export const fresh = stem => `${stem}-${suffix}${serial++ ? serial : ''}`;
export async function within(ms, ask, pause = 250) {
  const limit = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() >= limit) return answer;
    await sleep(pause);
  }
}

// ---- sampled values
const value = (measurand, unit) => (number, more) => ({
  value: String(number),
  measurand,
  unit,
  ...(typeof more === 'string' ? { phase: more } : more),
});
export const energy = value('Energy.Active.Import.Register', 'Wh');
export const interval = value('Energy.Active.Import.Interval', 'Wh');
export const exported = value('Energy.Active.Export.Register', 'Wh');
export const power = value('Power.Active.Import', 'W');
export const current = value('Current.Import', 'A');
export const volts = value('Voltage', 'V');
export const sampled = value;

// ---- websocket, client side
class Socket {
  constructor(tcp, rest) {
    Object.assign(this, {
      tcp,
      open: true,
      pending: Buffer.alloc(0),
      parts: [],
      onText: () => {},
      onEnd: () => {},
    });
    tcp.on('data', bytes => this.#read(bytes));
    tcp.on('error', () => {});
    tcp.on('close', () => {
      this.open = false;
      this.onEnd();
    });
    setImmediate(() => this.#read(rest));
  }
  static dial(identity, { protocol = 'ocpp1.6', headers = {}, from } = {}) {
    const url = new URL(ocppUrl);
    const lines = {
      Host: url.host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...(protocol && { 'Sec-WebSocket-Protocol': protocol }),
      ...headers,
    };
    return new Promise((take, fail) => {
      const tcp = connect({ port: Number(url.port), host: url.hostname, localAddress: from });
      let head = Buffer.alloc(0);
      tcp.on('error', fail);
      tcp.once('close', () => fail(new Error('closed during the handshake')));
      tcp.once('connect', () =>
        tcp.write(
          `GET ${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(identity)} HTTP/1.1\r\n` +
            Object.entries(lines)
              .map(([k, v]) => `${k}: ${v}\r\n`)
              .join('') +
            '\r\n',
        ),
      );
      const onHead = bytes => {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        tcp.removeListener('data', onHead);
        const first = head.toString('latin1').split('\r\n', 1)[0];
        if (!first.startsWith('HTTP/1.1 101')) {
          tcp.destroy();
          fail(new Error(first));
          return;
        }
        take(new Socket(tcp, head.subarray(end + 4)));
      };
      tcp.on('data', onHead);
    });
  }
  #read(bytes) {
    this.pending = Buffer.concat([this.pending, bytes]);
    while (this.pending.length >= 2) {
      const short = this.pending[1] & 0x7f,
        header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.pending.length < header) return;
      const size =
        short < 126
          ? short
          : short === 126
            ? this.pending.readUInt16BE(2)
            : Number(this.pending.readBigUInt64BE(2));
      if (this.pending.length < header + size) return;
      const code = this.pending[0] & 0x0f,
        last = this.pending[0] & 0x80;
      const body = Buffer.from(this.pending.subarray(header, header + size));
      this.pending = this.pending.subarray(header + size);
      if (code <= 2) {
        this.parts.push(body);
        if (last) {
          const whole = Buffer.concat(this.parts).toString();
          this.parts = [];
          this.onText(whole);
        }
      } else if (code === 8) {
        this.closedWith = size >= 2 ? body.readUInt16BE(0) : 1005;
        this.tcp.end();
      } else if (code === 9) this.#write(0x8a, body);
    }
  }
  #write(first, body) {
    if (!this.open) return;
    const mask = randomBytes(4),
      masked = Buffer.allocUnsafe(body.length);
    for (let i = 0; i < body.length; ++i) masked[i] = body[i] ^ mask[i % 4];
    let header;
    if (body.length < 126) header = Buffer.from([first, 0x80 | body.length]);
    else if (body.length < 0x10000) {
      header = Buffer.alloc(4);
      header[0] = first;
      header[1] = 0xfe;
      header.writeUInt16BE(body.length, 2);
    } else {
      header = Buffer.alloc(10);
      header[0] = first;
      header[1] = 0xff;
      header.writeBigUInt64BE(BigInt(body.length), 2);
    }
    this.tcp.write(Buffer.concat([header, mask, masked]));
  }
  send(text) {
    this.#write(0x81, Buffer.from(text));
  }
  pieces(text, size) {
    // one message in several frames
    const all = Buffer.from(text);
    for (let at = 0; at < all.length; at += size)
      this.#write((at + size >= all.length ? 0x80 : 0) | (at ? 0 : 1), all.subarray(at, at + size));
  }
  cut() {
    this.open = false;
    this.tcp.destroy();
  }
}

// ---- charge point
export const refusal = (code, text = '') => ({ refusal: code, text });
export class Charger {
  constructor(options = {}) {
    Object.assign(
      this,
      {
        id: fresh(options.stem ?? 'CP'),
        vendor: 'Plays',
        model: fresh('Model'),
        firmware: '1.0',
        connectors: 1,
        heard: [],
        waiting: new Map(),
        number: 0,
        profiles: [],
        sessions: {},
        shift: 0,
        onLimit: () => {},
        onStop: () => {},
      },
      options,
    );
    this.keys = {
      NumberOfConnectors: String(this.connectors),
      SupportedFeatureProfiles: 'Core,SmartCharging,RemoteTrigger,Reservation',
      ChargingScheduleAllowedChargingRateUnit: 'Current',
      ChargeProfileMaxStackLevel: '8',
      ChargingScheduleMaxPeriods: '8',
      MaxChargingProfilesInstalled: '12',
      MeterValueSampleInterval: '30',
      ClockAlignedDataInterval: '0',
      HeartbeatInterval: '60',
      MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import',
      ConnectionTimeOut: '60',
      AuthorizeRemoteTxRequests: 'false',
      ...options.keys,
    };
    this.answers = {
      GetConfiguration: ask => {
        const wanted = ask.key?.length ? ask.key : Object.keys(this.keys);
        return {
          configurationKey: wanted
            .filter(k => k in this.keys)
            .map(k => ({ key: k, readonly: false, value: this.keys[k] })),
          unknownKey: wanted.filter(k => !(k in this.keys)),
        };
      },
      ChangeConfiguration: ask => {
        if (!(ask.key in this.keys)) return { status: 'NotSupported' };
        this.keys[ask.key] = ask.value;
        return { status: 'Accepted' };
      },
      SetChargingProfile: ask => this.store(ask),
      ClearChargingProfile: ask => this.clear(ask),
      RemoteStartTransaction: () => ({ status: 'Accepted' }),
      RemoteStopTransaction: () => ({ status: 'Accepted' }),
      TriggerMessage: () => ({ status: 'Accepted' }),
      ChangeAvailability: () => ({ status: 'Accepted' }),
      Reset: () => ({ status: 'Accepted' }),
      UnlockConnector: () => ({ status: 'Unlocked' }),
      ReserveNow: () => ({ status: 'Accepted' }),
      CancelReservation: () => ({ status: 'Accepted' }),
      ...options.answers,
    };
  }
  // limits as the specification stores them: the highest stack level of a purpose counts, a TxProfile before the default
  store({ connectorId, csChargingProfiles: p }) {
    if (p.chargingProfilePurpose === 'TxProfile' && !this.sessions[connectorId]) return { status: 'Rejected' };
    this.profiles = this.profiles.filter(
      q =>
        q.p.chargingProfileId !== p.chargingProfileId &&
        !(
          q.connectorId === connectorId &&
          q.p.chargingProfilePurpose === p.chargingProfilePurpose &&
          q.p.stackLevel === p.stackLevel
        ),
    );
    this.profiles.push({ connectorId, p });
    this.onLimit();
    return { status: 'Accepted' };
  }
  clear(ask) {
    const meant = q =>
      (ask.id == null || q.p.chargingProfileId === ask.id) &&
      (ask.connectorId == null || q.connectorId === ask.connectorId) &&
      (ask.chargingProfilePurpose == null || q.p.chargingProfilePurpose === ask.chargingProfilePurpose) &&
      (ask.stackLevel == null || q.p.stackLevel === ask.stackLevel);
    const before = this.profiles.length;
    this.profiles = this.profiles.filter(q => !meant(q));
    if (before !== this.profiles.length) this.onLimit();
    return { status: before === this.profiles.length ? 'Unknown' : 'Accepted' };
  }
  limit(connector = 1) {
    // {value, unit} in force, or undefined
    const best = (purpose, where) =>
      this.profiles
        .filter(q => q.p.chargingProfilePurpose === purpose && where.includes(q.connectorId))
        .sort((a, b) => b.p.stackLevel - a.p.stackLevel || b.connectorId - a.connectorId)[0];
    const read = q => {
      const s = q.p.chargingSchedule,
        origin = s.startSchedule ? Date.parse(s.startSchedule) : 0;
      const elapsed = origin ? (Date.now() + this.shift - origin) / 1000 : 0;
      const now =
        s.chargingSchedulePeriod.filter(x => x.startPeriod <= Math.max(0, elapsed)).pop() ??
        s.chargingSchedulePeriod[0];
      return { value: now.limit, unit: s.chargingRateUnit };
    };
    const own =
      (this.sessions[connector] && best('TxProfile', [connector])) || best('TxDefaultProfile', [0, connector]);
    const station = best('ChargePointMaxProfile', [0]);
    if (!own && !station) return undefined;
    if (!own || !station) return read(own ?? station);
    const a = read(own),
      b = read(station);
    return a.unit === b.unit && b.value < a.value ? b : a;
  }
  async connect(how = this.how) {
    this.line = await Socket.dial(this.id, how);
    const line = this.line;
    line.onText = text => this.#hear(line, text);
    line.onEnd = () => {
      for (const done of this.waiting.values()) done(null);
      this.waiting.clear();
      this.onEnd?.();
    };
    return this;
  }
  cut() {
    this.line.cut();
  }
  async #hear(line, text) {
    const [kind, id, action, payload] = JSON.parse(text);
    if (kind !== 2) {
      const done = this.waiting.get(id);
      this.waiting.delete(id);
      done?.(kind === 3 ? action : { error: action, text: payload });
      return;
    }
    this.heard.push({ at: Date.now(), action, payload, text });
    if (process.env.VERBOSE) note('<', action, JSON.stringify(payload).slice(0, 400));
    const answer = await (this.answers[action] ?? (() => refusal('NotImplemented')))(payload);
    if (answer === undefined || !line.open) return;
    line.send(JSON.stringify(answer.refusal ? [4, id, answer.refusal, answer.text, {}] : [3, id, answer]));
    this.answered?.(action, payload, answer);
  }
  now() {
    return new Date(Date.now() + this.shift);
  }
  time(moment = this.now()) {
    return this.clockText ? this.clockText(moment) : moment.toISOString();
  }
  ask(action, payload, id = randomUUID()) {
    if (process.env.VERBOSE && action !== 'Heartbeat') note('>', action, JSON.stringify(payload).slice(0, 300));
    return this.words(id, JSON.stringify([2, id, action, payload]));
  }
  words(id, text) {
    // any text at all
    return new Promise(done => {
      this.waiting.set(id, done);
      setTimeout(() => {
        if (this.waiting.delete(id)) done(null);
      }, 15000).unref();
      this.line.send(text);
    });
  }
  boot(more) {
    return this.ask('BootNotification', {
      chargePointVendor: this.vendor,
      chargePointModel: this.model,
      firmwareVersion: this.firmware,
      ...more,
    });
  }
  status(status, connectorId = 1, more = {}) {
    return this.ask('StatusNotification', {
      connectorId,
      errorCode: 'NoError',
      status,
      timestamp: this.time(),
      ...more,
    });
  }
  async start(meterStart, { connector = 1, ...more } = {}) {
    const answer = await this.ask('StartTransaction', {
      connectorId: connector,
      idTag: 'CARD1',
      meterStart: Math.round(meterStart),
      timestamp: this.time(),
      ...more,
    });
    this.sessions[connector] = answer?.transactionId;
    return answer;
  }
  async stop(meterStop, { connector = 1, ...more } = {}) {
    const transactionId = this.sessions[connector];
    this.onStop(connector); // the contactor opens
    const answer = await this.ask('StopTransaction', {
      transactionId,
      meterStop: Math.round(meterStop),
      timestamp: this.time(),
      ...more,
    });
    if (answer && !answer.error) {
      delete this.sessions[connector];
      this.profiles = this.profiles.filter(
        q => q.connectorId !== connector || q.p.chargingProfilePurpose !== 'TxProfile',
      );
    }
    return answer;
  }
  tell(values, { connector = 1, at, ...more } = {}) {
    return this.ask('MeterValues', {
      connectorId: connector,
      ...(this.sessions[connector] && { transactionId: this.sessions[connector] }),
      meterValue: [{ timestamp: at ?? this.time(), sampledValue: values }],
      ...more,
    });
  }
  count(action, since = 0) {
    return this.heard.filter(c => c.action === action && c.at >= since).length;
  }
  limits(since = 0) {
    // every limit that was told: [seconds, purpose, value unit]
    return this.heard
      .filter(c => c.action === 'SetChargingProfile' && c.at >= since)
      .map(c => {
        const p = c.payload.csChargingProfiles,
          s = p.chargingSchedule;
        return {
          at: c.at,
          connector: c.payload.connectorId,
          purpose: p.chargingProfilePurpose,
          value: s.chargingSchedulePeriod[0].limit,
          unit: s.chargingRateUnit,
        };
      });
  }
  story(since = 0) {
    return this.limits(since)
      .map(l => `${((l.at - began) / 1000).toFixed(0)}s ${l.purpose.replace('Profile', '')} ${l.value}${l.unit}`)
      .join(', ');
  }
}

// ---- the vehicle on the cable: draws what it may, counts what flows, and lets the charger tell it
export class Vehicle {
  constructor(charger, options = {}) {
    Object.assign(
      this,
      {
        charger,
        connector: 1,
        phases: 1,
        volts: 230,
        most: 32,
        least: 6,
        wh: 100000,
        delay: 0,
        every: 5000,
        plugged: false,
        amps: 0,
        suspends: true,
        told: undefined,
        tells: true,
        steps: [],
        law: a => a,
        step: 1,
        sample: v => [energy(v.register()), power(Math.round(v.watts()))],
      },
      options,
    );
    const before = charger.onLimit;
    charger.onLimit = () => {
      before();
      this.steps.push({ at: Date.now() + this.delay, amps: this.allowed() });
    };
    this.steps.push({ at: 0, amps: this.allowed() });
    const stopped = charger.onStop;
    charger.onStop = connector => {
      stopped(connector);
      if (connector === this.connector) {
        this.#flow();
        this.plugged = false;
        this.amps = 0;
      }
    };
    this.last = Date.now();
    this.clock = setInterval(() => this.#flow(), 200);
    this.meter = setInterval(() => this.speak(), this.every);
    this.clock.unref();
    this.meter.unref();
  }
  allowed() {
    const l = this.charger.limit(this.connector);
    return l === undefined ? Infinity : l.unit === 'W' ? l.value / this.volts / this.phases : l.value;
  }
  #flow() {
    const now = Date.now();
    this.wh += (this.watts() * (now - this.last)) / 3600e3;
    this.last = now;
    const inForce = this.steps.filter(s => s.at <= now).pop()?.amps ?? Infinity;
    this.inForce = inForce;
    const may = Math.min(this.most, inForce);
    this.amps = this.plugged ? this.law(may < this.least ? 0 : may, this) : 0;
  }
  watts() {
    return this.amps * this.volts * this.phases;
  }
  kw() {
    return this.watts() / 1000;
  }
  register() {
    return Math.floor(this.wh / this.step + 1e-9) * this.step;
  }
  async speak() {
    if (!this.tells || !this.charger.line?.open) return;
    if (this.plugged && this.suspends && this.charger.sessions[this.connector]) {
      const status = this.amps > 0 ? 'Charging' : 'SuspendedEVSE';
      if (status !== this.told) {
        this.told = status;
        await this.charger.status(status, this.connector);
      }
    }
    if (this.charger.sessions[this.connector] || this.always)
      await this.charger.tell(this.sample(this), { connector: this.connector, ...this.label });
  }
  async begin(more = {}) {
    await this.charger.status('Preparing', this.connector);
    await this.charger.start(this.meterStart ?? this.register(), { connector: this.connector, ...more });
    this.begunAt = this.wh;
    this.plugged = true;
    this.told = 'Charging';
    await this.charger.status('Charging', this.connector);
  }
  used() {
    return this.wh - this.begunAt;
  }
  silence() {
    clearInterval(this.clock);
    clearInterval(this.meter);
  }
}

// ---- the gateway from above
export async function rest(method, path, body) {
  for (let attempt = 0; ; ++attempt) {
    const answer = await fetch(restUrl + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'x-api-key': operatorKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
    });
    const text = await answer.text();
    if (answer.status === 429 && attempt < 20) {
      await sleep(300 + Math.random() * 700);
      continue;
    }
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = {};
    }
    return { code: answer.status, data: parsed.data, error: parsed.error };
  }
}
const path = id => `/operator/charge-points/${encodeURIComponent(id)}`;
export class Device {
  static async of(charger, connector = 1) {
    const found = await within(
      15000,
      async () => {
        for (let offset = 0; ; offset += 50) {
          const page = (await rest('GET', `/ev-charger?limit=50&offset=${offset}`)).data;
          const row = page?.items?.find(
            i => i.metadata.chargePointId === charger.id && i.metadata.connectorId === connector,
          );
          if (row || !page?.pagination?.hasMore) return row;
        }
      },
      500,
    );
    if (!found) throw new Error(`the gateway shows no device for ${charger.id}`);
    return Object.assign(new Device(), { id: found.id, charger });
  }
  async read(query = '') {
    return (await rest('GET', `/ev-charger/${this.id}${query}`)).data;
  }
  ceiling(kw) {
    return rest('POST', `/ev-charger/${this.id}/settings`, { max_charge_rate: { value: kw, unit: 'kw' } });
  }
  async push(command, more = {}) {
    const r = await rest('POST', `/ev-charger/${this.id}`, { action: { command, ...more } });
    return r.data ?? { state: 'refused', errorCode: r.error?.code };
  }
  async ended(action, ms) {
    if (!action.id) return action;
    let seen = action;
    await within(
      ms,
      async () => {
        seen = (await rest('GET', `/actions/${action.id}`)).data;
        return !['acknowledged', 'scheduled', 'pending'].includes(seen.state);
      },
      500,
    );
    return seen;
  }
  async order(command, ms) {
    return this.ended(await this.push(command), ms);
  }
}
export const alarms = read => (read.metadata.alarms ?? []).map(a => a.code);
export const configure = (charger, settings) => rest('PATCH', path(charger.id), settings);
export const report = async charger => (await rest('GET', path(charger.id))).data;
export const operatorCall = (charger, action, payload) =>
  rest('POST', path(charger.id) + '/calls', { action, payload });
export async function sessions(charger) {
  const page = (
    await rest('GET', `/operator/transactions?chargePointId=${encodeURIComponent(charger.id)}&limit=50`)
  ).data;
  return page?.items ?? page?.transactions ?? [];
}
export const session = async (charger, id) =>
  (await sessions(charger)).find(t => t.id === id) ?? { state: 'missing', energyWh: NaN, flags: [] };
export const ended = action =>
  `${action?.state} ${action?.errorCode ?? ''}${action?.result?.evidence ? ' by ' + action.result.evidence : ''}`.trim();
export const commandLine = (...words) =>
  execFileSync(process.env.GATEWAY_BIN, [...words, '--data-dir', process.env.GATEWAY_DATA], { encoding: 'utf8' });
export const hasCommandLine = () => !!(process.env.GATEWAY_BIN && process.env.GATEWAY_DATA);

// what no read may say at once, whatever the charger does; a play fails if one of its watched reads says it
const contradictions = new Map();
export function judge({ state: s, metadata: m }) {
  const bad = [
    [s.isCharging && m.powerSource !== 'unknown' && s.currentPower <= 0.1, 'isCharging without power'],
    [!s.isCharging && s.currentPower > 0.1, 'power without isCharging'],
    [
      s.isCharging && ['available', 'paused', 'connected', 'reserved', 'unavailable'].includes(s.status),
      'isCharging while ' + s.status,
    ],
    [s.status === 'charging' && !s.isCharging, 'status charging without isCharging'],
    [s.isCharging && !s.isConnected, 'isCharging without a vehicle'],
    [s.currentPower < 0 || s.powerRateLimit < 0, 'a negative number'],
    [m.powerSource === 'implied' && s.currentPower > 0, 'implied power'],
    [(s.powerRateLimit === 0) !== (s.maxCurrent === 0), 'one limit 0, the other not'],
  ].filter(b => b[0]);
  for (const [, what] of bad)
    contradictions.has(what) ||
      contradictions.set(
        what,
        `${((Date.now() - began) / 1000).toFixed(0)} s ${JSON.stringify(s)} ${m.powerSource}`,
      );
}
// keeps an eye on a device: highest and lowest power, all alarms that ever were
export function watch(device, every = 2000) {
  const seen = { alarms: new Set(), highest: 0, lowest: Infinity, powers: [], read: undefined };
  seen.reset = () => {
    seen.alarms.clear();
    seen.highest = 0;
    seen.lowest = Infinity;
    seen.powers.length = 0;
  };
  const timer = setInterval(async () => {
    const r = await device.read().catch(() => undefined);
    if (!r) return;
    seen.read = r;
    judge(r);
    alarms(r).forEach(a => seen.alarms.add(a));
    seen.powers.push(r.state.currentPower);
    seen.highest = Math.max(seen.highest, r.state.currentPower);
    seen.lowest = Math.min(seen.lowest, r.state.currentPower);
  }, every);
  timer.unref();
  seen.end = () => clearInterval(timer);
  return seen;
}

// runs a play: checks are [what, is it so]; the last line says PASS or FAIL with the figures
export async function play(act, { seconds = 180 } = {}) {
  if (!operatorKey) {
    console.error(`usage: node ${process.argv[1]} ws://HOST:PORT/ocpp http://HOST:PORT OPERATOR_KEY`);
    process.exit(2);
  }
  const finish = (good, text) => {
    console.log(`${good ? 'PASS' : 'FAIL'} ${text}`);
    process.exit(good ? 0 : 1);
  };
  setTimeout(() => finish(false, `not over after ${seconds} s`), seconds * 1000);
  const wrong = [],
    figures = [];
  const check = (good, figure) => {
    note(good ? 'right:' : 'WRONG:', figure);
    (good ? figures : wrong).push(figure);
    return good;
  };
  try {
    await act(check);
  } catch (e) {
    wrong.push(`play broke: ${e.stack}`);
  }
  for (const [what, where] of contradictions) wrong.push(`a read contradicts itself: ${what} (${where})`);
  finish(
    !wrong.length,
    wrong.length
      ? `wrong: ${wrong.join('; ')}${figures.length ? ` | right: ${figures.join('; ')}` : ''}`
      : figures.join('; '),
  );
}
// a charger that has booted, stands at Available, and whose set-up dialogue is over
export async function ready(options = {}, settings = {}) {
  const charger = await new Charger(options).connect();
  await charger.boot();
  for (let k = 1; k <= charger.connectors; ++k) await charger.status('Available', k);
  const device = await Device.of(charger);
  if (Object.keys(settings).length) await configure(charger, settings);
  await sleep(2500);
  watch(device, 1500);
  return { charger, device };
}

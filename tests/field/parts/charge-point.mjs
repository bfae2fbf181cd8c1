// A charge point: its configuration, its calls and answers, and what it heard.
import { randomUUID } from 'node:crypto';
import { ChargingProfiles } from './charging-profiles.mjs';
import { began, fresh, note } from './scene.mjs';
import { Socket } from './websocket.mjs';

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
        limitsKept: new ChargingProfiles(this),
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
      SetChargingProfile: ask => this.limitsKept.store(ask),
      ClearChargingProfile: ask => this.limitsKept.clear(ask),
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
  limit(connector = 1) {
    return this.limitsKept.limit(connector);
  }
  get profiles() {
    return this.limitsKept.installed;
  }
  set profiles(installed) {
    this.limitsKept.installed = installed;
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
      this.limitsKept.sessionEnded(connector);
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

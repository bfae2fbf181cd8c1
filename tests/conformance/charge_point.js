'use strict';
// A three-phase 16 A charger with one used connector, built on the third party's client in strict mode: that
// client, not our code, judges every frame against the OCPP 1.6 schemas.

const { RPCClient } = require('ocpp-rpc');

const VOLTS = 230;
const PHASES = 3;
const RATED_AMPERES = 16;
const CONNECTOR = 1;

class ChargePoint {
  violations = [];     // what the third party had against frames, either way
  received = [];       // the gateway's calls: { method, params }
  status = 'Available';
  transactionId = null;

  #client;
  #profiles = new Map();  // by purpose
  #keys = new Map([['NumberOfConnectors', '2'], ['MeterValueSampleInterval', '60'], ['HeartbeatInterval', '300'],
    ['ChargingScheduleAllowedChargingRateUnit', 'Current,Power'], ['ChargeProfileMaxStackLevel', '8'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register'], ['ConnectionTimeOut', '60']]);
  #energyWh = 1000;
  #meter = null;
  #messageIds = new Set();
  #closing = false;
  #work = new Set();  // what #later began and is not finished

  // `options` are further ones of the third party's client: `password`, `wsOpts` with keys and certificates.
  constructor(endpoint, identity, options = {}) {
    this.#client = new RPCClient({ endpoint, identity, protocols: ['ocpp1.6'], strictMode: true, reconnect: false, ...options });
    this.#watch();
    this.#handle('GetConfiguration', (params) => this.#getConfiguration(params));
    this.#handle('ChangeConfiguration', ({ key, value }) => this.#changeConfiguration(key, value));
    this.#handle('TriggerMessage', (params) => this.#trigger(params));
    this.#handle('SetChargingProfile', (params) => this.#setChargingProfile(params));
    this.#handle('ClearChargingProfile', () => ({ status: 'Unknown' }));
    this.#handle('RemoteStartTransaction', (params) => this.#remoteStart(params));
    this.#handle('RemoteStopTransaction', () => this.#remoteStop());
  }

  async connect() { await this.#client.connect(); }
  get protocol() { return this.#client.protocol; }

  async close() {
    clearInterval(this.#meter);
    this.#closing = true;  // begins nothing new, but every call still gets its answer
    while (this.#work.size > 0) await Promise.all(this.#work);
    await this.#client.close({ awaitPending: true });
  }

  call(method, params) { return this.#client.call(method, params); }

  boot() {
    return this.call('BootNotification', { chargePointVendor: 'Third Party', chargePointModel: 'Strict 11',
      firmwareVersion: '1.0', chargePointSerialNumber: 'SN-1' });
  }

  async sendStatus(status, connectorId = CONNECTOR) {
    if (connectorId === CONNECTOR) this.status = status;
    await this.call('StatusNotification', { connectorId, errorCode: 'NoError', status, timestamp: now() });
  }

  plug() { return this.sendStatus('Preparing'); }

  async unplug() {
    await this.#stopTransaction('EVDisconnected');
    await this.sendStatus('Available');
  }

  // Amperes per phase that the profiles allow at this moment; TxProfile stands above TxDefaultProfile.
  limitAmperes() {
    const profile = this.#profiles.get('TxProfile') ?? this.#profiles.get('TxDefaultProfile');
    if (!profile) return RATED_AMPERES;
    const { chargingRateUnit, chargingSchedulePeriod: [{ limit, numberPhases = PHASES }] } = profile.chargingSchedule;
    return Math.min(RATED_AMPERES, chargingRateUnit === 'A' ? limit : limit / (VOLTS * numberPhases));
  }

  powerWatts() { return this.status === 'Charging' ? this.limitAmperes() * VOLTS * PHASES : 0; }

  callsOf(method) { return this.received.filter((call) => call.method === method).map((call) => call.params); }

  async sendMeterValues() {
    this.#energyWh += this.powerWatts() / 3600;
    const amperes = this.powerWatts() / VOLTS / PHASES;
    const sampledValue = [
      sample(this.powerWatts(), 'Power.Active.Import', 'W'),
      sample(this.#energyWh, 'Energy.Active.Import.Register', 'Wh'),
      ...['L1', 'L2', 'L3'].map((phase) => ({ ...sample(amperes, 'Current.Import', 'A'), phase })),
    ];
    const request = { connectorId: CONNECTOR, meterValue: [{ timestamp: now(), sampledValue }] };
    if (this.transactionId !== null) request.transactionId = this.transactionId;
    await this.call('MeterValues', request);
  }

  #watch() {
    this.#client.on('strictValidationFailure', ({ method, error }) => {
      this.violations.push(`${method}: ${error.message}`);
    });
    this.#client.on('badMessage', ({ error, buffer }) => {
      this.violations.push(`bad message: ${error.message} in ${buffer}`);
    });
    this.#client.on('callError', ({ method, error, outbound }) => {
      const caller = outbound ? 'the charger' : 'the gateway';
      if (outbound || !this.#closing) this.violations.push(`${caller} called ${method}, answered with ${error.message}`);
    });
    this.#client.on('call', ({ outbound, payload }) => outbound || this.#judgeMessageId(payload[1]));
  }

  #judgeMessageId(id) {
    if (typeof id !== 'string' || id.length > 36) this.violations.push(`message id over 36 characters: ${id}`);
    if (this.#messageIds.has(id)) this.violations.push(`message id used twice: ${id}`);
    this.#messageIds.add(id);
  }

  #handle(method, handler) {
    this.#client.handle(method, ({ params }) => {
      this.received.push({ method, params });
      return handler(params);
    });
  }

  // Runs after the answer is out, as a charger does; its failure is a violation like any other.
  #later(work) {
    if (this.#closing) return;
    const begun = new Promise((resolve) => { setImmediate(resolve); })
      .then(work)
      .catch((error) => this.violations.push(`after an answer: ${error.message}`))
      .finally(() => this.#work.delete(begun));
    this.#work.add(begun);
  }

  #getConfiguration({ key }) {
    const names = key ?? [...this.#keys.keys()];
    const known = names.filter((name) => this.#keys.has(name));
    const entry = (name) => ({ key: name, readonly: name === 'NumberOfConnectors', value: this.#keys.get(name) });
    return { unknownKey: names.filter((name) => !this.#keys.has(name)), configurationKey: known.map(entry) };
  }

  #changeConfiguration(key, value) {
    if (!this.#keys.has(key)) return { status: 'NotSupported' };
    this.#keys.set(key, value);
    if (key === 'MeterValueSampleInterval' && this.#meter) this.#startMeter();
    return { status: 'Accepted' };
  }

  #trigger({ requestedMessage, connectorId }) {
    const triggered = {
      BootNotification: () => this.boot(),
      StatusNotification: () => this.sendStatus(this.#statusOf(connectorId), connectorId ?? 0),
      MeterValues: () => this.sendMeterValues(),
      Heartbeat: () => this.call('Heartbeat', {}),
    }[requestedMessage];
    if (!triggered) return { status: 'NotImplemented' };
    this.#later(triggered);
    return { status: 'Accepted' };
  }

  #statusOf(connectorId) { return connectorId === CONNECTOR ? this.status : 'Available'; }

  #setChargingProfile({ csChargingProfiles: profile }) {
    const purpose = profile.chargingProfilePurpose;
    if (purpose === 'TxProfile' && this.transactionId === null) return { status: 'Rejected' };
    this.#profiles.set(purpose, profile);
    if (this.transactionId !== null) this.#later(() => this.#followLimit());
    return { status: 'Accepted' };
  }

  async #followLimit() {
    const status = this.limitAmperes() < 6 ? 'SuspendedEVSE' : 'Charging';
    if (status !== this.status) await this.sendStatus(status);
    await this.sendMeterValues();
  }

  #remoteStart({ idTag, chargingProfile }) {
    if (this.transactionId !== null || this.status !== 'Preparing') return { status: 'Rejected' };
    if (chargingProfile) this.#profiles.set('TxProfile', chargingProfile);
    this.#later(() => this.#startTransaction(idTag));
    return { status: 'Accepted' };
  }

  async #startTransaction(idTag) {
    const answer = await this.call('StartTransaction', { connectorId: CONNECTOR, idTag, timestamp: now(),
      meterStart: Math.round(this.#energyWh) });
    if (answer.idTagInfo.status !== 'Accepted') throw new Error(`the tag is ${answer.idTagInfo.status}`);
    this.transactionId = answer.transactionId;
    this.#startMeter();
    await this.#followLimit();
  }

  #startMeter() {
    clearInterval(this.#meter);
    const interval = Number(this.#keys.get('MeterValueSampleInterval')) * 1000;
    this.#meter = setInterval(() => this.#later(() => this.sendMeterValues()), interval);
  }

  #remoteStop() {
    if (this.transactionId === null) return { status: 'Rejected' };
    this.#later(async () => {
      await this.#stopTransaction('Remote');
      await this.sendStatus('Finishing');
    });
    return { status: 'Accepted' };
  }

  async #stopTransaction(reason) {
    if (this.transactionId === null) return;
    const transactionId = this.transactionId;
    clearInterval(this.#meter);
    this.transactionId = null;
    this.#profiles.delete('TxProfile');
    const meterStop = Math.round(this.#energyWh);
    await this.call('StopTransaction', { transactionId, meterStop, timestamp: now(), reason });
  }
}

function sample(value, measurand, unit) { return { value: value.toFixed(1), measurand, unit }; }

function now() { return new Date().toISOString(); }

module.exports = { ChargePoint, VOLTS, PHASES };

'use strict';
// A charger on another third party's OCPP client, ocpp-ts: its engine reads the gateway's calls and judges them by its
// own schemas, by which we also judge the answers. Only the socket is opened here, since it takes no TLS options.

const WebSocket = require('ws');
const { OcppClient } = require('ocpp-ts');
const { Protocol } = require('ocpp-ts/dist/src/impl/Protocol');
const schemas = require('ocpp-ts/dist/src/impl/schemas').default;

// The version that the schemas are written for.
const Ajv = require(require.resolve('ajv', { paths: [require.resolve('ocpp-ts')] }));

const CALL_ERROR = 4;

class SecondChargePoint {
  violations = [];
  received = [];  // { method, params }
  profiles = [];  // as they were set
  transactionId = null;

  #identity;
  #client;
  #socket;

  constructor(identity) {
    this.#identity = identity;
    this.#client = new OcppClient(identity);
    this.#answer('GetConfiguration', ({ key = [] }) => ({
      configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '1' }],
      unknownKey: key.filter((name) => name !== 'NumberOfConnectors'),
    }));
    this.#answer('ChangeConfiguration', () => ({ status: 'Accepted' }));
    this.#answer('TriggerMessage', () => ({ status: 'Rejected' }));
    this.#answer('ClearChargingProfile', () => ({ status: 'Unknown' }));
    this.#answer('SetChargingProfile', ({ csChargingProfiles }) => {
      this.profiles.push(csChargingProfiles);
      return { status: 'Accepted' };
    });
    this.#answer('RemoteStartTransaction', ({ idTag }) => {
      setImmediate(() => this.start(idTag));
      return { status: 'Accepted' };
    });
    this.#answer('RemoteStopTransaction', () => {
      setImmediate(() => this.stop('Remote'));
      return { status: 'Accepted' };
    });
  }

  // `options` are those of ws: ca, cert, key, headers.
  async connect(endpoint, options = {}) {
    this.#socket = new WebSocket(`${endpoint}/${this.#identity}`, ['ocpp1.6'], { perMessageDeflate: false, ...options });
    await new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.#client.setConnection(new Protocol(this.#client, this.#socket));
    this.#watchAnswersOfTheirs();
  }

  async close() {
    const closed = new Promise((resolve) => { this.#socket.once('close', resolve); });
    this.#socket.close(1000);
    await closed;
  }

  // A call of ours, whose answer must fit their schema.
  async call(method, params) {
    const answer = await this.#client.callRequest(method, params);
    const validate = new Ajv().compile(schemaOf(`${method}Response`));
    if (!validate(answer)) this.violations.push(`answer to ${method}: ${JSON.stringify(validate.errors)}`);
    return answer;
  }

  sendStatus(status, connectorId = 1) {
    return this.call('StatusNotification', { connectorId, errorCode: 'NoError', status, timestamp: now() });
  }

  async start(idTag) {
    const answer = await this.call('StartTransaction', { connectorId: 1, idTag, meterStart: 1000, timestamp: now() });
    this.transactionId = answer.transactionId;
    await this.sendStatus('Charging');
    await this.sendPower(3680);
  }

  sendPower(watts) {
    return this.call('MeterValues', { connectorId: 1, transactionId: this.transactionId, meterValue: [{ timestamp: now(),
      sampledValue: [{ value: String(watts), measurand: 'Power.Active.Import', unit: 'W' }] }] });
  }

  async stop(reason) {
    const transactionId = this.transactionId;
    this.transactionId = null;
    await this.call('StopTransaction', { transactionId, meterStop: 2000, timestamp: now(), reason });
    await this.sendStatus('Available');
  }

  callsOf(method) { return this.received.filter((call) => call.method === method).map(({ params }) => params); }

  #answer(method, handler) {
    this.#client.on(method, (params, respond) => {
      this.received.push({ method, params });
      respond(handler(params));
    });
  }

  // Their engine refuses what its schemas do not allow with a CALLERROR; none may ever leave.
  #watchAnswersOfTheirs() {
    const send = this.#socket.send.bind(this.#socket);
    this.#socket.send = (text, ...rest) => {
      const frame = JSON.parse(text);
      if (frame[0] === CALL_ERROR) this.violations.push(`the gateway's call was refused: ${text}`);
      return send(text, ...rest);
    };
  }
}

function schemaOf(name) {
  const { $schema, ...schema } = schemas[name];
  return schema;
}

function now() { return new Date().toISOString(); }

module.exports = { SecondChargePoint };

'use strict';
// Two clients of different hands, each through a whole session over ws, wss with a password, and wss with a client
// certificate.

const assert = require('node:assert/strict');
const test = require('node:test');
const { VOLTS, PHASES } = require('./charge_point');
const { Certificates } = require('./certificates');
const { eventually } = require('./eventually');
const { CAP_KW, bootAndReport, deviceOf, isUnderCap, withCharger, withGateway } = require('./plays');
const { SecondChargePoint } = require('./second_charge_point');

const TAG = '0123456789ABCD';
// 11.0 A: the second client's schema engine takes 10.7 for no multiple of 0.1.
const EVEN_CAP_KW = 7.6;

// By name: where a charger of that identity connects, its password and what it shows in TLS.
const transports = {
  ws: (gateway) => ({ endpoint: gateway.chargerEndpoint, tls: {} }),
  'wss and a password': (gateway, identity, certificates) =>
    ({ endpoint: gateway.tlsEndpoint, password: gateway.passwordFor(identity), tls: { ca: certificates.ca } }),
  'wss and a client certificate': (gateway, identity, certificates) =>
    ({ endpoint: gateway.mutualEndpoint, tls: { ca: certificates.ca, ...certificates.client(identity) } }),
};

async function withCertificates(work) {
  const certificates = new Certificates();
  try {
    await withGateway((gateway) => work(gateway, certificates), { certificates });
  } finally {
    certificates.remove();
  }
}

async function strictSession(gateway, identity, { endpoint, password = null, tls }) {
  await withCharger(endpoint, identity, async (charger) => {
    await bootAndReport(charger);
    const device = await deviceOf(gateway, identity);
    await charger.plug();
    await device.cap(CAP_KW);
    await eventually(() => charger.limitAmperes() * VOLTS * PHASES <= CAP_KW * 1000, 'the cap on the charger');
    const started = await device.push('charge');
    assert.equal(started.state, 'completed', JSON.stringify(started));
    await device.shows(isUnderCap, 'power under the cap');
    await charger.unplug();
    await device.shows(({ state }) => state.status === 'available' && !state.isCharging, 'available after unplugging');
  }, { password, wsOpts: tls });
}

async function secondSession(gateway, identity, { endpoint, password, tls }) {
  const charger = new SecondChargePoint(identity);
  const credentials = password && `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`;
  await charger.connect(endpoint, { ...tls, headers: credentials ? { authorization: credentials } : {} });
  const boot = await charger.call('BootNotification', { chargePointVendor: 'Second Hand', chargePointModel: 'S-1' });
  assert.equal(boot.status, 'Accepted');
  await charger.sendStatus('Available', 0);
  await charger.sendStatus('Preparing');
  assert.equal((await charger.call('Authorize', { idTag: TAG })).idTagInfo.status, 'Accepted');
  const device = await deviceOf(gateway, identity);
  await device.cap(EVEN_CAP_KW);
  await eventually(() => charger.profiles.length > 0, 'a profile');
  const started = await device.push('charge');
  assert.equal(started.state, 'completed', JSON.stringify(started));
  assert.equal(charger.callsOf('RemoteStartTransaction').length, 1);
  await device.shows(({ state }) => state.status === 'charging' && state.currentPower > 3, 'charging');
  assert.ok((await charger.call('Heartbeat', {})).currentTime);
  await charger.stop('EVDisconnected');
  await device.shows(({ state }) => state.status === 'available', 'available');
  await charger.close();
  assert.deepEqual(charger.violations, []);
}

for (const [name, transport] of Object.entries(transports)) {
  for (const [client, session] of Object.entries({ 'ocpp-rpc, strict': strictSession, 'ocpp-ts': secondSession })) {
    test(`a whole session over ${name} by ${client}`, { timeout: 300000 }, () =>
      withCertificates((gateway, certificates) => session(gateway, 'CP-TLS', transport(gateway, 'CP-TLS', certificates))));
  }
}

test('a charger of profile 2 or 3 is not let in by a lesser one', { timeout: 300000 }, () =>
  withCertificates(async (gateway, certificates) => {
    const { endpoint, password, tls } = transports['wss and a password'](gateway, 'CP-LESS', certificates);
    await strictSession(gateway, 'CP-LESS', { endpoint, password, tls });
    await assert.rejects(withCharger(gateway.chargerEndpoint, 'CP-LESS', () => {}, { password }), /Forbidden/);
    const mutual = new SecondChargePoint('CP-NONE');
    await assert.rejects(mutual.connect(gateway.mutualEndpoint, tls));
  }));

'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { RPCServer } = require('ocpp-rpc');
const { ChargePoint, VOLTS, PHASES } = require('./charge_point');
const { eventually } = require('./eventually');
const { CAP_KW, bootAndReport, deviceOf, isUnderCap, limitOf, withCharger, withGateway } = require('./plays');

test('the strict client does see a frame that breaks the schema', async () => {
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: false });
  let peer;
  server.on('client', (client) => { peer = client; });
  const http = await server.listen(0, '127.0.0.1');
  const charger = new ChargePoint(`ws://127.0.0.1:${http.address().port}`, 'CP-BAD');
  try {
    await charger.connect();
    await eventually(() => peer, 'the server side');
    await assert.rejects(peer.call('RemoteStartTransaction', { connectorId: 1 }));
    assert.match(charger.violations.join('\n'), /RemoteStartTransaction.*idTag/);
  } finally {
    await charger.close();
    await server.close();
  }
});

test('a charger by another hand goes through a whole session', { timeout: 300000 }, () => withGateway((gateway) =>
  withCharger(gateway.chargerEndpoint, 'CP-SESSION', async (charger) => {
    assert.equal(charger.protocol, 'ocpp1.6');
    await bootAndReport(charger);
    const device = await deviceOf(gateway, 'CP-SESSION');
    await device.shows(({ state }) => state.status === 'available' && !state.isConnected, 'available');

    await eventually(() => charger.callsOf('GetConfiguration').length > 0, 'GetConfiguration');
    await eventually(() => charger.callsOf('ChangeConfiguration').some(({ key, value }) =>
      key === 'MeterValueSampleInterval' && value === '1'), 'the meter interval');
    await eventually(() => charger.callsOf('TriggerMessage').some(({ requestedMessage, connectorId }) =>
      requestedMessage === 'StatusNotification' && connectorId === 2), 'a question for the silent connector');

    await charger.plug();
    await device.shows(({ state }) => state.status === 'connected' && state.isConnected, 'a vehicle');
    assert.deepEqual((await device.cap(CAP_KW)).updated, ['max_charge_rate']);
    await eventually(() => charger.callsOf('SetChargingProfile').length > 0, 'a profile before the session');
    await device.shows(({ state }) => state.powerRateLimit === CAP_KW, 'the acknowledged limit');

    const started = await device.push('charge');
    assert.equal(started.state, 'completed', JSON.stringify(started));
    assert.equal(charger.callsOf('RemoteStartTransaction').length, 1);
    assert.ok(charger.powerWatts() > 0 && charger.limitAmperes() * VOLTS * PHASES <= CAP_KW * 1000);
    const charging = await device.shows(isUnderCap, 'power under the cap');
    assert.equal(charging.state.status, 'charging');

    const before = charger.callsOf('SetChargingProfile').length;
    const paused = await device.push('idle');
    assert.equal(paused.state, 'completed', JSON.stringify(paused));
    assert.ok(charger.callsOf('SetChargingProfile').slice(before).map(limitOf).includes(0));
    assert.equal(charger.status, 'SuspendedEVSE');
    assert.notEqual(charger.transactionId, null);
    await device.shows(({ state, settings }) => state.status === 'paused' && state.currentPower === 0 &&
      settings.max_charge_rate.value === CAP_KW, 'paused, with the cap still written');

    const resumed = await device.push('charge');
    assert.equal(resumed.state, 'completed', JSON.stringify(resumed));
    assert.equal(charger.callsOf('RemoteStartTransaction').length, 1, 'the session was resumed, not started again');
    await eventually(() => charger.status === 'Charging', 'charging again');
    await device.shows(isUnderCap, 'power under the cap again');

    await charger.unplug();
    await device.shows(({ state }) => state.status === 'available' && !state.isConnected && !state.isCharging &&
      state.currentPower === 0, 'available after unplugging');
  })));

test('a charger that does not boot is asked to, and the small calls are answered', { timeout: 300000 }, () =>
  withGateway((gateway) => withCharger(gateway.chargerEndpoint, 'CP-QUIET', async (charger) => {
    await eventually(() => charger.callsOf('TriggerMessage').some(({ requestedMessage }) =>
      requestedMessage === 'BootNotification'), 'a question for the boot');
    assert.match((await charger.call('Heartbeat', {})).currentTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z$/);
    assert.equal((await charger.call('Authorize', { idTag: 'ABCDEF01' })).idTagInfo.status, 'Accepted');
    assert.equal((await charger.call('DataTransfer', { vendorId: 'nobody' })).status, 'UnknownVendorId');
    assert.deepEqual(await charger.call('FirmwareStatusNotification', { status: 'Idle' }), {});
    assert.deepEqual(await charger.call('DiagnosticsStatusNotification', { status: 'Idle' }), {});
  })));

const awayAndBack = async (gateway) => {
  let device;
  await withCharger(gateway.chargerEndpoint, 'CP-AWAY', async (charger) => {
    await bootAndReport(charger);
    device = await deviceOf(gateway, 'CP-AWAY');
  });
  await device.shows(({ sync, metadata }) => !sync.available && metadata.source === 'fallback', 'the lost link');
  await device.cap(CAP_KW);
  await withCharger(gateway.chargerEndpoint, 'CP-AWAY', async (charger) => {
    await bootAndReport(charger);
    await eventually(() => charger.limitAmperes() * VOLTS * PHASES <= CAP_KW * 1000, 'the cap on the charger');
    await device.shows(({ state }) => state.powerRateLimit === CAP_KW, 'the acknowledged limit');
  });
};

test('a cap written while a charger is away is there when it returns', { timeout: 300000 }, () =>
  withGateway(awayAndBack));

'use strict';
// What the tests of all clients do with a gateway and a charger.

const assert = require('node:assert/strict');
const { ChargePoint } = require('./charge_point');
const { eventually } = require('./eventually');
const { GatewayProcess } = require('./gateway_process');

const CAP_KW = 7.4;
const program = process.env.OCPP_GATEWAY;
assert.ok(program, 'OCPP_GATEWAY must name the gateway program');

async function withGateway(work, terms) {
  const gateway = await GatewayProcess.start(program, terms);
  try {
    await work(gateway);
  } catch (error) {
    console.error(gateway.log);
    throw error;
  } finally {
    await gateway.stop();
  }
}

// Hands a connected charger to `work`; afterwards the third party must have had nothing against any frame.
async function withCharger(endpoint, identity, work, options = {}) {
  const charger = new ChargePoint(endpoint, identity, options);
  await charger.connect();
  try {
    await work(charger);
  } finally {
    await charger.close();
  }
  assert.deepEqual(charger.violations, []);
}

async function bootAndReport(charger) {
  const answer = await charger.boot();
  assert.equal(answer.status, 'Accepted');
  assert.ok(answer.interval > 0);
  assert.ok(Math.abs(Date.parse(answer.currentTime) - Date.now()) < 60000);
  await charger.sendStatus('Available', 0);
  await charger.sendStatus('Available', 1);
}

async function deviceOf(gateway, identity, connectorId = 1) {
  const route = await eventually(async () => {
    const { items } = await gateway.read('/ev-charger');
    const item = items.find(({ metadata: { chargePointId, connectorId: connector } }) =>
      chargePointId === identity && connector === connectorId);
    return item && `/ev-charger/${item.id}`;
  }, `a device for ${identity}`);
  return {
    route,
    read: () => gateway.read(route),
    cap: (value) => gateway.request('POST', `${route}/settings`, { max_charge_rate: { value, unit: 'kw' } }),
    shows: (condition, what) => eventually(async () => {
      const device = await gateway.read(route);
      return condition(device) && device;
    }, what),
    push: async (command) => {
      const { id } = await gateway.request('POST', route, { action: { command } });
      return eventually(async () => {
        const action = await gateway.read(`/actions/${id}`);
        return action.state !== 'acknowledged' && action;
      }, `the end of ${command}`, 180000);
    },
  };
}

const limitOf = ({ csChargingProfiles: { chargingSchedule } }) => chargingSchedule.chargingSchedulePeriod[0].limit;
const isUnderCap = ({ state }) => state.currentPower > 0 && state.currentPower <= CAP_KW;

module.exports = { CAP_KW, bootAndReport, deviceOf, isUnderCap, limitOf, withCharger, withGateway };

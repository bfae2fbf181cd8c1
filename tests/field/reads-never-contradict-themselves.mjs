// One whole life: free, plugged in, session, idle, charge, a lower ceiling, full, unplugged. A read every 300 ms.
// Right: status, isConnected, isCharging, currentPower, powerRateLimit, maxCurrent and the sources agree in each of
// them.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const wrong = new Map();
  let reads = 0,
    on = true,
    highestEnergy = -1;
  const bad = (what, r) =>
    wrong.has(what) || wrong.set(what, JSON.stringify([r.state, r.metadata.powerSource, r.metadata.limitSource]));
  (async () => {
    while (on) {
      const r = await device.read(),
        s = r.state,
        m = r.metadata;
      ++reads;
      if (s.isCharging && m.powerSource !== 'unknown' && s.currentPower <= 0.1) bad('charging without power', r);
      if (!s.isCharging && s.currentPower > 0.1 && m.powerSource !== 'unknown') bad('power without charging', r);
      if (s.isCharging && !['charging'].includes(s.status)) bad('isCharging but status ' + s.status, r);
      if (s.status === 'charging' && !s.isCharging) bad('status charging but not isCharging', r);
      if (s.isCharging && !s.isConnected) bad('charging without a vehicle', r);
      if (['available', 'unavailable'].includes(s.status) && s.isConnected) bad('connected while ' + s.status, r);
      if (['charging', 'paused', 'connected', 'finishing'].includes(s.status) && !s.isConnected)
        bad('not connected while ' + s.status, r);
      if (s.status === 'paused' && s.currentPower > 0.1) bad('paused with power', r);
      if (s.currentPower < 0 || s.powerRateLimit < 0 || s.maxCurrent < 0) bad('negative', r);
      if (Math.abs(s.maxCurrent * 0.23 - s.powerRateLimit) > 0.25 && m.limitSource === 'acknowledged')
        bad('maxCurrent and powerRateLimit', r);
      if ((s.powerRateLimit === 0) !== (s.maxCurrent === 0)) bad('one of the limits 0', r);
      if (m.powerSource === 'implied' && s.currentPower > 0) bad('implied power', r);
      if (m.sessionEnergyWh !== undefined) {
        if (m.sessionEnergyWh < highestEnergy) bad('session energy fell', r);
        highestEnergy = m.sessionEnergyWh;
      } else highestEnergy = -1;
      await sleep(300);
    }
  })();
  await device.ceiling(7.4);
  await sleep(4000);
  const car = new Vehicle(charger, { every: 4000, delay: 1500 });
  await car.begin();
  await sleep(20000);
  const i = await device.order('idle', 60000);
  await sleep(8000);
  const c = await device.order('charge', 60000);
  await sleep(10000);
  await device.ceiling(3.7);
  await sleep(15000);
  car.law = () => 0;
  car.suspends = false;
  await sleep(500);
  await charger.status('SuspendedEV');
  await sleep(12000);
  car.plugged = false;
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Finishing');
  await sleep(3000);
  await charger.status('Available');
  await sleep(4000);
  on = false;
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  check(
    !wrong.size,
    `${reads} reads, contradictions: ${[...wrong].map(([k, v]) => k + ' ' + v).join('; ') || 'none'}`,
  );
});

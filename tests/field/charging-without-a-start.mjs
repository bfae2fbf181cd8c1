// The charger says Preparing and Charging and tells its meter, but never sends StartTransaction; it heeds the base
// limit.
// Right: power shown, held to the ceiling, alarm SESSION_WITHOUT_RECORD, `idle` pauses it truly; no session is
// invented.
import { play, ready, Vehicle, energy, power, sleep, sessions, watch, within, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    every: 5000,
    always: true,
    suspends: false,
    law: a => a && a - Math.random() * 0.2,
  });
  await charger.status('Preparing');
  car.plugged = true;
  await charger.status('Charging');
  const eye = watch(device, 1000);
  await within(60000, () => eye.alarms.has('SESSION_WITHOUT_RECORD'));
  check(eye.alarms.has('SESSION_WITHOUT_RECORD') && eye.alarms.size === 1, `alarms [${[...eye.alarms]}]`);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 3.65) < 0.2 && r.state.isCharging,
    `shown ${r.state.currentPower} kW, ${r.state.status}, isCharging ${r.state.isCharging}; drawn ${car.kw().toFixed(2)}`,
  );
  const i = await device.order('idle', 70000);
  check(
    i.state === 'completed' && car.amps === 0,
    `idle ${ended(i)}, draws ${car.amps} A; told ${charger.story()}`,
  );
  await sleep(12000);
  const q = await device.read();
  check(q.state.currentPower === 0 && !q.state.isCharging, `paused: ${q.state.status}, ${q.state.currentPower} kW`);
  check((await sessions(charger)).length === 0, 'no session invented');
});

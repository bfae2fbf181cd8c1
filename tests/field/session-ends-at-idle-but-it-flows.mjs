// `idle`: the charger ends the session 2 s later (reason Other), says Finishing, and the meter goes on at 7.3 kW
// without a session.
// Right: not completed by the transaction's end; SESSION_WITHOUT_RECORD; what flows is shown.
import { play, ready, Vehicle, energy, power, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, {
    every: 4000,
    suspends: false,
    always: true,
    law: () => 31.7 + Math.random() * 0.1,
  });
  await car.begin();
  await sleep(12000);
  const eye = watch(device, 1000),
    a = await device.push('idle');
  await sleep(2000);
  const wh = car.register();
  await charger.stop(wh, { reason: 'Other' });
  car.plugged = true;
  await charger.status('Finishing');
  const e = await device.ended(a, 90000);
  check(e.state !== 'completed', `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage ?? ''}`);
  await sleep(25000);
  check(
    Math.abs(eye.read.state.currentPower - 7.3) < 0.15 && eye.alarms.has('SESSION_WITHOUT_RECORD'),
    `shown ${eye.read.state.currentPower} kW, ${eye.read.state.status}, alarms [${[...eye.alarms]}]`,
  );
});

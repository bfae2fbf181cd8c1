// At a limit of 0 the charger says SuspendedEVSE at once, and 7.3 kW flow on (measured every 4 s, and the register
// rises).
// Right: `idle` is not completed by the status while power is seen; what flows is shown, nothing claims rest.
import { play, ready, Vehicle, sleep, ended, watch, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false, law: () => 31.8 - Math.random() * 0.3 });
  const before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const zero = charger.limit()?.value === 0;
    setTimeout(() => charger.status(zero ? 'SuspendedEVSE' : 'Charging'), 400);
  };
  await car.begin();
  await sleep(15000);
  const eye = watch(device, 500),
    a = await device.push('idle'),
    e = await device.ended(a, 75000);
  await sleep(20000);
  note('power read every 0.5 s', eye.powers.join(' '));
  const r = eye.read;
  check(e.state !== 'completed', `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage ?? ''}`);
  check(
    Math.abs(r.state.currentPower - 7.3) < 0.2 && r.state.isCharging,
    `20 s later shown ${r.state.currentPower} kW (${r.metadata.powerSource}), status ${r.state.status}, isCharging ${r.state.isCharging}`,
  );
  check(
    eye.powers.filter(p => p < 7).length < 12,
    `shown as less than 7 kW in ${eye.powers.filter(p => p < 7).length} of ${eye.powers.length} reads`,
  );
});

// Energy only, steps of 100 Wh, 1.4 kW: a step every 4 minutes. `idle` is accepted and ignored.
// Right: a register that merely did not step is no proof of rest: idle does not complete by the meter, and no stop is
// sent.
import { play, ready, Vehicle, energy, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceiling(1.5);
  const car = new Vehicle(charger, {
    wh: 250045,
    step: 100,
    every: 10000,
    law: () => 6.1,
    suspends: false,
    sample: v => [energy(v.register())],
  });
  await car.begin();
  await sleep(15000);
  const a = await device.push('idle');
  const e = await device.ended(a, 140000);
  check(
    !(e.state === 'completed' && ['meter', 'status', 'transaction'].includes(e.result?.evidence)),
    `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage}`,
  );
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
});

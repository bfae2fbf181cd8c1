// Three phases: a message with the currents, 1 s later one with the voltages, 1 s later one with the register; every 6
// s. No power. Ceiling 11.1.
// Right: 11.04 kW shown steadily, no alarm, the limit stays.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
const phases = ['L1', 'L2', 'L3'];
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceilingTold(11.1);
  const car = new Vehicle(charger, { every: 1e7, phases: 3, most: 16 });
  await car.begin();
  const eye = watch(device, 1000),
    at = Date.now();
  for (let i = 0; i < 14; ++i) {
    await charger.tell(phases.map(p => current(car.amps.toFixed(1), p)));
    await sleep(1000);
    await charger.tell(phases.map(p => volts(230, p)));
    await sleep(1000);
    await charger.tell([energy(car.register())]);
    await sleep(4000);
    if (i === 2) eye.reset();
  }
  check(eye.lowest > 10.5 && eye.highest < 11.6, `shown ${eye.lowest} to ${eye.highest} of 11.04 kW`);
  check(
    !eye.alarms.size && charger.limits(at).length <= 1,
    `alarms [${[...eye.alarms]}], limits ${charger.story()}`,
  );
});

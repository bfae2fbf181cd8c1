// A measured power falls to 0 for a minute (a loose sensor) while current, voltage and register go on at 7.36; then it
// is right again.
// Right: 7.36 kW all along (a gap of three samples at most), and afterwards power is taken back into use: a pause is
// proven by it.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch, ended, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  let loose = false;
  const car = new Vehicle(charger, {
    every: 4000,
    suspends: false,
    sample: v => [
      energy(v.register()),
      power(loose ? 0 : Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      volts(230, 'L1'),
    ],
  });
  await car.begin();
  await sleep(20000);
  const eye = watch(device, 1000);
  loose = true;
  await sleep(60000);
  loose = false;
  await sleep(20000);
  note('power read every second', eye.powers.join(' '));
  const low = eye.powers.filter(p => p < 7).length;
  check(low <= 14, `shown under 7 kW in ${low} of ${eye.powers.length} reads (1 s apart)`);
  check(eye.highest < 7.6 && !eye.alarms.size, `highest ${eye.highest}, alarms [${[...eye.alarms]}]`);
  const i = await device.order('idle', 60000);
  check(i.state === 'completed', `idle ${ended(i)}: ${i.result?.message ?? i.errorMessage}`);
});

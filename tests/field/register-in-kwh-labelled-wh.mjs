// meterStart is in Wh, but the samples tell kWh with three digits and call them Wh; power is measured.
// Right: after three rises a thousandfold off the power the label is corrected: the Wh that flowed.
import { play, ready, Vehicle, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const car = new Vehicle(charger, {
    wh: 15234120,
    every: 5000,
    phases: 3,
    most: 16,
    sample: v => [energy((v.register() / 1000).toFixed(3)), power(Math.round(v.watts()))],
  });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device);
  await sleep(75000);
  await car.speak();
  const flowed = car.used();
  eye.end();
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - flowed) <= Math.max(2, flowed * 0.005),
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(
    eye.highest < 11.6 && eye.powers.slice(-10).every(p => Math.abs(p - 11.04) < 0.3),
    `power at the end ${eye.powers.slice(-3)} of 11.04, highest ${eye.highest}`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});

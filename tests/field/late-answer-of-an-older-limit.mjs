// The limit for 3.7 is answered after 85 s; meanwhile (at 65 s) the ceiling goes back to 7.4, which is answered at
// once.
// Right: the old answer changes nothing: 7.4 in force and shown as acknowledged, at most one more limit.
import { play, ready, Vehicle, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await sleep(6000);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(12000);
  const store = charger.answers.SetChargingProfile;
  let slow = true;
  charger.answers.SetChargingProfile = async q => {
    const r = store(q);
    if (slow) {
      slow = false;
      await sleep(85000);
    }
    return r;
  };
  const beat = setInterval(() => charger.ask('Heartbeat', {}), 10000),
    line = charger.line,
    eye = watch(device);
  await device.ceiling(3.7);
  await sleep(65000);
  const at = Date.now();
  await device.ceiling(7.4);
  await sleep(45000);
  clearInterval(beat);
  check(car.amps > 31, `draws ${car.amps} A; told since ${charger.story(at)}`);
  check(
    Math.abs(eye.read.state.powerRateLimit - 7.38) < 0.05 && eye.read.metadata.limitSource === 'acknowledged',
    `shown ${eye.read.state.powerRateLimit} kW ${eye.read.metadata.limitSource}`,
  );
  check(
    charger.limits(at).length <= 2 && line.open && !eye.alarms.size,
    `limits ${charger.limits(at).length}, link ${line.open}, alarms [${[...eye.alarms]}]`,
  );
});

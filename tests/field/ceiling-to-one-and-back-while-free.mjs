// While nobody is there the ceiling goes to 1 kW (a zero) and back to 7.4; then a vehicle comes.
// Right: it charges at 7.4; no alarm stays.
import { play, ready, Vehicle, sleep, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(1);
  await sleep(5000);
  const a = await device.read();
  await device.ceiling(7.4);
  await sleep(5000);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(15000);
  const r = await device.read();
  check(a.state.powerRateLimit === 0, `at 1 kW in force ${a.state.powerRateLimit}, alarms [${alarms(a)}]`);
  check(
    car.amps > 31 && r.state.isCharging && !alarms(r).length,
    `draws ${car.amps} A, ${r.state.status}, alarms [${alarms(r)}]; told ${charger.story()}`,
  );
});

// A DC charger (limits in W only, A is refused): 120 kW by power and by register, U and I without phase agree; the
// ceiling is 100.
// Right: told in W, 100 kW kept and shown; no alarm, no false phases.
import { play, ready, Vehicle, current, volts, energy, power, sampled, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { vendor: 'DcMaker', keys: { ChargingScheduleAllowedChargingRateUnit: 'Power' } },
    { rated_kw: 150 },
  );
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingSchedule.chargingRateUnit === 'W' ? store(q) : { status: 'Rejected' };
  const car = new Vehicle(charger, {
    every: 5000,
    volts: 800,
    most: 150,
    least: 1,
    suspends: false,
    sample: v => [
      energy(v.register()),
      power((v.watts() / 1000).toFixed(2), { unit: 'kW' }),
      current(v.amps.toFixed(1)),
      volts(800),
      sampled('SoC', 'Percent')(31),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(20000);
  const first = eye.read.state.currentPower;
  const answer = await device.ceiling(100);
  await sleep(50000);
  check(answer.code === 200 && first === 120, `before ${first} of 120 kW`);
  check(
    Math.abs(car.kw() - 100) < 2 && Math.abs(eye.read.state.currentPower - 100) < 2,
    `then ${car.kw().toFixed(1)} drawn, ${eye.read.state.currentPower} shown; ${charger.story()}`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});

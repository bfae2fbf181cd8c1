// A DC unit's power is a signed number of 16 bits in W: 40 kW read as -25536; U x I and the register say 40 kW. The
// ceiling is 50.
// Right: 40 kW, charging, no export; no alarm.
import {
  play,
  ready,
  Vehicle,
  current,
  volts,
  energy,
  power,
  sampled,
  sleep,
  watch,
  note,
  report,
} from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { direct_current: true, rated_kw: 50 });
  const wrap = w => {
    const x = Math.round(w) & 0xffff;
    return x > 32767 ? x - 65536 : x;
  };
  const car = new Vehicle(charger, {
    every: 5000,
    volts: 400,
    most: 100,
    least: 1,
    sample: v => [
      energy(v.register()),
      power(wrap(v.watts())),
      current(v.amps.toFixed(1)),
      volts(400),
      sampled('SoC', 'Percent')(40),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(80000);
  note(eye.powers.join(' '), JSON.stringify((await report(charger)).report.connectors[0].observed));
  check(
    Math.abs(eye.read.state.currentPower - 40) < 1.5 && eye.read.state.isCharging,
    `shown ${eye.read.state.currentPower} of 40 kW, isCharging ${eye.read.state.isCharging}`,
  );
  check(!eye.alarms.size && eye.highest < 60, `alarms [${[...eye.alarms]}], highest ${eye.highest}`);
});
